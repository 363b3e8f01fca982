"""Write units by what is written: the product's own meter once more, beneath the one that counts for a run."""

from collections import Counter
from collections.abc import Sequence
from typing import override

from fieldledger.repositories.documents import Document, Put, TableName, Write
from fieldledger.repositories.metered import MeteredStore, measured
from fieldledger.result import Result
from tests.fakes.documents import InMemoryDocumentStore


class SortedWrites(InMemoryDocumentStore):
    """``units`` are by table and by the first word of the range key."""

    def __init__(self) -> None:
        super().__init__()
        self.units: Counter[tuple[str, str]] = Counter()

    @override
    async def put(self, document: Document) -> Result[Document]:
        """Counted, then stored."""
        await self._meter(document.table, document.sk, Put(document), alone=True)
        return await super().put(document)

    @override
    async def delete(self, table: TableName, pk: str, sk: str) -> Result[None]:
        """Counted as the meter does: one unit."""
        self.units[table.value, _kind(sk)] += 1
        return await super().delete(table, pk, sk)

    @override
    async def transact(self, writes: Sequence[Write]) -> Result[None]:
        """Each write by what it is of."""
        for write in writes:
            if isinstance(write, Put):
                await self._meter(write.document.table, write.document.sk, write, alone=False)
            else:
                await self._meter(write.table, write.sk, write, alone=False)
        return await super().transact(writes)

    async def _meter(self, table: TableName, sk: str, write: Write, *, alone: bool) -> None:
        with measured() as units:
            if alone and isinstance(write, Put):
                await _METER.put(write.document)
            else:
                await _METER.transact([write])
        self.units[table.value, _kind(sk)] += units.writes


class _Nowhere(InMemoryDocumentStore):
    """Stores nothing: only the meter before it matters."""

    @override
    async def put(self, document: Document) -> Result[Document]:
        """As if."""
        return Result.ok(document)

    @override
    async def transact(self, writes: Sequence[Write]) -> Result[None]:
        """As if."""
        return Result.ok(None)


_METER = MeteredStore(_Nowhere())


def _kind(sk: str) -> str:
    return sk.partition("#")[0].lower()
