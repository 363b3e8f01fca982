"""Our side: the product's engine, sources, sinks, crosswalk and budgets over a store in memory."""

import asyncio
import logging
from collections import Counter
from datetime import datetime, timedelta

from benchmarks.sync.contestant import Figures, Order, serve
from benchmarks.sync.our_vendors import OurVendors
from benchmarks.sync.sorted_writes import SortedWrites
from benchmarks.sync.tally import Tally
from fieldledger.domain.connection import VendorName
from fieldledger.domain.sync_resource import SyncResource, resources_of
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.sync_state import SyncMode, SyncRun
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.metered import MeteredStore
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.wiring.crosswalk import crosswalk_over
from fieldledger.wiring.sync_engine import syncing_over
from fieldledger.wiring.sync_sources.quickbooks import quickbooks_sinks
from fieldledger.wiring.sync_sources.raken import raken_sinks
from fieldledger.wiring.syncs import sinks_of, sources_of
from tests.builders import COMPANY, a_company
from tests.fakes.clock import FakeClock
from tests.fakes.slices import SliceMessages
from tests.integration.flow.doubles import NoDeadline, RecordingQueue

# Checkpoints and histories of runs, budgets of calls, tokens, and until when a month of reports is known.
_BOOKKEEPING = {"sync", "syncrun", "budget", "connection", "reportmonth"}
_VENDORS = (VendorName.PROCORE, VendorName.RAKEN, VendorName.FOUNDATION, VendorName.QUICKBOOKS)


class Ours:
    """One company; its runs are carried on one at a time, each until it has ended."""

    def __init__(self) -> None:
        self._clock = FakeClock()
        self._writes = SortedWrites()
        store = MeteredStore(self._writes)
        self._store = store
        self._states = DocumentSyncStates(store)
        self._messages = SliceMessages()
        self._vendors = OurVendors(store, self._clock)
        writer = RecordingQueue()
        sinks = sinks_of(
            {
                VendorName.RAKEN: lambda: raken_sinks(store, writer, self._clock, writer),
                VendorName.QUICKBOOKS: lambda: quickbooks_sinks(store, writer, self._clock),
            }
        )
        crosswalk = crosswalk_over(store, writer, self._clock, writer).changes
        sources = sources_of(self._vendors.makers())
        self._syncing = syncing_over(store, sources, sinks, self._messages, self._clock, crosswalk)

    async def pull(self, order: Order, tally: Tally) -> Figures:
        """One run of everything, in the mode that is due."""
        self._clock.set(order.now)
        if order.since is None:
            (await DocumentCompanies(self._store).save(a_company())).unwrap()
        await self._vendors.reach(order, tally)
        self._writes.units.clear()
        runs = [await self._run(resource) for vendor in _VENDORS for resource in resources_of(vendor)]
        counts = SyncCounts()
        for run in runs:
            counts = counts.plus(run.counts)
        return self._figures(counts, runs, order.now)

    async def _run(self, resource: SyncResource) -> SyncRun:
        asked = (await self._syncing.starter.request(COMPANY, resource, SyncMode.INCREMENTAL, "user-1")).unwrap()
        while True:
            company, named, run_id, delay = self._messages.take()
            self._clock.advance(delay)
            state = (await self._syncing.engine.carry_on(company, named, run_id, NoDeadline())).unwrap()
            if state is None or (state.active is not None and self._messages.waiting):
                continue
            if state.active is not None:  # a wait too long for a message: the schedule wakes it
                self._clock.set(max(self._clock.now(), state.due_at))
                await self._messages.send(company, named, run_id)
                continue
            assert state.last is not None
            assert state.last.run_id == asked.run.run_id
            return state.last

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
