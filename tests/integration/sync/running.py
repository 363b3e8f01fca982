"""Whole runs of one resource through the engine, as the worker does them."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.domain.rate_windows import Priority
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncMode, SyncState
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.metered import MeteredStore
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.services.crosswalk.changes import CrosswalkChanges
from fieldledger.services.deadline import Deadline
from fieldledger.services.invoices.changes import InvoiceChanges
from fieldledger.services.sync.sinking import RecordSink
from fieldledger.services.sync.source import SyncSource
from fieldledger.wiring.sync_engine import syncing_over
from tests.builders import COMPANY, a_connection
from tests.fakes.clock import FakeClock
from tests.fakes.slices import SliceMessages
from tests.integration.flow.doubles import NoDeadline

_MOST: Final = 500


class Runner:
    """One container; ``messages`` are what waits for it."""

    def __init__(
        self,
        store: DocumentStore,
        sources: Mapping[SyncResource, SyncSource],
        clock: FakeClock,
        sinks: Mapping[SyncResource, RecordSink] | None = None,
        crosswalk: CrosswalkChanges | None = None,
        invoices: InvoiceChanges | None = None,
    ) -> None:
        def source(resource: SyncResource, _priority: Priority) -> SyncSource | None:
            return sources.get(resource)

        self.store = store
        self.clock = clock
        self.messages = SliceMessages()
        self._syncing = syncing_over(
            MeteredStore(store), source, (sinks or {}).get, self.messages, clock, crosswalk, invoices
        )

    async def read_all(self, resource: SyncResource, time: Callable[[], Deadline] = NoDeadline) -> SyncState:
        """A day later everything is read again, to the end; ``time`` is what each invocation has."""
        self.clock.advance(timedelta(hours=25).total_seconds())
        return await self._run(resource, SyncMode.FULL, time)

    async def read_changes(self, resource: SyncResource) -> SyncState:
        """Some minutes later what changed is read; the first time everything is."""
        self.clock.advance(minutes=5)
        return await self._run(resource, SyncMode.INCREMENTAL, NoDeadline)

    async def _run(self, resource: SyncResource, mode: SyncMode, time: Callable[[], Deadline]) -> SyncState:
        connections = DocumentConnections(self.store)
        if (await connections.find(COMPANY, resource.vendor)).unwrap() is None:
            (await connections.save(a_connection(vendor=resource.vendor))).unwrap()
        (await self._syncing.starter.request(COMPANY, resource, mode, "user-1")).unwrap()
        await self.deliver(time)
        return await self.state(resource)

    async def state(self, resource: SyncResource) -> SyncState:
        """Where the resource stands."""
        state = (await DocumentSyncStates(self.store).find(COMPANY, resource)).unwrap()
        assert state is not None
        return state

    async def deliver(self, time: Callable[[], Deadline] = NoDeadline) -> int:
        """Messages until there are none; the answer counts them."""
        delivered = 0
        while self.messages.waiting and delivered < _MOST:
            company_id, resource, run_id, delay = self.messages.take()
            self.clock.advance(delay)
            carried = await self._syncing.engine.carry_on(company_id, resource, run_id, time())
            carried.unwrap()
            delivered += 1
        return delivered

    async def inbox(self, state: ExceptionState = ExceptionState.OPEN) -> dict[str, ExceptionItem]:
        """Items by subject."""
        page = await DocumentExceptions(self.store).by_state(COMPANY, state, 100, None)
        return {item.subject: item for item in page.unwrap().items}
