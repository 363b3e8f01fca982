"""Our side: the product's engine, sources, sinks, crosswalk and budgets over a store in memory."""

import asyncio
import logging
from collections import Counter
from datetime import datetime, timedelta

from benchmarks.sync.contestant import Figures, Order, serve
from benchmarks.sync.sorted_writes import SortedWrites
from benchmarks.sync.synced_company import SyncedCompany, every_resource
from benchmarks.sync.tally import Tally
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.sync_state import SyncRun
from fieldledger.repositories.metered import MeteredStore
from tests.fakes.clock import FakeClock

# Checkpoints and histories of runs, budgets of calls, tokens, and until when a month of reports is known.
_BOOKKEEPING = {"sync", "syncrun", "budget", "connection", "reportmonth"}


class Ours:
    """One company; its runs are carried on one at a time, each until it has ended."""

    def __init__(self) -> None:
        self._clock = FakeClock()
        self._writes = SortedWrites()
        self._company = SyncedCompany(MeteredStore(self._writes), self._clock)

    async def pull(self, order: Order, tally: Tally) -> Figures:
        """One run of everything, in the mode that is due."""
        self._clock.set(order.now)
        if order.since is None:
            await self._company.set_up()
        await self._company.vendors.reach(order, tally)
        self._writes.units.clear()
        runs = [(await self._company.run(resource))[0] for resource in every_resource()]
        counts = SyncCounts()
        for run in runs:
            counts = counts.plus(run.counts)
        return self._figures(counts, runs, order.now)

    def _figures(self, counts: SyncCounts, runs: list[SyncRun], began: datetime) -> Figures:
        units = self._writes.units
        kept = sum(each for (_, kind), each in units.items() if kind not in _BOOKKEEPING)
        waited: timedelta = self._clock.now() - began
        modes = Counter(str(run.mode) for run in runs)
        problems = [f"{run.resource.value}: {run.problem.code}" for run in runs if run.problem is not None]
        return {
            "runs": len(runs),
            **{f"runs_{mode}": count for mode, count in sorted(modes.items())},
            "problems": "; ".join(problems),
            "seen": counts.seen,
            "changed": counts.changed,
            "unchanged": counts.unchanged,
            "failed": counts.failed,
            **{f"changed_{run.resource.value}": run.counts.changed for run in runs if run.counts.changed},
            "calls_of_runs": counts.calls,
            "record_write_units": kept,
            "bookkeeping_write_units": sum(units.values()) - kept,
            "run_write_units": counts.write_units,
            "run_read_units": counts.read_units,
            "budget_wait_seconds": round(waited.total_seconds()),
            "stored_megabytes": round(self._writes.stored_bytes / 2**20, 1),
            **{f"units_{table}_{kind}": each for (table, kind), each in sorted(units.items())},
        }


def main() -> None:
    """Serve."""
    logging.disable(logging.CRITICAL)
    asyncio.run(serve(Ours().pull))


if __name__ == "__main__":
    main()
