"""The document store in memory: the twin of the one on DynamoDB, held to it by the same contract tests."""

import asyncio
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from functools import partial
from inspect import isawaitable
from itertools import count
from typing import Final, Never

from fieldledger.repositories.documents import (
    INDEX_KEYS,
    MAX_TRANSACTION_WRITES,
    Document,
    Index,
    Key,
    Page,
    Put,
    Range,
    StartKey,
    TableName,
    Write,
    conflict,
)
from fieldledger.result import ErrorCode, Result
from simulators.kit.sorted_items import SortedItems

type Hook = Callable[[Sequence[Write]], Awaitable[None] | None]
"""Called around a commit with the writes in question; it may be synchronous or not, use the store, or raise."""

TABLE_INDEXES: Final[Mapping[TableName, tuple[Index, ...]]] = {
    TableName.RECORDS: (Index.BY_DATE,),
    TableName.POSTINGS: (Index.BY_DATE, Index.BY_STATE, Index.BY_DUE),
    TableName.CONTROL: (Index.BY_KIND,),
    TableName.AUDIT: (Index.BY_ENTITY,),
}
KEYS_ONLY: Final = frozenset({Index.BY_DUE, Index.BY_KIND})
MAX_ITEM_BYTES: Final = 400 * 1024


class InMemoryDocumentStore:
    """Implements ``DocumentStore``; indexes are up to date at once.

    ``before_commit`` runs after a caller's request has arrived and before its conditions are checked, so that a test
    can let somebody else be faster, or crash; ``after_commit`` runs when the writes are stored but the caller does not
    know yet. Neither runs for the writes that a hook itself makes. ``latency`` is what each call takes.
    """

    def __init__(self) -> None:
        self._tables = {table: _Table(TABLE_INDEXES[table]) for table in TableName}
        self._failures: list[tuple[str | None, str]] = []
        self._in_hook = False
        self.before_commit: Hook | None = None
        self.after_commit: Hook | None = None
        self.calls: list[str] = []
        self.latency: Callable[[], Awaitable[None]] = partial(asyncio.sleep, 0)

    def fail_next(
        self, n: int = 1, code: ErrorCode | str = ErrorCode.STORE_UNAVAILABLE, *, operation: str | None = None
    ) -> None:
        """The next ``n`` calls (of the method named ``operation``, default: of any) fail with ``code`` and do nothing.

        Further calls of ``fail_next`` queue behind earlier ones.
        """
        self._failures.extend([(operation, str(code))] * n)

    def share(self, other: "InMemoryDocumentStore") -> None:
        """From now on the documents are those of ``other``."""
        self._tables = other._tables

    def documents(self, table: TableName) -> list[Document]:
        """Everything stored in ``table``, ordered by key: for assertions."""
        return [document for _, document in sorted(self._tables[table].items.items())]

    async def get(self, table: TableName, pk: str, sk: str) -> Result[Document | None]:
        """The stored document, or None."""
        refused = await self._arrive("get") or _empty_key([(pk, sk)])
        return refused or Result.ok(self._tables[table].items.get((pk, sk)))

    async def get_many(self, table: TableName, keys: Sequence[Key]) -> Result[list[Document]]:
        """The documents that exist; in reverse order of storing, so that nobody relies on the order of ``keys``."""
        if not keys:
            return Result.ok([])
        refused = await self._arrive("get_many") or _empty_key(keys)
        return refused or Result.ok(self._tables[table].newest_first(keys))

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
        """A page in range-key order."""
        refused = await self._arrive("query") or _bad_query(pk, span, start, ("pk", "sk"))
        return refused or Result.ok(self._tables[table].page(("pk", "sk"), pk, span, limit, start, backwards))

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
        """A page of an index; documents of a KEYS_ONLY index hold keys and nothing else."""
        if index not in TABLE_INDEXES[table]:
            raise ValueError(f"table {table} has no index {index}")
        names = INDEX_KEYS[index]
        refused = await self._arrive("query_index") or _bad_query(pk, span, start, ("pk", "sk", *names))
        found = self._tables[table].page(names, pk, span, limit, start, backwards)
        if index in KEYS_ONLY:
            found = replace(found, documents=tuple(_keys_only(document, names) for document in found.documents))
        return refused or Result.ok(found)

    async def put(self, document: Document) -> Result[Document]:
        """Store under the rule of ``Put``."""
        stored = await self._commit("put", [Put(document)])
        return stored.map(lambda _: _as_stored(document))

    async def delete(self, table: TableName, pk: str, sk: str) -> Result[None]:
        """Remove; removing what is absent succeeds."""
        refused = await self._arrive("delete") or _empty_key([(pk, sk)])
        if refused:
            return refused
        self._tables[table].remove((pk, sk))
        return Result.ok(None)

    async def transact(self, writes: Sequence[Write]) -> Result[None]:
        """All or nothing, at most 100 writes."""
        if len(writes) > MAX_TRANSACTION_WRITES:
            raise ValueError(f"{len(writes)} writes in one transaction")
        return await self._commit("transact", writes)

    async def _arrive(self, operation: str) -> Result[Never] | None:
        """Let other tasks run, as a request over the network would, then fail if a failure is due."""
        self.calls.append(operation)
        await self.latency()
        for position, (wanted, code) in enumerate(self._failures):
            if wanted in {None, operation}:
                del self._failures[position]
                return Result.fail("the store did not answer", code, {"cause": "simulated"})
        return None

    async def _commit(self, operation: str, writes: Sequence[Write]) -> Result[None]:
        refused = await self._arrive(operation) or _bad_writes(writes)
        if refused:
            return refused
        await self._run(self.before_commit, writes)
        lost = [_key(write) for write in writes if self._version(write) != _expected(write)]
        if lost:
            return conflict(lost)
        for write in writes:
            if isinstance(write, Put):
                self._tables[write.document.table].store(_as_stored(write.document))
        await self._run(self.after_commit, writes)
        return Result.ok(None)

    async def _run(self, hook: Hook | None, writes: Sequence[Write]) -> None:
        if hook is None or self._in_hook:
            return
        self._in_hook = True
        try:
            pending = hook(writes)
            if isawaitable(pending):
                await pending
        finally:
            self._in_hook = False

    def _version(self, write: Write) -> int:
        stored = self._tables[_table(write)].items.get(_key(write))
        return 0 if stored is None else stored.version


type _Names = tuple[str, str]
type _Position = tuple[str, str, str]


class _Table:
    """Documents by key, and for each index (the table's own keys are one) the places of a partition in order."""

    def __init__(self, indexes: Iterable[Index]) -> None:
        self.items: dict[Key, Document] = {}
        self._stored: dict[Key, int] = {}
        self._names: tuple[_Names, ...] = (("pk", "sk"), *(INDEX_KEYS[index] for index in indexes))
        self._places: dict[tuple[_Names, str], SortedItems[_Position]] = defaultdict(SortedItems)
        self._count = count()

    def store(self, document: Document) -> None:
        """Add or replace."""
        self._move(document.key, document)
        self._stored.setdefault(document.key, next(self._count))

    def remove(self, key: Key) -> None:
        """As if it had never been there."""
        self._move(key, None)
        self._stored.pop(key, None)

    def newest_first(self, keys: Iterable[Key]) -> list[Document]:
        """Those of ``keys`` that exist; storing again makes no document newer."""
        held = [key for key in set(keys) if key in self.items]
        return [self.items[key] for key in sorted(held, key=self._stored.__getitem__, reverse=True)]

    def page(
        self, names: _Names, pk: str, span: Range, limit: int, start: StartKey | None, backwards: bool = False
    ) -> Page:
        """As DynamoDB does it: a page that is exactly full names a next start, even if nothing follows."""
        shown = ("pk", "sk") if names == ("pk", "sk") else ("pk", "sk", *names)
        places = self._places[names, pk].in_order()
        first = bisect_left(places, (span.low, "", ""))
        end = bisect_left(places, True, key=lambda place: place[0] > span.high)
        if start is not None and backwards:
            end = min(end, bisect_left(places, _position(start, names)))
        elif start is not None:
            first = max(first, bisect_right(places, _position(start, names)))
        inside = (
            reversed(places[max(first, end - limit) : end]) if backwards else places[first : min(end, first + limit)]
        )
        page = [self.items[place[1:]] for place in inside]
        full = len(page) == limit and limit > 0
        return Page(tuple(page), {name: _attributes(page[-1])[name] for name in shown} if full else None)

    def _move(self, key: Key, document: Document | None) -> None:
        before = self.items.pop(key, None)
        for names in self._names:
            old, new = _place(before, names), _place(document, names)
            if old == new:
                continue
            if old is not None:
                self._places[names, old[0]].remove(old[1])
            if new is not None:
                self._places[names, new[0]].add(new[1])
        if document is not None:
            self.items[key] = document


def _place(document: Document | None, names: _Names) -> tuple[str, _Position] | None:
    """Partition and position in an index, if the document is in it."""
    attributes = {} if document is None else _attributes(document)
    return (attributes[names[0]], _position(attributes, names)) if attributes.keys() >= set(names) else None


def _position(attributes: Mapping[str, str], names: _Names) -> _Position:
    return attributes[names[1]], attributes["pk"], attributes["sk"]


def _table(write: Write) -> TableName:
    return write.document.table if isinstance(write, Put) else write.table


def _key(write: Write) -> Key:
    return write.document.key if isinstance(write, Put) else (write.pk, write.sk)


def _expected(write: Write) -> int:
    return write.document.version if isinstance(write, Put) else write.version


def _as_stored(document: Document) -> Document:
    """One version higher; a TTL attribute holds whole seconds."""
    expires_at = document.expires_at and document.expires_at.astimezone(UTC).replace(microsecond=0)
    return replace(document, version=document.version + 1, index=dict(document.index), expires_at=expires_at)


def _attributes(document: Document) -> Mapping[str, str]:
    return {"pk": document.pk, "sk": document.sk, **document.index}


def _keys_only(document: Document, names: tuple[str, str]) -> Document:
    index = {name: document.index[name] for name in names}
    return Document(document.table, document.pk, document.sk, "", 0, index)


def _bad_query(pk: str, span: Range, start: StartKey | None, names: tuple[str, ...]) -> Result[Never] | None:
    bad_start = start is not None and set(start) != set(names)
    return _invalid() if not pk or not span.low or span.low > span.high or bad_start else None


def _empty_key(keys: Sequence[Key]) -> Result[Never] | None:
    return None if all(pk and sk for pk, sk in keys) else _invalid()


def _bad_writes(writes: Sequence[Write]) -> Result[Never] | None:
    """What DynamoDB refuses to store, whatever is there already."""
    places = [(_table(write), _key(write)) for write in writes]
    puts = [write.document for write in writes if isinstance(write, Put)]
    for document in puts:
        known = {name for index in TABLE_INDEXES[document.table] for name in INDEX_KEYS[index]}
        if not document.index.keys() <= known:
            raise ValueError(f"table {document.table} has no index attributes {set(document.index) - known}")
    empty = any(not value for document in puts for value in document.index.values())
    large = any(_size(document) > MAX_ITEM_BYTES for document in puts)
    if not writes or len(set(places)) < len(places) or empty or large:
        return _invalid()
    return _empty_key([key for _, key in places])


def _size(document: Document) -> int:
    return _bytes(document.body) + sum(len(k) + _bytes(v) for k, v in _attributes(document).items())


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


def _invalid() -> Result[Never]:
    return Result.fail("the store did not answer", ErrorCode.STORE_UNAVAILABLE, {"cause": "ValidationException"})
