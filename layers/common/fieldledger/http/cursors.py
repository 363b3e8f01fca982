"""Pagination cursors: opaque to the caller, signed, and good for one company and one query only."""

import base64
import binascii
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Final

from pydantic import TypeAdapter, ValidationError

from fieldledger.repositories.documents import StartKey
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime.secrets import CursorSecret, read_secret
from fieldledger.settings import CursorSettings

type CursorSecretSource = Callable[[], Awaitable[Result[CursorSecret]]]

_MAC_BYTES: Final = 32
_START_KEY: Final = TypeAdapter(dict[str, str])


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a cursor belongs to: ``parameters`` are all that choose the rows, without limit and cursor."""

    operation_id: str
    company_id: str
    parameters: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def binding(self) -> bytes:
        """Equal for equal queries, whatever the order of the parameters."""
        chosen = {name: value for name, value in self.parameters.items() if value is not None}
        return json.dumps([self.operation_id, self.company_id, chosen], sort_keys=True).encode()


class Cursors:
    """Writes and reads cursors with the keys of the cursor secret, which is read only when there is a cursor."""

    def __init__(self, secret: CursorSecretSource) -> None:
        self._secret = secret

    async def write(self, query: ListQuery, start: StartKey | None) -> Result[str | None]:
        """The cursor that goes on at ``start``; None on the last page."""
        if start is None:
            return Result.ok(None)
        return (await self._secret()).map(lambda secret: seal(secret.keys[0], query, start))

    async def read(self, query: ListQuery, cursor: str | None) -> Result[StartKey | None]:
        """Where to go on; ``CURSOR_INVALID`` for one that was changed, or made for another query or company."""
        if cursor is None:
            return Result.ok(None)
        return (await self._secret()).and_then(lambda secret: unseal(secret.keys, query, cursor))


def cursors_of(settings: CursorSettings) -> Cursors:
    """Cursors with the keys of the function's cursor secret."""
    return Cursors(partial(read_secret, settings.cursor_secret_id, CursorSecret))


def seal(key: str, query: ListQuery, start: StartKey) -> str:
    """The cursor for ``start``: signature, then content, in URL-safe base64."""
    content = json.dumps(dict(start), sort_keys=True, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_mac(key, query, content) + content).decode().rstrip("=")


def unseal(keys: Sequence[str], query: ListQuery, cursor: str) -> Result[StartKey | None]:
    """The start key of ``cursor``; any of ``keys`` may have signed it."""
    try:
        sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return _invalid()
    mac, content = sealed[:_MAC_BYTES], sealed[_MAC_BYTES:]
    genuine = [hmac.compare_digest(mac, _mac(key, query, content)) for key in keys]
    if not any(genuine):
        return _invalid()
    try:
        return Result.ok(_START_KEY.validate_json(content))
    except ValidationError:
        return _invalid()


def _mac(key: str, query: ListQuery, content: bytes) -> bytes:
    return hmac.digest(key.encode(), sha256(query.binding).digest() + content, sha256)


def _invalid() -> Result[StartKey | None]:
    return Result.fail("the cursor does not belong to this list; begin again without it", ErrorCode.CURSOR_INVALID)
