"""One company whose resources are synced one run at a time, each until it has ended, by the product's own engine."""

from collections.abc import Iterator
from typing import Final

from benchmarks.sync.our_vendors import OurVendors
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_windows import Priority
from fieldledger.domain.sync_resource import SyncResource, resources_of
from fieldledger.domain.sync_state import SyncMode, SyncRun
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import DocumentStore
from fieldledger.services.sync.source import SourceTraits
from fieldledger.wiring.crosswalk import crosswalk_over
from fieldledger.wiring.sync_engine import syncing_over
from fieldledger.wiring.sync_sources.quickbooks import quickbooks_sinks
from fieldledger.wiring.sync_sources.raken import raken_sinks
from fieldledger.wiring.syncs import sinks_of, sources_of
from tests.builders import COMPANY, a_company
from tests.fakes.clock import FakeClock
from tests.fakes.slices import SliceMessages
from tests.integration.flow.doubles import NoDeadline, RecordingQueue

_VENDORS: Final = (VendorName.PROCORE, VendorName.RAKEN, VendorName.FOUNDATION, VendorName.QUICKBOOKS)


def every_resource() -> Iterator[SyncResource]:
    """All resources of all four vendors, in the order in which they are synced here."""
    return (resource for vendor in _VENDORS for resource in resources_of(vendor))


class SyncedCompany:
    """Engine, sources, sinks, crosswalk and budgets over ``store``; ``clock`` moves on by what a run waits."""

    def __init__(self, store: DocumentStore, clock: FakeClock) -> None:
        self._store = store
        self._clock = clock
        self.messages = SliceMessages()
        self.vendors = OurVendors(store, clock)
        writer = RecordingQueue()
        sinks = sinks_of(
            {
                VendorName.RAKEN: lambda: raken_sinks(store, writer, clock, writer),
                VendorName.QUICKBOOKS: lambda: quickbooks_sinks(store, writer, clock),
            }
        )
        crosswalk = crosswalk_over(store, writer, clock, writer).changes
        self._sources = sources_of(self.vendors.makers())
        self._syncing = syncing_over(store, self._sources, sinks, self.messages, clock, crosswalk)

    async def set_up(self) -> None:
        """Store the company's settings."""
        (await DocumentCompanies(self._store).save(a_company())).unwrap()

    def traits(self, resource: SyncResource) -> SourceTraits:
        """How the resource is read."""
        source = self._sources(resource, Priority.SYNC)
        assert source is not None
        return source.traits

    async def run(self, resource: SyncResource) -> tuple[SyncRun, int]:
        """One run in the mode that is due, and how many slices it took."""
        asked = (await self._syncing.starter.request(COMPANY, resource, SyncMode.INCREMENTAL, "user-1")).unwrap()
        slices = 0
        while True:
            company, named, run_id, delay = self.messages.take()
            slices += 1
            self._clock.advance(delay)
            state = (await self._syncing.engine.carry_on(company, named, run_id, NoDeadline())).unwrap()
            if state is None or (state.active is not None and self.messages.waiting):
                continue
            if state.active is not None:  # a wait too long for a message: the schedule wakes it
                self._clock.set(max(self._clock.now(), state.due_at))
                await self.messages.send(company, named, run_id)
                continue
            assert state.last is not None
            assert state.last.run_id == asked.run.run_id
            return state.last, slices
