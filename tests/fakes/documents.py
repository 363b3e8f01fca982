"""The document store in memory: the twin of the one on DynamoDB, held to it by the same contract tests."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from inspect import isawaitable
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
)
from fieldledger.result import ErrorCode, Result

type Hook = Callable[[Sequence[Write]], Awaitable[None] | None]
"""Called around a commit with the writes in question; it may be synchronous or not, use the store, or raise."""

TABLE_INDEXES: Final[Mapping[TableName, tuple[Index, ...]]] = {
    TableName.RECORDS: (Index.BY_DATE,),
    TableName.POSTINGS: (Index.BY_STATE, Index.BY_DUE),
    TableName.CONTROL: (Index.BY_KIND,),
    TableName.AUDIT: (),
}
KEYS_ONLY: Final = frozenset({Index.BY_DUE, Index.BY_KIND})
MAX_ITEM_BYTES: Final = 400 * 1024


class InMemoryDocumentStore:
    """Implements ``DocumentStore``; indexes are up to date at once.

    ``before_commit`` runs after a caller's request has arrived and before its conditions are checked, so that a test
    can let somebody else be faster, or crash; ``after_commit`` runs when the writes are stored but the caller does not
    know yet. Neither runs for the writes that a hook itself makes.
    """

    def __init__(self) -> None:
        self._items: dict[TableName, dict[Key, Document]] = {table: {} for table in TableName}
        self._failures: list[tuple[str | None, str]] = []
        self._in_hook = False
        self.before_commit: Hook | None = None
        self.after_commit: Hook | None = None
        self.calls: list[str] = []

    def fail_next(
        self, n: int = 1, code: ErrorCode | str = ErrorCode.STORE_UNAVAILABLE, *, operation: str | None = None
    ) -> None:
        """The next ``n`` calls (of the method named ``operation``, default: of any) fail with ``code`` and do nothing.

        Further calls of ``fail_next`` queue behind earlier ones.
        """
        self._failures.extend([(operation, str(code))] * n)

    def documents(self, table: TableName) -> list[Document]:
        """Everything stored in ``table``, ordered by key: for assertions."""
        return [document for _, document in sorted(self._items[table].items())]

    async def get(self, table: TableName, pk: str, sk: str) -> Result[Document | None]:
        """The stored document, or None."""
        refused = await self._arrive("get") or _empty_key([(pk, sk)])
        return refused or Result.ok(self._items[table].get((pk, sk)))

    async def get_many(self, table: TableName, keys: Sequence[Key]) -> Result[list[Document]]:
        """The documents that exist; in reverse order of storing, so that nobody relies on the order of ``keys``."""
        if not keys:
            return Result.ok([])
        refused = await self._arrive("get_many") or _empty_key(keys)
        wanted = frozenset(keys)
        stored = reversed(self._items[table].items())
        return refused or Result.ok([document for key, document in stored if key in wanted])

    async def query(
        self, table: TableName, pk: str, span: Range, *, limit: int, start: StartKey | None = None
    ) -> Result[Page]:
        """A page in range-key order."""
        refused = await self._arrive("query") or _bad_query(pk, span, start, ("pk", "sk"))
        return refused or Result.ok(_page(self._items[table].values(), ("pk", "sk"), pk, span, limit, start))

    async def query_index(
        self, table: TableName, index: Index, pk: str, span: Range, *, limit: int, start: StartKey | None = None
    ) -> Result[Page]:
        """A page of an index; documents of a KEYS_ONLY index hold keys and nothing else."""
        if index not in TABLE_INDEXES[table]:
            raise ValueError(f"table {table} has no index {index}")
        names = INDEX_KEYS[index]
        refused = await self._arrive("query_index") or _bad_query(pk, span, start, ("pk", "sk", *names))
        listed = [d for d in self._items[table].values() if d.index.keys() >= set(names)]
        found = _page(listed, names, pk, span, limit, start)
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
        self._items[table].pop((pk, sk), None)
        return Result.ok(None)

    async def transact(self, writes: Sequence[Write]) -> Result[None]:
        """All or nothing, at most 100 writes."""
        if len(writes) > MAX_TRANSACTION_WRITES:
            raise ValueError(f"{len(writes)} writes in one transaction")
        return await self._commit("transact", writes)

    async def _arrive(self, operation: str) -> Result[Never] | None:
        """Let other tasks run, as a request over the network would, then fail if a failure is due."""
        self.calls.append(operation)
        await asyncio.sleep(0)
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
            return _conflict(lost)
        for write in writes:
            if isinstance(write, Put):
                self._items[write.document.table][write.document.key] = _as_stored(write.document)
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
        stored = self._items[_table(write)].get(_key(write))
        return 0 if stored is None else stored.version


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


def _page(
    documents: Iterable[Document], names: tuple[str, str], pk: str, span: Range, limit: int, start: StartKey | None
) -> Page:
    """As DynamoDB does it: a page that is exactly full names a next start, even if nothing follows."""
    hash_name, range_name = names
    shown = ("pk", "sk") if names == ("pk", "sk") else ("pk", "sk", *names)

    def position(attributes: Mapping[str, str]) -> tuple[str, str, str]:
        return attributes[range_name], attributes["pk"], attributes["sk"]

    rows = [(position(_attributes(d)), d) for d in documents if _attributes(d)[hash_name] == pk]
    after = None if start is None else position(start)
    inside = [row for row in rows if span.low <= row[0][0] <= span.high and (after is None or row[0] > after)]
    page = [document for _, document in sorted(inside, key=lambda row: row[0])[:limit]]
    full = len(page) == limit and limit > 0
    return Page(tuple(page), {name: _attributes(page[-1])[name] for name in shown} if full else None)


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
    return len(document.body.encode()) + sum(len(k) + len(v.encode()) for k, v in _attributes(document).items())


def _invalid() -> Result[Never]:
    return Result.fail("the store did not answer", ErrorCode.STORE_UNAVAILABLE, {"cause": "ValidationException"})


def _conflict(keys: Sequence[Key]) -> Result[Never]:
    names = [f"{pk}/{sk}" for pk, sk in keys]
    return Result.fail("somebody else changed the record first", ErrorCode.VERSION_CONFLICT, {"keys": names})
