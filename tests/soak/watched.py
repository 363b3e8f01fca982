"""The store, the queue, the key service and the wire, watched."""

from collections.abc import Sequence

import httpx

from fieldledger.clients.cipher import Cipher, EncryptionContext
from fieldledger.repositories.documents import (
    Document,
    DocumentStore,
    Index,
    Key,
    Page,
    Range,
    StartKey,
    TableName,
    Write,
)
from fieldledger.result import ErrorCode, Result
from fieldledger.services.writing import WakeWriter
from tests.soak.effects import Effects

_STORE = ErrorCode.STORE_UNAVAILABLE


class WatchedStore:
    """Implements ``DocumentStore``."""

    def __init__(self, store: DocumentStore, effects: Effects) -> None:
        self._store = store
        self._effects = effects

    async def get(self, table: TableName, pk: str, sk: str) -> Result[Document | None]:
        """Watched."""
        return await self._effects.result(f"get {table}", _STORE, lambda: self._store.get(table, pk, sk))

    async def get_many(self, table: TableName, keys: Sequence[Key]) -> Result[list[Document]]:
        """Watched."""
        return await self._effects.result(f"get_many {table}", _STORE, lambda: self._store.get_many(table, keys))

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
        """Watched."""
        return await self._effects.result(
            f"query {table}",
            _STORE,
            lambda: self._store.query(table, pk, span, limit=limit, start=start, backwards=backwards),
        )

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
        """Watched."""
        return await self._effects.result(
            f"query {index}",
            _STORE,
            lambda: self._store.query_index(table, index, pk, span, limit=limit, start=start, backwards=backwards),
        )

    async def put(self, document: Document) -> Result[Document]:
        """Watched."""
        kind = document.sk.partition("#")[0]
        return await self._effects.result(f"put {kind}", _STORE, lambda: self._store.put(document))

    async def delete(self, table: TableName, pk: str, sk: str) -> Result[None]:
        """Watched."""
        return await self._effects.result(f"delete {table}", _STORE, lambda: self._store.delete(table, pk, sk))

    async def transact(self, writes: Sequence[Write]) -> Result[None]:
        """Watched."""
        return await self._effects.result("transact", _STORE, lambda: self._store.transact(writes))


class WatchedQueue:
    """Implements ``WakeWriter``."""

    def __init__(self, queue: WakeWriter, effects: Effects) -> None:
        self._queue = queue
        self._effects = effects

    async def wake(self, company_id: str, posting_ids: Sequence[str], occasion: str) -> Result[int]:
        """Watched."""
        return await self._effects.result(
            "wake", ErrorCode.QUEUE_UNAVAILABLE, lambda: self._queue.wake(company_id, posting_ids, occasion)
        )


class WatchedCipher:
    """Implements ``Cipher``."""

    def __init__(self, cipher: Cipher, effects: Effects) -> None:
        self._cipher = cipher
        self._effects = effects

    async def encrypt(self, text: str, context: EncryptionContext) -> Result[str]:
        """Watched."""
        return await self._effects.result("encrypt", _STORE, lambda: self._cipher.encrypt(text, context))

    async def decrypt(self, stored: str, context: EncryptionContext) -> Result[str]:
        """Watched."""
        return await self._effects.result("decrypt", _STORE, lambda: self._cipher.decrypt(stored, context))


class WatchedTransport(httpx.AsyncBaseTransport):
    """One vendor's wire."""

    def __init__(self, transport: httpx.AsyncBaseTransport, effects: Effects) -> None:
        self._transport = transport
        self._effects = effects

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Watched."""
        name = f"{request.method} {request.url.path.rsplit('/', 1)[-1]}"
        return await self._effects.call(name, lambda: self._transport.handle_async_request(request))
