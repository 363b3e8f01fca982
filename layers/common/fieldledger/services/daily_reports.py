"""Daily reports for people: from the stored copy, at once; who brings it up to date is the sync (DESIGN: Sync)."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from fieldledger.clients.raken.report_models import RakenDailyReport
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.clients.reading import MalformedRow
from fieldledger.domain.clock import Clock
from fieldledger.envelope import Freshness
from fieldledger.log import LogEvent, logger
from fieldledger.result import ErrorCode, Result
from fieldledger.services.report_months import ReportMonth, ReportMonths

REFRESHED_EVERY: Final = timedelta(minutes=10)
"""How often the sync looks at the newest days."""

# A little longer than between two syncs, so that in the normal case nobody meets a copy that counts as old.
RECENT_FOR: Final = timedelta(minutes=15)
OLDER_FOR: Final = timedelta(hours=24)
# The last place on Earth where it is still the day before.
_WESTERNMOST: Final = timedelta(hours=-12)
# Whoever has no right to the reports any more is not shown what was read while there was one.
_RIGHTS_LOST: Final = frozenset(
    {
        ErrorCode.VENDOR_FORBIDDEN,
        ErrorCode.VENDOR_UNAUTHORIZED,
        ErrorCode.RECONNECT_REQUIRED,
        ErrorCode.NOT_CONNECTED,
    }
)

type Wake = Callable[[str], Awaitable[Result[None]]]
"""Lets the sync of a company's daily reports begin soon."""


@dataclass(frozen=True, slots=True)
class DailyReportsAnswer:
    """Reports by day, each once. Their links are left out: they expire, so they are never served from a copy.

    ``malformed`` are unreadable rows of the months that were read.
    """

    reports: tuple[RakenDailyReport, ...]
    malformed: tuple[MalformedRow, ...]
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class _Served:
    """A month as it is served; ``refused`` only where it is stale."""

    month: ReportMonth
    stale: bool = False
    refused: str | None = None


class DailyReports:
    """Never waits for Raken when there is a stored copy."""

    def __init__(self, months: ReportMonths, clock: Clock, wake: Wake | None = None) -> None:
        self._months = months
        self._clock = clock
        self._wake = wake

    async def read(self, company_id: str, days: DaySpan, project_uuid: str | None = None) -> Result[DailyReportsAnswer]:
        """The reports of ``days``, of one project or of all.

        A copy that is too old (``time_to_live``) or outdated is served as it is, and its refresh is asked for. A month
        that nobody ever read is fetched at once; a refusal is then returned. After "Limit Exceeded" nothing is fetched
        until the next midnight UTC.
        """
        served: list[_Served] = []
        asked = False
        for month in days.months():
            read = await self._month(company_id, month, min(days.last, month.last))
            if read.failed:
                return read.failure()
            served.append(read.unwrap())
            if read.unwrap().stale and read.unwrap().month.cached.wanted_at is None:
                wanted = await self._months.want(company_id, month)
                asked = wanted.unwrap_or(default=False) or asked
        if asked:
            await self._ask(company_id)
        return Result.ok(_answer(served, days, project_uuid, self._clock.now()))

    async def _month(self, company_id: str, month: DaySpan, newest: date) -> Result[_Served]:
        found = await self._months.stored(company_id, month)
        if found.failed:
            return found.failure()
        stored = found.unwrap()
        if stored is None:
            return (await self._months.refresh(company_id, month)).map(_Served)
        if _is_fresh(stored, newest, self._clock.now()):
            return Result.ok(_Served(stored))
        refused = stored.cached.refused
        if refused in _RIGHTS_LOST:
            return Result.fail("Raken refuses to show its daily reports", ErrorCode(refused))
        paused = await self._months.paused(company_id)
        return Result.ok(_Served(stored, stale=True, refused=paused.error_code or refused))

    async def _ask(self, company_id: str) -> None:
        """A sync that does not begin now begins by its schedule."""
        if self._wake is not None and (woken := await self._wake(company_id)).failed:
            logger.warning(LogEvent.WAKE_FAILED, extra={"entity_id": company_id, "code": woken.error_code})


def time_to_live(newest: date, now: datetime) -> timedelta:
    """How long reports up to the jobsite day ``newest`` count as fresh: today's and yesterday's are still written.

    The day is the westernmost one, so that "yesterday" is over everywhere.
    """
    yesterday = (now + _WESTERNMOST).date() - timedelta(days=1)
    return RECENT_FOR if newest >= yesterday else OLDER_FOR


def _is_fresh(month: ReportMonth, newest: date, now: datetime) -> bool:
    lasts = time_to_live(newest, now)
    return month.cached.outdated_at is None and now < month.cached.checked_at + lasts


def _answer(served: Sequence[_Served], days: DaySpan, project_uuid: str | None, now: datetime) -> DailyReportsAnswer:
    wanted = {
        report.uuid: report.model_copy(update={"report_url": None})
        for each in served
        for report in each.month.reports
        if report.date in days and project_uuid in {None, report.project_uuid}
    }
    as_of = min(each.month.cached.checked_at for each in served)
    because = next((each.refused for each in served if each.refused), None)
    age = int((now - as_of).total_seconds())
    return DailyReportsAnswer(
        reports=tuple(sorted(wanted.values(), key=lambda report: (report.date, report.uuid))),
        malformed=tuple(row for each in served for row in each.month.malformed),
        freshness=Freshness(
            as_of=as_of, age_seconds=age, stale=any(each.stale for each in served), stale_because=because
        ),
    )
