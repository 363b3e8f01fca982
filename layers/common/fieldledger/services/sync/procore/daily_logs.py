"""Daily logs of every kind. No list knows a filter of changes: a sliding window of days is read again each time.

The counts of the days are asked first, one cheap call: kinds without logs, which are most, are not read at all. Kinds
are left out only if the counts name them with none, so names that we do not know cost calls, never logs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from fieldledger.clients.procore.filters import Days
from fieldledger.clients.procore.models.daily_logs import LogCount
from fieldledger.clients.procore.resources.daily_logs import LOG_KINDS, DailyLogs
from fieldledger.domain.clock import Clock
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import Result
from fieldledger.services.sync.procore.completing import whole_list
from fieldledger.services.sync.procore.daily_log_facts import log_row
from fieldledger.services.sync.procore.project_source import ProjectSource, of_projects
from fieldledger.services.sync.procore.reading import one_of
from fieldledger.services.sync.procore.record_ids import split
from fieldledger.services.sync.source import PageRequest, SourcePage, Span

# Foremen correct the last two weeks; what is older is found by the full read.
SLIDING: Final = timedelta(days=14)
# A year, in pieces of 13 weeks: what Procore's own pages take at a time.
LOOK_BACK: Final = timedelta(days=364)
LONGEST: Final = timedelta(weeks=13)
_FIELDS: Final = ";"


@dataclass(frozen=True, slots=True)
class _Walk:
    """Which days are read, which kinds are left (the first is being read), and the page of it."""

    days: Days
    kinds: tuple[str, ...]
    page: int = 1

    @property
    def cursor(self) -> str:
        ends = (self.days.first.isoformat(), self.days.last.isoformat())
        return _FIELDS.join((*ends, ",".join(self.kinds), str(self.page)))

    @staticmethod
    def of(cursor: str) -> "_Walk":
        first, last, kinds, page = cursor.split(_FIELDS)
        days = Days(date.fromisoformat(first), date.fromisoformat(last))
        return _Walk(days, tuple(kinds.split(",")), int(page))

    def after(self, next_page: int | None) -> str | None:
        if next_page is not None:
            return _Walk(self.days, self.kinds, next_page).cursor
        return _Walk(self.days, self.kinds[1:]).cursor if len(self.kinds) > 1 else None


class DailyLogsSource(ProjectSource):
    """Records are ``<kind>:<id>``. ``incremental`` in days: the window's, and at least the last two weeks."""

    traits = replace(
        of_projects(SyncResource.PROCORE_DAILY_LOGS, timedelta(hours=4), timedelta(days=1)),
        longest_window=LONGEST,
        look_back=LOOK_BACK,
        dated_by="logged_on",
    )

    def __init__(self, logs: DailyLogs, clock: Clock) -> None:
        self._logs = logs
        self._clock = clock

    async def _page(self, request: PageRequest, project: str) -> Result[SourcePage]:
        """One page of one kind; the first page of all begins with the counts."""
        if request.cursor is not None:
            return await self._read(request.company_id, project, _Walk.of(request.cursor), 0)
        days = self._days(request.window)
        counts = await whole_list(lambda number: self._logs.counts(request.company_id, project, days, number))
        if counts.failed:
            return counts.failure()
        kinds, calls = kinds_with_logs(counts.unwrap().good), counts.unwrap().calls
        if not kinds:
            return Result.ok(SourcePage((), calls=calls))
        return await self._read(request.company_id, project, _Walk(days, kinds), calls)

    async def _one(self, company_id: str, project: str, record_id: str) -> Result[SourcePage]:
        """The single read of the log's kind."""
        named = split(record_id, LOG_KINDS)
        if named.failed:
            return named.failure()
        kind, id_ = named.unwrap()
        found = await self._logs.get(company_id, project, kind, id_)
        return one_of(
            found,
            lambda: self._gone(record_id, project),
            lambda log: (log_row(log, kind, project),),
        )

    async def _read(self, company_id: str, project: str, walk: _Walk, calls: int) -> Result[SourcePage]:
        kind = walk.kinds[0]
        found = await self._logs.page(company_id, project, kind, walk.days, walk.page)
        if found.failed:
            return found.failure()
        page = found.unwrap()
        rows = tuple(log_row(log, kind, project) for log in page.rows.good)
        return Result.ok(SourcePage(rows, page.rows.malformed, walk.after(page.next_page), calls + 1))

    def _days(self, window: Span | None) -> Days:
        """Up to tomorrow: somewhere it has begun."""
        until = self._clock.now() if window is None else window.until
        since = until - LOOK_BACK if window is None else window.since
        return Days(min(since, until - SLIDING).date(), until.date() + timedelta(days=1))


def kinds_with_logs(counts: Sequence[LogCount]) -> tuple[str, ...]:
    """Every kind that the counts do not name with none, whatever the spelling (``Work Logs``, ``work_log``)."""
    none = {_plain(count.module_name) for count in counts if count.count == 0}
    some = {_plain(count.module_name) for count in counts if count.count > 0}
    return tuple(kind for kind in LOG_KINDS if _plain(kind) not in none - some)


def _plain(name: str) -> str:
    """``work`` of all spellings."""
    return re.sub(r"[^a-z]", "", name.lower()).removesuffix("s").removesuffix("log")
