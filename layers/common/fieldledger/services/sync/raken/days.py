"""What Raken lists by jobsite day: daily reports and work logs. Neither has a feed of changes or of deletions.

So the last days are read again in each run, and the last two months each night (raken.md A3, A6).
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import date, timedelta
from typing import Final, override

from fieldledger.clients.raken.client import is_last
from fieldledger.clients.raken.log_models import RakenCompanyName, RakenCrew, RakenWorkLog
from fieldledger.clients.raken.paging import RakenPage
from fieldledger.clients.raken.report_models import RakenAnswer, RakenDailyReport
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.domain.clock import Clock
from fieldledger.domain.facts.raken_days import (
    AnswerFacts,
    CrewFacts,
    DailyReportFacts,
    NoteFacts,
    WorkLogFacts,
)
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode, Result
from fieldledger.services.daily_reports import REFRESHED_EVERY
from fieldledger.services.report_months import ReportMonth, ReportMonths, month_key, month_of
from fieldledger.services.sync.raken.rows import read_rows, text
from fieldledger.services.sync.raken.time_cards import LOOK_BACK, next_offset
from fieldledger.services.sync.searching import search
from fieldledger.services.sync.source import PageRequest, Scope, SourcePage, SourceRow, SourceTraits, Span, SyncSource

# A superintendent writes up the day, or the day before, and corrects it soon.
_STILL_WRITTEN: Final = timedelta(days=3)
# A moment falls on different days at the two ends of the Earth.
_WESTERNMOST: Final = timedelta(hours=-12)
_EASTERNMOST: Final = timedelta(hours=14)
_ASKED_FOR: Final = "asked"
_IN_WINDOW: Final = "window"

type _FetchLogs = Callable[[str, DaySpan, int], Awaitable[Result[RakenPage]]]


def _traits(resource: SyncResource, every: timedelta) -> SourceTraits:
    return SourceTraits(
        resource,
        every=every,
        full_every=timedelta(days=1),
        incremental=True,
        overlap=_STILL_WRITTEN,
        look_back=LOOK_BACK,
        dated_by="work_date",
        looked_up=False,
    )


def days_of(window: Span) -> DaySpan:
    """The jobsite days that a span of moments touches, anywhere on Earth."""
    return DaySpan((window.since + _WESTERNMOST).date(), (window.until + _EASTERNMOST).date())


class DailyReportSource(SyncSource):
    """Brings the stored months up to date, too: those of the window, and those asked for.

    A page is a month; what did not change is not sent again (ETag). The cursor names the month.
    """

    def __init__(self, months: ReportMonths, clock: Clock) -> None:
        self._months = months
        self._clock = clock

    @property
    @override
    def traits(self) -> SourceTraits:
        """As often as people expect the newest reports."""
        return _traits(SyncResource.RAKEN_DAILY_REPORTS, REFRESHED_EVERY)

    @override
    async def page(self, request: PageRequest) -> Result[SourcePage]:
        """A month; ``VALIDATION_FAILED`` without a window."""
        if request.window is None:
            return _no_window()
        days = days_of(request.window)
        phase, _, key = (request.cursor or f"{_IN_WINDOW}:{month_key(days)}").partition(":")
        read = await self._months.refresh(request.company_id, month_of(key))
        if read.failed:
            return read.failure()
        following = await self._after(request.company_id, days, phase, key)
        wanted = days if phase == _IN_WINDOW else month_of(key)
        return following.map(lambda cursor: _report_page(read.unwrap(), wanted, cursor))

    @override
    async def one(
        self, company_id: str, resource: SyncResource, record_id: str, scope: Scope | None
    ) -> Result[SourcePage]:
        """The report among those of the last days, then of the last months; ``VENDOR_NOT_FOUND`` otherwise."""
        return await search(self, company_id, record_id, _recent(self._clock))

    async def _after(self, company_id: str, days: DaySpan, phase: str, key: str) -> Result[str | None]:
        """First the months of the window, then the others that somebody asked for."""
        in_window = [month_key(month) for month in days.months()]
        if phase == _IN_WINDOW:
            later = next((each for each in in_window if each > key), None)
            if later is not None:
                return Result.ok(f"{_IN_WINDOW}:{later}")
        asked_for = await self._months.asked_for(company_id)
        if asked_for.failed:
            return asked_for.failure()
        begin = key if phase == _ASKED_FOR else ""
        others = (month_key(month) for month in asked_for.unwrap())
        other = next((each for each in others if each > begin and each not in in_window), None)
        return Result.ok(None if other is None else f"{_ASKED_FOR}:{other}")


class WorkLogSource(SyncSource):
    """A page is one of a month, or of its days in the window; the cursor is day and offset."""

    def __init__(self, work_logs: _FetchLogs, clock: Clock) -> None:
        self._work_logs = work_logs
        self._clock = clock

    @property
    @override
    def traits(self) -> SourceTraits:
        """Nobody waits for them."""
        return _traits(SyncResource.RAKEN_WORK_LOGS, timedelta(hours=1))

    @override
    async def page(self, request: PageRequest) -> Result[SourcePage]:
        """A page of a month's days; ``VALIDATION_FAILED`` without a window."""
        if request.window is None:
            return _no_window()
        spans = list(_spans(days_of(request.window)))
        first, _, at = (request.cursor or f"{spans[0].first.isoformat()}:0").partition(":")
        offset = int(at)
        span = next((each for each in spans if each.first == date.fromisoformat(first)), None)
        if span is None:
            return Result.fail(f"no month of the window begins on {first}", ErrorCode.VALIDATION_FAILED)
        fetched = await self._work_logs(request.company_id, span, offset)
        return fetched.map(lambda page: _log_page(page, spans, span, offset))

    @override
    async def one(
        self, company_id: str, resource: SyncResource, record_id: str, scope: Scope | None
    ) -> Result[SourcePage]:
        """The log among those of the last days, then of the last months; ``VENDOR_NOT_FOUND`` otherwise."""
        return await search(self, company_id, record_id, _recent(self._clock))


def _no_window() -> Result[SourcePage]:
    return Result.fail("these are read by jobsite day", ErrorCode.VALIDATION_FAILED)


def _recent(clock: Clock) -> list[Span]:
    now = clock.now()
    return [Span(now - back, now) for back in (_STILL_WRITTEN, LOOK_BACK)]


def _spans(days: DaySpan) -> Iterable[DaySpan]:
    """The days month by month: the same spans in each run, and never more than Raken allows."""
    return (DaySpan(max(month.first, days.first), min(month.last, days.last)) for month in days.months())


def _report_page(read: ReportMonth, days: DaySpan, cursor: str | None) -> SourcePage:
    rows = tuple(_report_row(report) for report in read.reports if report.date in days)
    return SourcePage(rows, read.malformed, cursor, read.calls)


def _log_page(page: RakenPage, spans: list[DaySpan], span: DaySpan, offset: int) -> SourcePage:
    again = 0
    rows, malformed = read_rows(page.collection, _work_log_row)
    if not is_last(page, offset):
        begins = next_offset(offset, len(page.collection))
        following: str | None = f"{span.first.isoformat()}:{begins}"
        again = len(read_rows(page.collection[begins - offset :], _work_log_row)[0])
    else:
        later = next((each for each in spans if each.first > span.first), None)
        following = None if later is None else f"{later.first.isoformat()}:0"
    return SourcePage(rows, malformed, following, again=again)


def report_facts(report: RakenDailyReport) -> DailyReportFacts:
    """What we need of a report."""
    return DailyReportFacts(
        work_date=report.date,
        project_id=report.project_uuid,
        status=text(report.status),
        crews=tuple(_crew(crew) for crew in report.work_logs or ()),
        notes=tuple(NoteFacts(category=text(note.category), comment=text(note.comment)) for note in report.notes or ()),
        answers=tuple(_answer(answer) for answer in report.answers or ()),
    )


def _report_row(report: RakenDailyReport) -> SourceRow:
    facts = report_facts(report)
    return SourceRow(SyncResource.RAKEN_DAILY_REPORTS, report.uuid, facts, updated_at=report.updated_at)


def _work_log_row(raw: object) -> SourceRow:
    log = RakenWorkLog.model_validate(raw)
    facts = WorkLogFacts(work_date=log.date, project_id=log.project_uuid, crew=_crew(log))
    return SourceRow(SyncResource.RAKEN_WORK_LOGS, log.uuid, facts)


def _crew(crew: RakenCrew) -> CrewFacts:
    company = crew.subcontractor
    return CrewFacts(
        worker_count=crew.worker_count,
        hours=crew.hours,
        total_hours=crew.total_hours,
        subcontractor=text(company.name if isinstance(company, RakenCompanyName) else company),
        work=text(crew.work),
    )


def _answer(answer: RakenAnswer) -> AnswerFacts:
    return AnswerFacts(question=_said(answer.question), answer=_said(answer.answer))


def _said(value: object) -> str:
    """Questions and answers come in whatever form; a missing one is empty."""
    return "" if value is None else str(value)
