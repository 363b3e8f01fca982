"""Cached bodies of vendors' reports, compressed; and until when a company's reports are not refreshed."""

import gzip
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.result import ErrorCode, Result

# Long enough to show a month's reports while the vendor is down; every refresh starts it again.
KEEP: Final = timedelta(days=45)
# DynamoDB takes items of 400 KB; keys and attributes need little of what is left.
MAX_PACKED: Final = 300 * 1024


@dataclass(frozen=True, slots=True)
class CachedBody:
    """A body as the vendor sent it. ``fetched_at`` is when it was last known to be right (UTC).

    ``outdated`` asks for a refresh before its time. ``version`` is 0 until it is stored.
    """

    body: bytes
    etag: str | None
    fetched_at: datetime
    outdated: bool = False
    version: int = 0


class ReportCache(Protocol):
    """Access to cached bodies, by company and key."""

    async def find(self, company_id: str, key: str) -> Result[CachedBody | None]:
        """The body, however old, or None."""
        ...

    async def save(self, company_id: str, key: str, cached: CachedBody) -> Result[bool]:
        """Replace the version that was read. False where nothing was stored: too large, or somebody was faster."""
        ...

    async def paused_until(self, company_id: str) -> Result[datetime | None]:
        """Until when nothing is refreshed (UTC); it may lie in the past."""
        ...

    async def pause(self, company_id: str, until: datetime) -> Result[None]:
        """Refresh nothing until ``until``."""
        ...


class StoredBody(CanonicalModel):
    """``packed`` is the gzipped body in Base64."""

    packed: str
    etag: str | None
    fetched_at: Utc
    outdated: bool
    version: int = 0


class RefreshPause(CanonicalModel):
    """Nothing is refreshed until ``until``."""

    until: Utc
    version: int = 0


class DocumentReportCache:
    """``REPORT#<key>`` and ``REPORTPAUSE`` in the control table, with TTL."""

    def __init__(self, store: DocumentStore) -> None:
        self._bodies = Aggregate(store, TableName.CONTROL, StoredBody, "REPORT")
        self._pauses = Aggregate(store, TableName.CONTROL, RefreshPause, "REPORTPAUSE")

    async def find(self, company_id: str, key: str) -> Result[CachedBody | None]:
        """The body, unpacked."""
        found = await self._bodies.find(company_id, key)
        return found.map(lambda stored: None if stored is None else _unpacked(stored))

    async def save(self, company_id: str, key: str, cached: CachedBody) -> Result[bool]:
        """Store, unless even the packed body is too large for an item."""
        packed = b64encode(gzip.compress(cached.body, mtime=0)).decode()
        if len(packed) > MAX_PACKED:
            return Result.ok(data=False)
        stored = StoredBody(packed=packed, etag=cached.etag, fetched_at=cached.fetched_at, outdated=cached.outdated)
        expires_at = cached.fetched_at + KEEP
        write = self._bodies.write(stored, company_id, key, version=cached.version, expires_at=expires_at)
        saved = await self._bodies.put(write)
        if saved.error_code == ErrorCode.VERSION_CONFLICT:
            return Result.ok(data=False)
        return saved.map(lambda _: True)

    async def paused_until(self, company_id: str) -> Result[datetime | None]:
        """The end of the pause, if there ever was one."""
        found = await self._pauses.find(company_id, "")
        return found.map(lambda pause: None if pause is None else pause.until)

    async def pause(self, company_id: str, until: datetime) -> Result[None]:
        """Keep the later of two pauses."""
        found = await self._pauses.find(company_id, "")
        if found.failed:
            return found.failure()
        held = found.unwrap()
        if held is not None and held.until >= until:
            return Result.ok(None)
        version = 0 if held is None else held.version
        write = self._pauses.write(
            RefreshPause(until=until), company_id, "", version=version, expires_at=until + timedelta(days=1)
        )
        saved = await self._pauses.put(write)
        # Somebody who was faster met the same end of the same quota.
        return saved.failure() if saved.failed and saved.error_code != ErrorCode.VERSION_CONFLICT else Result.ok(None)


def _unpacked(stored: StoredBody) -> CachedBody:
    body = gzip.decompress(b64decode(stored.packed))
    return CachedBody(body, stored.etag, stored.fetched_at, stored.outdated, stored.version)
