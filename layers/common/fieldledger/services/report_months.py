"""Daily reports by calendar month: the stored copy, its refresh by ETag, and what lets it be refreshed early.

Whole months, whatever days are asked for, so that everybody shares the same copies (raken.md A7).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from fieldledger.clients.raken.conditional import Conditional, Fetched
from fieldledger.clients.raken.daily_reports import DailyReportFeed, ReportPage, read_reports
from fieldledger.clients.raken.report_models import RakenDailyReport
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.clients.reading import MalformedRow
from fieldledger.domain.clock import Clock, iso
from fieldledger.domain.rate_windows import Period
from fieldledger.repositories.report_cache import CachedMonth, CachedPage, ReportCache
from fieldledger.result import ErrorCode, Result

_MOST_PAGES: Final = 100
_KEPT_OPEN: Final = 8


@dataclass(frozen=True, slots=True)
class ReportMonth:
    """A month that was read. ``calls`` are vendor requests that it took, none for a stored copy."""

    cached: CachedMonth
    pages: tuple[ReportPage, ...]
    calls: int = 0

    @property
    def reports(self) -> Iterator[RakenDailyReport]:
        """The readable reports; one that moved between two pages while they were read may come twice."""
        return (report for page in self.pages for report in page.rows.good)

    @property
    def malformed(self) -> tuple[MalformedRow, ...]:
        """Rows that cannot be read."""
        return tuple(row for page in self.pages for row in page.rows.malformed)


class ReportMonths:
    """Refreshes are for syncs, and for readers who have nothing to look at yet."""

    def __init__(self, feed: DailyReportFeed, cache: ReportCache, clock: Clock) -> None:
        self._feed = feed
        self._cache = cache
        self._clock = clock

    async def stored(self, company_id: str, month: DaySpan) -> Result[ReportMonth | None]:
        """The copy, however old; None where there is none, or none that can be read."""
        found = await self._cache.find(company_id, month_key(month))
        return found.map(lambda cached: None if cached is None else _opened(cached))

    async def want(self, company_id: str, month: DaySpan) -> Result[bool]:
        """Ask for a refresh of a stored month; False if that was asked for already."""
        return await self._cache.mark_wanted(company_id, month_key(month), self._clock.now())

    async def asked_for(self, company_id: str) -> Result[list[DaySpan]]:
        """The months whose refresh is asked for, oldest first."""
        keys = await self._cache.asked_for(company_id)
        return keys.map(lambda found: [month_of(key) for key in found])

    async def paused(self, company_id: str) -> Result[None]:
        """``VENDOR_QUOTA_EXHAUSTED`` without a call, while Raken's own word holds: until the next midnight UTC."""
        until = await self._cache.paused_until(company_id)
        if until.failed:
            return until.failure()
        moment = until.unwrap()
        if moment is None or self._clock.now() >= moment:
            return Result.ok(None)
        details = {"retry_at": iso(moment), "outcome": "not_sent"}
        return Result.fail("Raken's daily quota is used up", ErrorCode.VENDOR_QUOTA_EXHAUSTED, details)

    async def refresh(self, company_id: str, month: DaySpan) -> Result[ReportMonth]:
        """All pages anew; what has not changed is not sent again, and not stored again.

        A refusal is kept with the stored copy, so that its readers are told why it is old.
        """
        paused = await self.paused(company_id)
        if paused.failed:
            return paused.failure()
        held = await self._cache.find(company_id, month_key(month))
        if held.failed:
            return held.failure()
        asked_at = self._clock.now()
        fetched = await self._fetched(company_id, month, held.unwrap(), asked_at)
        if fetched.failed:
            return await self._refused(company_id, month, fetched)
        # What cannot be stored costs the next reader a call and nothing else.
        await self._cache.save(company_id, fetched.unwrap().cached)
        return fetched

    async def _refused(self, company_id: str, month: DaySpan, failed: Result[ReportMonth]) -> Result[ReportMonth]:
        if failed.error_code == ErrorCode.VENDOR_QUOTA_EXHAUSTED:
            await self._cache.pause(company_id, failed.retry_at or Period.DAY.end(self._clock.now()))
        await self._cache.mark_refused(company_id, month_key(month), failed.error_code or ErrorCode.UNKNOWN)
        return failed

    async def _fetched(
        self, company_id: str, month: DaySpan, held: CachedMonth | None, asked_at: datetime
    ) -> Result[ReportMonth]:
        known = () if held is None else held.pages
        bodies: list[CachedPage] = []
        pages: list[ReportPage] = []
        offset = 0
        for number in range(_MOST_PAGES):
            before = known[number] if number < len(known) else None
            etag = None if before is None else before.etag
            answered = await self._feed.daily_reports(company_id, month, offset, etag)
            if answered.failed:
                return answered.failure()
            body = _renewed(before, answered.unwrap())
            page = _read(body.body, offset)
            if page.failed:
                return page.failure()
            bodies.append(body)
            pages.append(page.unwrap())
            offset += page.unwrap().rows.received
            if page.unwrap().last:
                version = 0 if held is None else held.version
                cached = CachedMonth(month_key(month), tuple(bodies), asked_at, asked_at, version=version)
                return Result.ok(ReportMonth(cached, tuple(pages), calls=number + 1))
        return Result.fail("Raken's daily reports do not end", ErrorCode.VENDOR_ANSWER_UNREADABLE)


class ReportExpiry:
    """Implements ``DayExpiry``: a month in which a time card changed is refreshed at the next sync (raken.md A7)."""

    def __init__(self, cache: ReportCache, clock: Clock) -> None:
        self._cache = cache
        self._clock = clock

    async def expire_days(self, company_id: str, days: Iterable[date]) -> Result[None]:
        """One small write for each stored month of ``days``."""
        now = self._clock.now()
        for key in sorted({_key(day) for day in days}):
            marked = await self._cache.mark_outdated(company_id, key, now)
            if marked.failed:
                return marked.failure()
        return Result.ok(None)


def month_key(month: DaySpan) -> str:
    """``2026-03``: keys repeat, whoever asks."""
    return _key(month.first)


def month_of(key: str) -> DaySpan:
    """The month of a key."""
    first = date.fromisoformat(f"{key}-01")
    return next(DaySpan(first, first).months())


def _key(day: date) -> str:
    return f"{day:%Y-%m}"


@lru_cache(maxsize=_KEPT_OPEN)
def _read(body: bytes, offset: int) -> Result[ReportPage]:
    """Reading a thousand reports takes longer than fetching them: a container remembers the pages it read last."""
    return read_reports(body, offset)


def _renewed(known: CachedPage | None, answered: Conditional) -> CachedPage:
    if isinstance(answered, Fetched):
        return CachedPage(answered.body, answered.etag)
    if known is None:
        raise ValueError("an unchanged body that is not held")
    return replace(known)


def _opened(cached: CachedMonth) -> ReportMonth | None:
    pages: list[ReportPage] = []
    offset = 0
    for body in cached.pages:
        page = _read(body.body, offset)
        if page.failed:
            return None
        pages.append(page.unwrap())
        offset += page.unwrap().rows.received
    return ReportMonth(cached, tuple(pages)) if pages and pages[-1].last else None
