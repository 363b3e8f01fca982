"""Daily reports through a cache: they are many, change little, and Raken's quota is the day's (raken.md A4, A7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from fieldledger.clients.raken.conditional import Conditional, Fetched
from fieldledger.clients.raken.daily_reports import DailyReportFeed, ReportPage, cache_key, read_reports
from fieldledger.clients.raken.report_models import RakenDailyReport
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.clients.reading import MalformedRow
from fieldledger.domain.clock import Clock, iso
from fieldledger.domain.rate_windows import Period
from fieldledger.repositories.report_cache import CachedBody, ReportCache
from fieldledger.result import ErrorCode, Result

RECENT_FOR: Final = timedelta(minutes=10)
OLDER_FOR: Final = timedelta(hours=24)
# The last place on Earth where it is still the day before.
_WESTERNMOST: Final = timedelta(hours=-12)
_MOST_PAGES: Final = 100
# The vendor cannot answer now; what it answered before is better than nothing. Lost rights are no such case.
_SERVE_STALE: Final = frozenset(
    {
        ErrorCode.VENDOR_THROTTLED,
        ErrorCode.VENDOR_QUOTA_EXHAUSTED,
        ErrorCode.VENDOR_UNAVAILABLE,
        ErrorCode.VENDOR_TIMEOUT,
        ErrorCode.VENDOR_CIRCUIT_OPEN,
        ErrorCode.BUDGET_EXHAUSTED,
        ErrorCode.TOKEN_REFRESH_BUSY,
    }
)


@dataclass(frozen=True, slots=True)
class DailyReportsAnswer:
    """Reports by day, each once. Their links are left out: they expire, so they are never served from a cache.

    ``as_of`` is when the oldest part was last known to be right (UTC); ``stale_because`` is the error code that kept
    it from being refreshed, None where nothing did. ``malformed`` are unreadable rows of the months that were read.
    """

    reports: tuple[RakenDailyReport, ...]
    malformed: tuple[MalformedRow, ...]
    as_of: datetime
    stale_because: str | None = None


@dataclass(frozen=True, slots=True)
class _Month:
    """A month's pages so far, raw and read; ``stale_because`` as in the answer."""

    bodies: tuple[CachedBody, ...] = ()
    pages: tuple[ReportPage, ...] = ()
    stale_because: str | None = None

    @property
    def complete(self) -> bool:
        return bool(self.pages) and self.pages[-1].last

    @property
    def offset(self) -> int:
        """Where the next page begins."""
        return sum(page.rows.received for page in self.pages)

    def plus(self, body: CachedBody, page: ReportPage) -> "_Month":
        return _Month((*self.bodies, body), (*self.pages, page))

    def fresh(self, now: datetime, newest: date) -> bool:
        """All pages have to be: a report may have moved from one to the next."""
        lasts = time_to_live(newest, now)
        return self.complete and all(not held.outdated and now < held.fetched_at + lasts for held in self.bodies)


class DailyReports:
    """Reads whole calendar months, whatever days are asked for, so that everybody shares the same cached pages."""

    def __init__(self, feed: DailyReportFeed, cache: ReportCache, clock: Clock) -> None:
        self._feed = feed
        self._cache = cache
        self._clock = clock

    async def read(self, company_id: str, days: DaySpan, project_uuid: str | None = None) -> Result[DailyReportsAnswer]:
        """The reports of ``days``, of one project or of all.

        Pages younger than ten minutes (24 hours where only days before yesterday are wanted) cost no call. Where the
        vendor or the budget refuses, older pages are served with ``stale_because``; without any the refusal is
        returned. After "Limit Exceeded" nothing is refreshed until the next midnight UTC.
        """
        months: list[_Month] = []
        for month in days.months():
            read = await self._month(company_id, month, min(days.last, month.last))
            if read.failed:
                return read.failure()
            months.append(read.unwrap())
        return Result.ok(_answer(months, days, project_uuid))

    async def expire(self, company_id: str, days: DaySpan) -> Result[None]:
        """Let the months of ``days`` be refreshed at their next read: something in them changed."""
        for month in days.months():
            key = cache_key(month, 0)
            found = await self._cache.find(company_id, key)
            if found.failed:
                return found.failure()
            held = found.unwrap()
            if held is not None:
                saved = await self._cache.save(company_id, key, replace(held, outdated=True))
                if saved.failed:
                    return saved.failure()
        return Result.ok(None)

    async def _month(self, company_id: str, month: DaySpan, newest: date) -> Result[_Month]:
        found = await self._held(company_id, month)
        if found.failed:
            return found
        held = found.unwrap()
        if held.fresh(self._clock.now(), newest):
            return found
        refreshed = await self._refreshed(company_id, month, held)
        if refreshed.failed and held.complete and refreshed.error_code in _SERVE_STALE:
            return Result.ok(replace(held, stale_because=refreshed.error_code))
        return refreshed

    async def _held(self, company_id: str, month: DaySpan) -> Result[_Month]:
        """The cached pages from the first on, until the last or until one is missing."""
        held = _Month()
        while not held.complete:
            found = await self._cache.find(company_id, cache_key(month, held.offset))
            if found.failed:
                return found.failure()
            body = found.unwrap()
            if body is None:
                break
            page = read_reports(body.body, held.offset)
            if page.failed:
                break
            held = held.plus(body, page.unwrap())
        return Result.ok(held)

    async def _refreshed(self, company_id: str, month: DaySpan, held: _Month) -> Result[_Month]:
        paused = await self._paused(company_id)
        if paused.failed:
            return paused.failure()
        fetched = await self._fetched(company_id, month, held)
        if fetched.error_code == ErrorCode.VENDOR_QUOTA_EXHAUSTED:
            await self._cache.pause(company_id, fetched.retry_at or Period.DAY.end(self._clock.now()))
        if fetched.success:
            await self._keep(company_id, month, fetched.unwrap())
        return fetched

    async def _paused(self, company_id: str) -> Result[None]:
        """``VENDOR_QUOTA_EXHAUSTED`` without a call, while Raken's own word holds."""
        until = await self._cache.paused_until(company_id)
        if until.failed:
            return until.failure()
        moment = until.unwrap()
        if moment is None or self._clock.now() >= moment:
            return Result.ok(None)
        details = {"retry_at": iso(moment), "outcome": "not_sent"}
        return Result.fail("Raken's daily quota is used up", ErrorCode.VENDOR_QUOTA_EXHAUSTED, details)

    async def _fetched(self, company_id: str, month: DaySpan, held: _Month) -> Result[_Month]:
        """All pages anew; what has not changed comes from ``held``."""
        fetched = _Month()
        for number in range(_MOST_PAGES):
            known = held.bodies[number] if number < len(held.bodies) else None
            etag = None if known is None else known.etag
            answered = await self._feed.daily_reports(company_id, month, fetched.offset, etag)
            if answered.failed:
                return answered.failure()
            body = _renewed(known, answered.unwrap(), self._clock.now())
            page = read_reports(body.body, fetched.offset)
            if page.failed:
                return page.failure()
            fetched = fetched.plus(body, page.unwrap())
            if fetched.complete:
                return Result.ok(fetched)
        return Result.fail("Raken's daily reports do not end", ErrorCode.VENDOR_ANSWER_UNREADABLE)

    async def _keep(self, company_id: str, month: DaySpan, fetched: _Month) -> None:
        """What cannot be stored costs the next reader a call and nothing else."""
        offset = 0
        for body, page in zip(fetched.bodies, fetched.pages, strict=True):
            await self._cache.save(company_id, cache_key(month, offset), body)
            offset += page.rows.received


def time_to_live(newest: date, now: datetime) -> timedelta:
    """How long reports up to the jobsite day ``newest`` count as fresh: today's and yesterday's are still written.

    The day is the westernmost one, so that "yesterday" is over everywhere.
    """
    yesterday = (now + _WESTERNMOST).date() - timedelta(days=1)
    return RECENT_FOR if newest >= yesterday else OLDER_FOR


def _renewed(known: CachedBody | None, answered: Conditional, now: datetime) -> CachedBody:
    version = 0 if known is None else known.version
    if isinstance(answered, Fetched):
        return CachedBody(answered.body, answered.etag, now, version=version)
    if known is None:
        raise ValueError("an unchanged body that is not held")
    return replace(known, fetched_at=now, outdated=False)


def _answer(months: Sequence[_Month], days: DaySpan, project_uuid: str | None) -> DailyReportsAnswer:
    pages = [page for month in months for page in month.pages]
    wanted = {
        report.uuid: report.model_copy(update={"report_url": None})
        for report in _reports(pages)
        if report.date in days and project_uuid in {None, report.project_uuid}
    }
    return DailyReportsAnswer(
        reports=tuple(sorted(wanted.values(), key=lambda report: (report.date, report.uuid))),
        malformed=tuple(row for page in pages for row in page.rows.malformed),
        as_of=min(body.fetched_at for month in months for body in month.bodies),
        stale_because=next((month.stale_because for month in months if month.stale_because), None),
    )


def _reports(pages: Iterable[ReportPage]) -> Iterable[RakenDailyReport]:
    return (report for page in pages for report in page.rows.good)
