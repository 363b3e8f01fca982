"""Months of vendors' reports as they came, compressed; what asks for their refresh; until when there is none."""

import asyncio
import gzip
import hashlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.repositories.aggregate import Aggregate, partition
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.result import ErrorCode, Result

# Long enough to show a month's reports while the vendor is down; every refresh starts it again.
KEEP: Final = timedelta(days=45)
# DynamoDB takes items of 400 KB; keys and attributes need little of what is left.
MAX_PACKED: Final = 300 * 1024
_MOST_MONTHS: Final = 200
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class CachedPage:
    """A body as the vendor sent it, and the ETag under which to ask for it again."""

    body: bytes
    etag: str | None

    @property
    def sha256(self) -> str:
        """Names the body: a page that did not change is not stored again."""
        return hashlib.sha256(self.body).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class CachedMonth:
    """All pages of a month, which belong together. ``checked_at`` is when they were last known to be right (UTC).

    ``outdated_at`` and ``wanted_at`` ask for a refresh: something in it changed, somebody looked at an old copy.
    ``refused`` is the error code that kept the last refresh from happening. ``version`` is 0 until it is stored.
    """

    key: str
    pages: tuple[CachedPage, ...]
    checked_at: datetime
    stored_at: datetime
    outdated_at: datetime | None = None
    wanted_at: datetime | None = None
    refused: str | None = None
    version: int = 0


class ReportCache(Protocol):
    """Access to cached months, by company and key."""

    async def find(self, company_id: str, key: str) -> Result[CachedMonth | None]:
        """The month, however old; None unless all of its pages are there."""
        ...

    async def save(self, company_id: str, month: CachedMonth) -> Result[bool]:
        """Replace the version that was read. False where nothing was stored: too large, or somebody was faster."""
        ...

    async def mark_outdated(self, company_id: str, key: str, at: datetime) -> Result[bool]:
        """Ask for a refresh of a month that changed at the vendor; False if it is not stored."""
        ...

    async def mark_wanted(self, company_id: str, key: str, at: datetime) -> Result[bool]:
        """Ask for a refresh of a month that somebody looks at; False if that was asked for already."""
        ...

    async def mark_refused(self, company_id: str, key: str, code: str) -> Result[bool]:
        """Say why a stored month is not refreshed."""
        ...

    async def asked_for(self, company_id: str) -> Result[list[str]]:
        """Keys of the months whose refresh is asked for, in their order."""
        ...

    async def paused_until(self, company_id: str) -> Result[datetime | None]:
        """Until when nothing is refreshed (UTC); it may lie in the past."""
        ...

    async def pause(self, company_id: str, until: datetime) -> Result[None]:
        """Refresh nothing until ``until``."""
        ...


class StoredBody(CanonicalModel):
    """``packed`` is the gzipped body in Base64. A body never changes: its key is its hash."""

    packed: str
    version: int = 0


class StoredPage(CanonicalModel):
    """Which body is a page of a month."""

    sha256: str
    etag: str | None


class StoredMonth(CanonicalModel):
    """Which bodies make a month; small, so that a refresh that found nothing new costs one unit."""

    pages: tuple[StoredPage, ...]
    checked_at: Utc
    stored_at: Utc
    outdated_at: Utc | None = None
    wanted_at: Utc | None = None
    refused: str | None = None
    version: int = 0


class RefreshPause(CanonicalModel):
    """Nothing is refreshed until ``until``."""

    until: Utc
    version: int = 0


class DocumentReportCache:
    """``REPORTMONTH#<key>``, ``REPORT#<key>#<hash>`` and ``REPORTPAUSE`` in the control table, with TTL."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._months = Aggregate(store, TableName.CONTROL, StoredMonth, "REPORTMONTH")
        self._bodies = Aggregate(store, TableName.CONTROL, StoredBody, "REPORT")
        self._pauses = Aggregate(store, TableName.CONTROL, RefreshPause, "REPORTPAUSE")

    async def find(self, company_id: str, key: str) -> Result[CachedMonth | None]:
        """The month with its bodies, unpacked."""
        found = await self._months.find(company_id, key)
        if found.failed:
            return found.failure()
        month = found.unwrap()
        if month is None:
            return Result.ok(None)
        bodies = await asyncio.gather(*(self._bodies.find(company_id, _body(key, page.sha256)) for page in month.pages))
        pages: list[CachedPage] = []
        for page, body in zip(month.pages, bodies, strict=True):
            if body.failed:
                return body.failure()
            stored = body.unwrap()
            if stored is None:
                return Result.ok(None)
            pages.append(CachedPage(gzip.decompress(b64decode(stored.packed)), page.etag))
        return Result.ok(_cached(key, month, tuple(pages)))

    async def save(self, company_id: str, month: CachedMonth) -> Result[bool]:
        """Bodies first: a month never points at one that is not there. Known ones are stored again only when old."""
        before = await self._months.find(company_id, month.key)
        if before.failed:
            return before.failure()
        held = before.unwrap()
        ageing = held is None or month.checked_at - held.stored_at > KEEP / 2
        known = set() if held is None or ageing else {page.sha256 for page in held.pages}
        fresh = {page.sha256: page for page in month.pages if page.sha256 not in known}
        expires_at = month.checked_at + KEEP
        for sha256, page in fresh.items():
            packed = b64encode(gzip.compress(page.body, mtime=0)).decode()
            if len(packed) > MAX_PACKED:
                return Result.ok(data=False)
            stored = await self._put_body(company_id, _body(month.key, sha256), packed, expires_at)
            if stored.failed:
                return stored.failure()
        stored_at = month.checked_at if held is None or ageing else held.stored_at
        return await self._put_month(company_id, month.key, _stored(month, stored_at), month.version)

    async def mark_outdated(self, company_id: str, key: str, at: datetime) -> Result[bool]:
        """Tried again where a refresh was faster: it may have read what was there before the change."""
        return await self._mark(company_id, key, lambda _: {"outdated_at": at})

    async def mark_wanted(self, company_id: str, key: str, at: datetime) -> Result[bool]:
        """Written by the first who asks."""
        return await self._mark(company_id, key, lambda month: {} if month.wanted_at else {"wanted_at": at})

    async def mark_refused(self, company_id: str, key: str, code: str) -> Result[bool]:
        """Written when the reason changes."""
        return await self._mark(company_id, key, lambda month: {} if month.refused == code else {"refused": code})

    async def asked_for(self, company_id: str) -> Result[list[str]]:
        """From the small items alone; a company has one for each month of the last years that somebody looked at."""
        span = self._months.span()
        page = await self._store.query(TableName.CONTROL, partition(company_id), span, limit=_MOST_MONTHS, start=None)
        if page.failed:
            return page.failure()
        months = [(document.sk.partition("#")[2], self._months.model(document)) for document in page.unwrap().documents]
        return Result.ok([key for key, month in months if month.outdated_at or month.wanted_at])

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

    async def _mark(
        self, company_id: str, key: str, change: Callable[[StoredMonth], Mapping[str, object]]
    ) -> Result[bool]:
        for _ in range(_TRIES):
            found = await self._months.find(company_id, key)
            if found.failed:
                return found.failure()
            held = found.unwrap()
            changes = {} if held is None else change(held)
            if held is None or not changes:
                return Result.ok(data=False)
            marked = held.model_copy(update=dict(changes))
            saved = await self._put_month(company_id, key, marked, held.version)
            if saved.failed or saved.unwrap():
                return saved
        return Result.fail("a month of reports kept changing", ErrorCode.VERSION_CONFLICT)

    async def _put_month(self, company_id: str, key: str, month: StoredMonth, version: int) -> Result[bool]:
        write = self._months.write(month, company_id, key, version=version, expires_at=month.checked_at + KEEP)
        saved = await self._months.put(write)
        if saved.error_code == ErrorCode.VERSION_CONFLICT:
            return Result.ok(data=False)
        return saved.map(lambda _: True)

    async def _put_body(self, company_id: str, identifier: str, packed: str, expires_at: datetime) -> Result[None]:
        """Whatever is there under a hash is the same body; writing it again begins its life anew."""
        found = await self._bodies.find(company_id, identifier)
        if found.failed:
            return found.failure()
        held = found.unwrap()
        write = self._bodies.write(
            StoredBody(packed=packed),
            company_id,
            identifier,
            version=0 if held is None else held.version,
            expires_at=expires_at,
        )
        saved = await self._bodies.put(write)
        lost = saved.error_code == ErrorCode.VERSION_CONFLICT
        return Result.ok(None) if saved.success or lost else saved.failure()


def _body(key: str, sha256: str) -> str:
    return f"{key}#{sha256}"


def _cached(key: str, month: StoredMonth, pages: tuple[CachedPage, ...]) -> CachedMonth:
    return CachedMonth(
        key,
        pages,
        month.checked_at,
        month.stored_at,
        month.outdated_at,
        month.wanted_at,
        month.refused,
        month.version,
    )


def _stored(month: CachedMonth, stored_at: datetime) -> StoredMonth:
    pages = tuple(StoredPage(sha256=page.sha256, etag=page.etag) for page in month.pages)
    return StoredMonth(
        pages=pages,
        checked_at=month.checked_at,
        stored_at=stored_at,
        outdated_at=month.outdated_at,
        wanted_at=month.wanted_at,
        refused=month.refused,
    )
