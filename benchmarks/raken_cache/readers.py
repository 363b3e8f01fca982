"""Three ways to show daily reports: our stored copies, each read from Raken, and a cache with one lifetime."""

from datetime import datetime, timedelta
from typing import Final, Protocol

from benchmarks.raken_cache.day import BEGIN, Look
from fieldledger.clients.raken.report_models import RakenDailyReport
from fieldledger.clients.raken.requester import fetch_days
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import Result
from fieldledger.services.daily_reports import DailyReports
from fieldledger.services.sync.source import PageRequest, Span
from fieldledger.wiring.daily_reports import report_months
from fieldledger.wiring.sync_sources.raken import raken_sources_over
from tests.builders import COMPANY
from tests.integration.clients.raken.jobsite import Jobsite

LIFETIME: Final = timedelta(minutes=15)


class Reader(Protocol):
    """Shows reports; ``tick`` is what happens without anybody looking."""

    async def tick(self, now: datetime) -> None:
        """Called whenever time passes."""
        ...

    async def show(self, look: Look) -> datetime | None:
        """As of when the answer is right; None if there was none."""
        ...


class Ours:
    """People read stored copies; the sync brings them up to date."""

    def __init__(self, jobsite: Jobsite) -> None:
        self._jobsite = jobsite
        self._people = DailyReports(report_months(jobsite.client, jobsite.store, jobsite.clock), jobsite.clock)
        sources = raken_sources_over(jobsite.client, jobsite.store, jobsite.clock)
        self._source = sources[SyncResource.RAKEN_DAILY_REPORTS]
        self._synced_until = BEGIN
        self._next = BEGIN

    async def prepare(self) -> None:
        """The company was connected the day before."""
        await self._sync(full=True)

    async def tick(self, now: datetime) -> None:
        """The scheduled runs that were due; the first one of the day reads two months again."""
        while self._next <= now:
            if self._next > self._jobsite.clock.now():
                self._jobsite.clock.set(self._next)
            await self._sync(full=self._next == BEGIN)
            self._next += self._source.traits.every

    async def show(self, look: Look) -> datetime | None:
        """Never waits where there is a copy."""
        answer = await self._people.read(COMPANY, look.days, look.project)
        return answer.unwrap().freshness.as_of if answer.success else None

    async def _sync(self, *, full: bool) -> None:
        """As the engine walks it; a failure is tried again with the next run."""
        traits, now = self._source.traits, self._jobsite.clock.now()
        back = traits.look_back if full else None
        window = Span(self._synced_until - traits.overlap if back is None else now - back, now)
        cursor: str | None = None
        while True:
            page = await self._source.page(PageRequest(COMPANY, window=window, cursor=cursor))
            if page.failed:
                return
            cursor = page.unwrap().next_cursor
            if cursor is None:
                self._synced_until = now
                return


class NoCache:
    """Every look is a read of Raken."""

    def __init__(self, jobsite: Jobsite) -> None:
        self._jobsite = jobsite

    async def tick(self, now: datetime) -> None:
        """Nothing happens by itself."""

    async def show(self, look: Look) -> datetime | None:
        """As Raken answers now."""
        asked_at = self._jobsite.clock.now()
        return asked_at if (await self.fetch(look)).success else None

    async def fetch(self, look: Look) -> Result[object]:
        """Exactly what was asked for, in spans that Raken allows."""
        params = {} if look.project is None else {"projectUuid": look.project}
        rows = await fetch_days(self._jobsite.client, COMPANY, "/dailyReports", RakenDailyReport, look.days, params)
        return rows.map(lambda read: read)


class OneLifetime(NoCache):
    """A cache as it is usually put in front: by what was asked for, for a quarter of an hour, whatever it is."""

    def __init__(self, jobsite: Jobsite) -> None:
        super().__init__(jobsite)
        self._held: dict[object, datetime] = {}

    async def show(self, look: Look) -> datetime | None:
        """From the cache while it lives, else as Raken answers now."""
        key, now = (look.days, look.project), self._jobsite.clock.now()
        held = self._held.get(key)
        if held is not None and now < held + LIFETIME:
            return held
        fetched_at = await super().show(look)
        if fetched_at is not None:
            self._held[key] = fetched_at
        return fetched_at
