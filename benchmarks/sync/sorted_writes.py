"""Write units by what is written: the product's own measure once more, beneath the one that counts for a run."""

from collections import Counter
from collections.abc import Sequence
from typing import override

from fieldledger.repositories.documents import Document, Put, TableName, Write
from fieldledger.repositories.metered import write_units
from fieldledger.result import Result
from tests.fakes.documents import InMemoryDocumentStore


class SortedWrites(InMemoryDocumentStore):
    """``units`` are by table and by the first word of the range key."""

    def __init__(self) -> None:
        super().__init__()
        self.units: Counter[tuple[str, str]] = Counter()

    @property
    def stored_bytes(self) -> int:
        """Of all keys and bodies, a byte for each character."""
        documents = (document for table in self._tables.values() for document in table.items.values())
        return sum(len(document.pk) + len(document.sk) + len(document.body) for document in documents)

    @override
    async def put(self, document: Document) -> Result[Document]:
        """Counted, then stored."""
        self._note(document.table, document.sk, write_units(document))
        return await super().put(document)

    @override
    async def delete(self, table: TableName, pk: str, sk: str) -> Result[None]:
        """Counted as the meter does: one unit."""
        self._note(table, sk, 1)
        return await super().delete(table, pk, sk)

    @override
    async def transact(self, writes: Sequence[Write]) -> Result[None]:
        """Each write by what it is of, at twice the price; a check costs like the smallest."""
        for write in writes:
            if isinstance(write, Put):
                self._note(write.document.table, write.document.sk, 2 * write_units(write.document))
            else:
                self._note(write.table, write.sk, 2)
        return await super().transact(writes)

    def _note(self, table: TableName, sk: str, units: int) -> None:
        self.units[table.value, sk.partition("#")[0].lower()] += units
