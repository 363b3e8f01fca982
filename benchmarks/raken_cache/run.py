"""Ten thousand looks at daily reports over one day, on the real simulator and a virtual clock."""

import asyncio
import logging
import time
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

import httpx

from benchmarks.kit.results import Measures, Results
from benchmarks.raken_cache import day
from benchmarks.raken_cache.day import Edit, Look
from benchmarks.raken_cache.readers import LIFETIME, NoCache, OneLifetime, Ours, Reader
from fieldledger.clients.raken.rates import raken_windows
from tests.integration.clients.raken.jobsite import OURS, Jobsite, a_jobsite
from tests.unit.clients.raken.bench import a_report

_BATCH: Final = 2000
# Whoever reads through has no budget of his own: Raken's limits are what stops him.
_UNBOUNDED: Final = raken_windows(1000, 1_000_000)


def measure() -> Results:
    """The same looks and the same edits for each reader; each has a simulator of its own."""
    logging.disable(logging.CRITICAL)
    return Results(
        measures=asyncio.run(_contest(Ours)),
        peers={"no_cache": asyncio.run(_contest(NoCache)), "fixed_ttl": asyncio.run(_contest(OneLifetime))},
        setting={
            "reads": day.READS,
            "projects": day.PROJECTS,
            "reports": len(list(day.history())),
            "edits": len(day.edits()),
            "raken_is_down_minutes": int((day.OUTAGE[1] - day.OUTAGE[0]).total_seconds() // 60),
            "quota_a_day": 10_000,
            "fixed_ttl_minutes": int(LIFETIME.total_seconds() // 60),
            "clock": "virtual; the company was connected the day before, the peers' caches begin empty",
            "stale": "seconds since the first change of what was looked at that the answer did not show",
        },
    )


async def _contest(make: type[Ours | NoCache]) -> Measures:
    async with a_jobsite(OURS if make is Ours else _UNBOUNDED) as jobsite:
        await _seed(jobsite)
        reader: Reader = make(jobsite)
        jobsite.clock.set(day.BEGIN - day.DAY / 24)
        if isinstance(reader, Ours):
            await reader.prepare()
        wire = _Wire()
        jobsite.http.event_hooks = {"request": [wire.sent], "response": [wire.received]}
        tally = _Tally(day.edits(), wire)
        await _a_day(jobsite, reader, tally)
        print(f"{make.__name__}: {wire.calls} calls", flush=True)
        return tally.measures() | {"vendor_calls": wire.calls, "vendor_bodies": wire.bodies}


async def _seed(jobsite: Jobsite) -> None:
    reports = [a_report(day.report_id(on, project), on.isoformat(), project) for on, project in day.history()]
    for begin in range(0, len(reports), _BATCH):
        await jobsite.seed("dailyReports", *reports[begin : begin + _BATCH])


async def _a_day(jobsite: Jobsite, reader: Reader, tally: "_Tally") -> None:
    """Looks and edits in their order; for half an hour Raken does not answer."""
    down = False
    events: list[Look | Edit] = [*day.looks(), *tally.edits]
    for event in sorted(events, key=lambda event: event.at):
        await reader.tick(event.at)
        if event.at > jobsite.clock.now():
            jobsite.clock.set(event.at)
        if down != (day.OUTAGE[0] <= event.at < day.OUTAGE[1]):
            down = not down
            await _switch(jobsite, down=down)
        if isinstance(event, Edit):
            comment = [{"category": "GENERAL", "comment": f"revision {event.revision}"}]
            report = a_report(event.uuid, event.day.isoformat(), event.project, notes=comment)
            await jobsite.seed("dailyReports", report)
        else:
            await tally.look(jobsite, reader, event)


async def _switch(jobsite: Jobsite, *, down: bool) -> None:
    if down:
        await jobsite.fault("drop_before", "/api/dailyReports", count=1_000_000)
    else:
        await jobsite.admin("DELETE", "faults")


class _Wire:
    """Counts what reaches Raken, also while it does not answer."""

    def __init__(self) -> None:
        self.calls = 0
        self.bodies = 0

    async def sent(self, request: httpx.Request) -> None:
        """A call of the API; orders to the simulator are none."""
        self.calls += request.url.path.startswith("/api/")

    async def received(self, response: httpx.Response) -> None:
        """An answer with a body."""
        self.bodies += response.request.url.path.startswith("/api/") and response.status_code == HTTPStatus.OK


class _Tally:
    """What the looks were answered with. A hit is an answer for which Raken was not asked."""

    def __init__(self, edits: Sequence[Edit], wire: _Wire) -> None:
        self.edits = edits
        self._wire = wire
        self._ages: list[float] = []
        self._behind: list[float] = []
        self._hits = 0
        self._waited = 0
        self._failed = 0
        self._seconds = 0.0

    async def look(self, jobsite: Jobsite, reader: Reader, look: Look) -> None:
        """A look waits if Raken was asked while somebody stood before the screen."""
        calls, now = self._wire.calls, jobsite.clock.now()
        begun = time.process_time()
        as_of = await reader.show(look)
        self._seconds += time.process_time() - begun
        waited = self._wire.calls != calls
        self._waited += waited
        if as_of is None:
            self._failed += 1
            return
        self._hits += not waited
        self._ages.append((now - as_of).total_seconds())
        self._behind.append(day.behind(as_of, look, self.edits))

    def measures(self) -> dict[str, float | int | str]:
        """Times in seconds of the simulated day; ``cpu_ms_per_read`` is this machine's."""
        answered = len(self._ages)
        return {
            "hit_ratio": round(self._hits / day.READS, 4),
            "reads_that_waited": self._waited,
            "reads_that_failed": self._failed,
            "stale_reads": sum(1 for seconds in self._behind if seconds > 0),
            "staleness_p50_s": _percentile(self._behind, 0.5),
            "staleness_p99_s": _percentile(self._behind, 0.99),
            "age_p50_s": _percentile(self._ages, 0.5),
            "age_p99_s": _percentile(self._ages, 0.99),
            "answered": answered,
            "cpu_ms_per_read": round(1000 * self._seconds / day.READS, 2),
        }


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1) if ordered else 0.0
