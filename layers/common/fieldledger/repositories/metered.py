"""What a piece of work costs in DynamoDB: capacity units, by the sizes of what it reads and writes.

DynamoDB charges a strongly consistent read one unit for 4 KiB and a write one unit for 1 KiB, each rounded up; an index
costs a write of its own, a transaction twice as much, and an eventually consistent read half.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from math import ceil
from typing import Final

from fieldledger.repositories.documents import (
    Document,
    DocumentStore,
    Index,
    Key,
    Page,
    Put,
    Range,
    StartKey,
    TableName,
    Write,
)
from fieldledger.result import Result

_READ_BYTES: Final = 4096
_WRITE_BYTES: Final = 1024


@dataclass(slots=True)
class Units:
    """Counted so far; reads in halves, since a read of an index costs half a unit."""

    half_reads: int = 0
    writes: int = 0

    @property
    def reads(self) -> int:
        """Whole read units."""
        return ceil(self.half_reads / 2)


_counting: ContextVar[Units | None] = ContextVar("units", default=None)


@contextmanager
def measured() -> Iterator[Units]:
    """Counts what is read and written inside, by this task and those that it starts, through a ``MeteredStore``."""
    units = Units()
    token = _counting.set(units)
    try:
        yield units
    finally:
        _counting.reset(token)


class MeteredStore:
    """A store that counts; implements ``DocumentStore``."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    async def get(self, table: TableName, pk: str, sk: str) -> Result[Document | None]:
        """A read that finds nothing costs a unit too."""
        found = await self._store.get(table, pk, sk)
        _read([found.data] if found.success and found.data is not None else [])
        return found

    async def get_many(self, table: TableName, keys: Sequence[Key]) -> Result[list[Document]]:
        """Each document is rounded up by itself; absent ones cost a unit."""
        found = await self._store.get_many(table, keys)
        documents = found.unwrap_or([])
        for document in documents:
            _read([document])
        for _ in range(len(keys) - len(documents)):
            _read([])
        return found

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
        page = await self._store.query(table, pk, span, limit=limit, start=start, backwards=backwards)
        _read(page.unwrap().documents if page.success else [])
        return page

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
        """Half as dear: eventually consistent."""
        page = await self._store.query_index(table, index, pk, span, limit=limit, start=start, backwards=backwards)
        _read(page.unwrap().documents if page.success else [], halves=1)
        return page

    async def put(self, document: Document) -> Result[Document]:
        """A refused write costs like a good one."""
        _count(writes=write_units(document))
        return await self._store.put(document)

    async def delete(self, table: TableName, pk: str, sk: str) -> Result[None]:
        """Counted as the smallest write: the size of what goes is not known here."""
        _count(writes=1)
        return await self._store.delete(table, pk, sk)

    async def transact(self, writes: Sequence[Write]) -> Result[None]:
        """Twice as dear; a check costs like a write of the smallest item."""
        for write in writes:
            if isinstance(write, Put):
                _count(writes=2 * write_units(write.document))
            else:
                _count(writes=2)
        return await self._store.transact(writes)


def _read(documents: Sequence[Document], *, halves: int = 2) -> None:
    _count(half_reads=half_read_units(documents, halves=halves))


def half_read_units(documents: Sequence[Document], *, halves: int = 2) -> int:
    """What reading ``documents`` together costs, in half units; ``halves`` is 1 for an eventually consistent read."""
    size = sum(_size(document) for document in documents)
    return max(1, ceil(size / _READ_BYTES)) * halves


def write_units(document: Document) -> int:
    """What storing ``document`` costs by itself; in a transaction it costs twice as much."""
    indexed = sum(1 for name in document.index if name.endswith(("_pk", "_shard")))
    return item_units(document) + indexed


def item_units(document: Document) -> int:
    """What the item itself costs, without its indexes."""
    return max(1, ceil(_size(document) / _WRITE_BYTES))


def _size(document: Document) -> int:
    texts = (document.pk, document.sk, document.body, *document.index, *document.index.values())
    return sum(len(text) if text.isascii() else len(text.encode()) for text in texts)


def _count(half_reads: int = 0, writes: int = 0) -> None:
    units = _counting.get()
    if units is not None:
        units.half_reads += half_reads
        units.writes += writes
