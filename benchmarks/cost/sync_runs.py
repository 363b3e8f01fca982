"""What each resource's run costs at a customer of one size: the product's engine over the four simulated vendors.

A process of its own (``FIELDLEDGER_SYNC_SIZE`` says the size): it prints one line of JSON for each run.
"""

import asyncio
import json
import logging
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from benchmarks.cost.log_bytes import LogBytes, log_bytes
from benchmarks.kit.counted_store import CountedStore
from benchmarks.sync.contestant import Order
from benchmarks.sync.office import EVENING, Vendors, vendors
from benchmarks.sync.synced_company import SyncedCompany, every_resource
from benchmarks.sync.tally import Tally
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.metered import MeteredStore
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.services.sync.starting import SyncStarter
from tests.fakes.clock import FakeClock

PULLS: Final = ("first", "changed", "unchanged", "daily")
"""The first load; 14 hours later, with changes; an hour after that; a day after the first."""

_AT: Final = (0, 14, 15, 25)
_CHANGED_AT: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class RunCounts:
    """One run: ``slices`` are invocations, ``slept`` seconds that one waits for a moment of the budget.

    ``minutes`` is the resource's usual cadence, ``written_records`` those whose facts had changed.
    """

    pull: str
    resource: str
    minutes: float
    mode: str
    slices: int
    calls: int
    seen: int
    written_records: int
    read_units: dict[str, float]
    write_units: dict[str, int]
    due_writes: int
    requests: int
    cpu_seconds: float
    slept: float
    log_bytes: int


class Company:
    """One customer, whose runs are carried on one at a time."""

    def __init__(self, logs: LogBytes) -> None:
        self.clock = FakeClock()
        self.counted = CountedStore()
        self._logs = logs
        self._store = MeteredStore(self.counted)
        self._synced = SyncedCompany(self._store, self.clock)

    async def pull(self, name: str, order: Order) -> list[RunCounts]:
        """One run of everything, in the mode that is due."""
        self.clock.set(order.now)
        if order.since is None:
            await self._synced.set_up()
        tally = Tally()
        await self._synced.vendors.reach(order, tally)
        return [await self._measured(name, resource, tally) for resource in every_resource()]

    async def idle_start(self) -> tuple[float, int]:
        """Read units and requests of a minute in which nothing is due."""
        before = self.counted.tally.copy()
        starter = SyncStarter(
            DocumentSyncStates(self._store), DocumentConnections(self._store), self._synced.messages, self.clock
        )
        self.clock.set(datetime(2026, 1, 1, tzinfo=EVENING.tzinfo))
        (await starter.begin_due(1)).unwrap()
        spent = self.counted.tally.minus(before)
        return sum(spent.read_units.values()), spent.requests

    async def _measured(self, pull: str, resource: SyncResource, tally: Tally) -> RunCounts:
        tally.finish()
        before, began, counted = self.counted.tally.copy(), time.process_time(), tally.cpu_seconds
        slept, logged = sum(self.clock.slept), self._logs.written
        run, slices = await self._synced.run(resource)
        tally.finish()
        cpu = time.process_time() - began - (tally.cpu_seconds - counted)
        spent = self.counted.tally.minus(before)
        return RunCounts(
            pull=pull,
            resource=resource.value,
            minutes=self._synced.traits(resource).every / timedelta(minutes=1),
            mode=str(run.mode),
            slices=slices,
            calls=run.counts.calls,
            seen=run.counts.seen,
            written_records=run.counts.changed,
            read_units=spent.read_units,
            write_units=dict(spent.writes),
            due_writes=sum(n for name, n in spent.partitions.items() if name.startswith("control:SYNC_DUE#")),
            requests=spent.requests,
            cpu_seconds=round(cpu, 4),
            slept=round(sum(self.clock.slept) - slept, 2),
            log_bytes=self._logs.written - logged,
        )


async def measured(there: Vendors, company: Company) -> None:
    """All pulls, printed run by run; at last what is stored and what an idle minute costs."""
    since: datetime | None = None
    for name, hours in zip(PULLS, _AT, strict=True):
        if name == "changed":
            there.set_clocks(EVENING + _CHANGED_AT)
            there.change()
        now = EVENING + timedelta(hours=hours)
        there.set_clocks(now)
        for run in await company.pull(name, Order(now, since, dict(there.urls), there.tokens() if not since else {})):
            print(json.dumps(asdict(run)), flush=True)
        since = now
    stored = company.counted.stored_bytes
    reads, requests = await company.idle_start()
    print(json.dumps({"stored_bytes": stored, "idle_reads": reads, "idle_requests": requests}), flush=True)


def main() -> None:
    """Measure this process's size."""
    logging.getLogger("httpx").setLevel(logging.CRITICAL)
    with log_bytes() as logs, vendors() as there:
        asyncio.run(measured(there, Company(logs)))


def read(lines: Iterator[str]) -> tuple[list[RunCounts], dict[str, object]]:
    """The runs that another process printed, and what it said at last."""
    runs: list[RunCounts] = []
    last: dict[str, object] = {}
    for line in lines:
        if not line.startswith("{"):
            continue
        body = json.loads(line)
        if "pull" in body:
            runs.append(RunCounts(**body))
        else:
            last = body
    return runs, last


if __name__ == "__main__":
    main()
