"""A store in memory that counts what it is asked for, as DynamoDB would bill it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self, override

from fieldledger.repositories.documents import (
    INDEX_KEYS,
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
from fieldledger.repositories.metered import half_read_units, item_units
from fieldledger.result import Result
from tests.fakes.documents import KEYS_ONLY, TABLE_INDEXES, InMemoryDocumentStore


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
        """A refused write costs as much, but reaches no index."""
        before = self._held(document.table, document.pk, document.sk)
        stored = await super().put(document)
        self.tally.requests += 1
        self._wrote(before, document, 1, reached=stored.success)
        return stored

    @override
    async def delete(self, table: TableName, pk: str, sk: str) -> Result[None]:
        """Billed by the size of what goes; what is absent costs the smallest write."""
        before = self._held(table, pk, sk)
        gone = await super().delete(table, pk, sk)
        self.tally.requests += 1
        if before is None:
            self._count(table, pk, 1)
        else:
            self._wrote(before, None, 1, reached=gone.success)
        return gone

    @override
    async def transact(self, writes: Sequence[Write]) -> Result[None]:
        """Twice as dear; a check costs like the smallest write."""
        held = [self._held(w.document.table, *w.document.key) if isinstance(w, Put) else None for w in writes]
        done = await super().transact(writes)
        self.tally.requests += 1
        for write, before in zip(writes, held, strict=True):
            if isinstance(write, Put):
                self._wrote(before, write.document, 2, reached=done.success)
            else:
                self._count(write.table, write.pk, 2)
        return done

    def _read(self, table: TableName, documents: Sequence[Document], *, halves: int = 2) -> None:
        self.tally.requests += 1
        self.tally.half_reads[table.value] += half_read_units(documents, halves=halves)

    def _held(self, table: TableName, pk: str, sk: str) -> Document | None:
        return self._tables[table].items.get((pk, sk))

    def _wrote(self, before: Document | None, after: Document | None, times: int, *, reached: bool) -> None:
        """The larger of both sizes is billed, and each index's own writes meet the index's own partition.

        ASSUMPTION: a transaction doubles those of indexes too; AWS's documents speak of items only.
        """
        sides = [document for document in (before, after) if document is not None]
        table, units = sides[0].table, max(map(item_units, sides))
        self._count(table, sides[0].pk, times * units)
        for partition, written in index_writes(before, after) if reached else ():
            self._count(table, partition, times * written)

    def _count(self, table: TableName, partition: str, units: int) -> None:
        self.tally.writes[table.value] += units
        self.tally.partitions[f"{table.value}:{partition}"] += units


def index_writes(before: Document | None, after: Document | None) -> Iterator[tuple[str, int]]:
    """Units that each index's partition takes when ``after`` replaces ``before``.

    An entry that moves is deleted and written; one that stays is written if the index holds more than keys.
    """
    table = next(document.table for document in (before, after) if document is not None)
    for index in TABLE_INDEXES[table]:
        old, new = (None if d is None else _entry(d, index) for d in (before, after))
        if old is not None and new is not None and old.place == new.place:
            if index not in KEYS_ONLY:
                yield new.partition, max(old.units, new.units)
            continue
        for entry in (old, new):
            if entry is not None:
                yield entry.partition, entry.units


@dataclass(frozen=True, slots=True)
class _Entry:
    partition: str
    place: tuple[str, str]
    units: int


def _entry(document: Document, index: Index) -> _Entry | None:
    """An index that holds keys only has small entries."""
    names = INDEX_KEYS[index]
    if not document.index.keys() >= set(names):
        return None
    partition, position = (document.index[name] for name in names)
    return _Entry(partition, (partition, position), 1 if index in KEYS_ONLY else item_units(document))
