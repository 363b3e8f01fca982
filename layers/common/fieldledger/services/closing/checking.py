"""Comparing the books with what was posted, week after week, on demand and every night."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from fieldledger.domain.books_check import CheckedWeek
from fieldledger.domain.books_span import MOST_DAYS, BooksSpan, week_of
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import ConnectionState, VendorName
from fieldledger.domain.posting import TARGETS, Target
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.books_checks import BooksChecks
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.connections import Connections
from fieldledger.result import ErrorCode, Remedy, Result
from fieldledger.services.closing.held_records import WeekChecker
from fieldledger.services.deadline import PAGE_SECONDS, Deadline
from fieldledger.services.inbox import Inbox

# A call of a person is answered within 29 s; a small week takes a second or two.
_ON_DEMAND_SECONDS: Final = 12.0
# The schedule comes several times a night: a week that was done this night is left alone.
_TONIGHT: Final = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class SpanChecked:
    """The weeks of a span as they were compared last; ``complete``: all of them at ``since`` or later."""

    weeks: tuple[CheckedWeek, ...]
    complete: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class NightReport:
    """Weeks compared, records that are not what was posted, companies' books that could not be compared to the end."""

    weeks: int = 0
    differing: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class BooksCheckParts:
    """What comparisons are made with."""

    weeks: Mapping[Target, WeekChecker]
    checks: BooksChecks
    companies: Companies
    connections: Connections
    inbox: Inbox
    clock: Clock


class BooksCheck:
    """A week is written down when it was compared: whoever stops goes on with the next one later."""

    def __init__(self, parts: BooksCheckParts) -> None:
        self._parts = parts

    async def on_demand(
        self, company_id: str, span: BooksSpan, deadline: Deadline, since: datetime | None = None
    ) -> Result[SpanChecked]:
        """Every week of the span, however lately it was compared, as far as the time allows.

        Of all books that the company is connected to; where one of them cannot be read, the other one is all the same.
        ``since`` is that of an answer which was not complete: weeks compared since then are left out. Codes: those of
        reading the books.
        """
        now = self._parts.clock.now()
        since = now if since is None else min(since, now)
        connected = await self._books_of(company_id)
        if connected.failed:
            return connected.failure()
        every = [
            await self._check(company_id, books, span, deadline, _ON_DEMAND_SECONDS, since)
            for books in connected.unwrap()
        ]
        failed = next((each for each in every if each.failed), None)
        if failed is not None:
            return failed
        weeks = tuple(week for each in every for week in each.unwrap().weeks)
        return Result.ok(SpanChecked(weeks, complete=all(each.unwrap().complete for each in every), since=since))

    async def _books_of(self, company_id: str) -> Result[tuple[Target, ...]]:
        """Those that are connected; QuickBooks if none is, which says so."""
        found = await self._parts.connections.find_all(company_id)
        if found.failed:
            return found.failure()
        ended = ConnectionState.DISCONNECTED
        connected = {connection.vendor for connection in found.unwrap() if connection.state is not ended}
        return Result.ok(tuple(books for books in TARGETS if VendorName(books) in connected) or ("quickbooks",))

    async def tonight(self, deadline: Deadline) -> Result[NightReport]:
        """The last days of every company and its books. Fails only if connections cannot be listed."""
        connected: list[tuple[Target, str]] = []
        for books in TARGETS:
            companies = await self._parts.connections.companies_with(VendorName(books))
            if companies.failed:
                return companies.failure()
            connected += [(books, company_id) for company_id in companies.unwrap()]
        weeks = differing = left = 0
        for books, company_id in connected:
            began = self._parts.clock.now()
            done = await self._company(company_id, books, deadline)
            if done.failed:
                logger.warning(
                    LogEvent.BOOKS_NOT_CHECKED,
                    extra={"entity_id": company_id, "vendor": books, "code": done.error_code},
                )
                left += 1
                continue
            fresh = [week for week in done.unwrap().weeks if week.checked_at >= began]
            weeks, differing = weeks + len(fresh), differing + sum(week.differing for week in fresh)
            left += not done.unwrap().complete
        return Result.ok(NightReport(weeks, differing, left))

    async def _company(self, company_id: str, books: Target, deadline: Deadline) -> Result[SpanChecked]:
        company = await self._parts.companies.get(company_id)
        if company.error_code == ErrorCode.NOT_FOUND:  # connected, but not set up: nothing was ever posted
            return Result.ok(SpanChecked((), complete=True, since=self._parts.clock.now()))
        if company.failed:
            return company.failure()
        now = self._parts.clock.now()
        today = now.astimezone(ZoneInfo(company.unwrap().time_zone)).date()
        span = BooksSpan(first_day=today - timedelta(days=MOST_DAYS - 1), last_day=today)
        done = await self._check(company_id, books, span, deadline, PAGE_SECONDS, now - _TONIGHT)
        if done.failed and done.traits.remedy is Remedy.RECONNECT:
            await self._parts.inbox.raise_lost_connection(company_id, VendorName(books), done)
        return done

    async def _check(
        self,
        company_id: str,
        books: Target,
        span: BooksSpan,
        deadline: Deadline,
        seconds_each: float,
        since: datetime,
    ) -> Result[SpanChecked]:
        """The weeks that were compared before ``since``, the oldest first."""
        found = await self._parts.checks.of(company_id, span.mondays, books)
        if found.failed:
            return found.failure()
        known = {week.monday: week for week in found.unwrap()}
        due = _due(span.mondays, known, since)
        for monday in due:
            if not deadline.allows(seconds_each):
                return Result.ok(SpanChecked(_in_order(known), complete=False, since=since))
            done = await self._week(company_id, books, monday, known.get(monday))
            if done.failed:
                return done.failure()
            known[monday] = done.unwrap()
        return Result.ok(SpanChecked(_in_order(known), complete=True, since=since))

    async def _week(
        self, company_id: str, books: Target, monday: date, before: CheckedWeek | None
    ) -> Result[CheckedWeek]:
        began = self._parts.clock.now()
        found = await self._parts.weeks[books].check(company_id, week_of(monday))
        if found.failed:
            return found.failure()
        week = CheckedWeek(
            company_id=company_id,
            books=books,
            monday=monday,
            checked_at=began,
            records=found.unwrap().records,
            differing=found.unwrap().differing,
            unread=dict(found.unwrap().unread),
            version=0 if before is None else before.version,
        )
        saved = await self._parts.checks.save(week)
        # Somebody else compared the same week meanwhile: theirs is as good.
        return Result.ok(week) if saved.error_code == ErrorCode.VERSION_CONFLICT else saved


def _due(mondays: Sequence[date], known: dict[date, CheckedWeek], since: datetime) -> list[date]:
    due = [monday for monday in mondays if monday not in known or known[monday].checked_at < since]
    never = [monday for monday in due if monday not in known]
    return never + sorted(set(due) - set(never), key=lambda monday: (known[monday].checked_at, monday))


def _in_order(weeks: dict[date, CheckedWeek]) -> tuple[CheckedWeek, ...]:
    return tuple(week for _, week in sorted(weeks.items()))
