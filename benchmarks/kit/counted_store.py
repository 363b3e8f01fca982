"""A store in memory that counts what it is asked for, as DynamoDB would bill it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self, override

from fieldledger.repositories.documents import (
    Document,
    Index,
    Key,
    Page,
    Put,
    Range,
    StartKey,
    TableName,
    Write,
)
from fieldledger.repositories.metered import half_read_units, write_units
from fieldledger.result import Result
from tests.fakes.documents import InMemoryDocumentStore


@dataclass
class StoreTally:
    """Units by table, the partitions that were written (``pk``, and each index's), and requests.

    ``half_reads`` are in half units: an eventually consistent read costs one.
    """

    half_reads: Counter[str] = field(default_factory=Counter)
    writes: Counter[str] = field(default_factory=Counter)
    partitions: Counter[str] = field(default_factory=Counter)
    requests: int = 0

    def minus(self, earlier: Self) -> "StoreTally":
        """What came since ``earlier``."""
        return StoreTally(
            Counter(self.half_reads) - earlier.half_reads,
            Counter(self.writes) - earlier.writes,
            Counter(self.partitions) - earlier.partitions,
            self.requests - earlier.requests,
        )

    def copy(self) -> "StoreTally":
        """As it is now."""
        return StoreTally(Counter(self.half_reads), Counter(self.writes), Counter(self.partitions), self.requests)

    @property
    def read_units(self) -> dict[str, float]:
        """Whole and half units by table."""
        return {table: halves / 2 for table, halves in self.half_reads.items()}


class CountedStore(InMemoryDocumentStore):
    """``tally`` counts since the beginning."""

    def __init__(self) -> None:
        super().__init__()
        self.tally = StoreTally()

    @classmethod
    def over(cls, store: InMemoryDocumentStore) -> "CountedStore":
        """The documents of ``store``, counted from now on."""
        counted = cls()
        counted.share(store)
        return counted

    @property
    def stored_bytes(self) -> dict[str, int]:
        """Of keys and bodies by table, a byte for each character."""
        return {
            table.value: sum(len(d.pk) + len(d.sk) + len(d.body) for d in self._tables[table].items.values())
            for table in TableName
        }

    def documents_of(self, table: str) -> list[Document]:
        """Everything stored in ``table``, in no order."""
        return list(self._tables[TableName(table)].items.values())

    @override
    async def get(self, table: TableName, pk: str, sk: str) -> Result[Document | None]:
        """A read that finds nothing costs a unit too."""
        found = await super().get(table, pk, sk)
        self._read(table, [found.data] if found.success and found.data is not None else [])
        return found

    @override
    async def get_many(self, table: TableName, keys: Sequence[Key]) -> Result[list[Document]]:
        """Each document is rounded up by itself; a request takes a hundred."""
        found = await super().get_many(table, keys)
        documents = found.unwrap_or([])
        for document in documents:
            self.tally.half_reads[table.value] += half_read_units([document])
        self.tally.half_reads[table.value] += 2 * (len(keys) - len(documents))
        self.tally.requests += -(-len(keys) // 100)
        return found

    @override
    async def query(
        self,
        table: TableName,
        pk: str,
        span: Range,
        *,
        limit: int,
        start: StartKey | None = None,
        backwards: bool = False,
    ) -> Result[Page]:
        """The documents of a page are rounded up together."""
        page = await super().query(table, pk, span, limit=limit, start=start, backwards=backwards)
        self._read(table, page.unwrap().documents if page.success else [])
        return page

    @override
    async def query_index(
        self,
        table: TableName,
        index: Index,
        pk: str,
        span: Range,
        *,
        limit: int,
        start: StartKey | None = None,
        backwards: bool = False,
    ) -> Result[Page]:
        """Half as dear."""
        page = await super().query_index(table, index, pk, span, limit=limit, start=start, backwards=backwards)
        self._read(table, page.unwrap().documents if page.success else [], halves=1)
        return page

    @override
    async def put(self, document: Document) -> Result[Document]:
        """A refused write costs like a good one."""
        self.tally.requests += 1
        self._wrote(document, 1)
        return await super().put(document)

    @override
    async def delete(self, table: TableName, pk: str, sk: str) -> Result[None]:
        """The smallest write."""
        self.tally.requests += 1
        self.tally.writes[table.value] += 1
        self.tally.partitions[f"{table.value}:{pk}"] += 1
        return await super().delete(table, pk, sk)

    @override
    async def transact(self, writes: Sequence[Write]) -> Result[None]:
        """Twice as dear; a check costs like the smallest write."""
        self.tally.requests += 1
        for write in writes:
            if isinstance(write, Put):
                self._wrote(write.document, 2)
            else:
                self.tally.writes[write.table.value] += 2
                self.tally.partitions[f"{write.table.value}:{write.pk}"] += 2
        return await super().transact(writes)

    def _read(self, table: TableName, documents: Sequence[Document], *, halves: int = 2) -> None:
        self.tally.requests += 1
        self.tally.half_reads[table.value] += half_read_units(documents, halves=halves)

    def _wrote(self, document: Document, times: int) -> None:
        """An index is billed as one write, and that write meets the index's own partition."""
        units = write_units(document)
        indexes = [text for name, text in document.index.items() if name.endswith(("_pk", "_shard"))]
        self.tally.writes[document.table.value] += times * units
        self.tally.partitions[f"{document.table.value}:{document.pk}"] += times * (units - len(indexes))
        for partition in indexes:
            self.tally.partitions[f"{document.table.value}:{partition}"] += times
