"""A company with a connected vendor, a queue of slices and an engine, all in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from fieldledger.domain.connection import ConnectionState, VendorName
from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.rate_windows import Priority
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncState
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.metered import MeteredStore
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.services.crosswalk.changes import CrosswalkChanges
from fieldledger.services.deadline import Deadline
from fieldledger.services.sync.enrolling import Enrolment
from fieldledger.wiring.sync_engine import Syncing, syncing_over
from tests.builders import COMPANY
from tests.builders.vendors import a_connection
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.fakes.slices import FakeVendor, SliceMessages
from tests.integration.flow.doubles import NoDeadline


@dataclass
class Office:
    """Drives messages by hand, as SQS would."""

    vendors: Sequence[FakeVendor]
    store: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    clock: FakeClock = field(default_factory=FakeClock)
    queue: SliceMessages = field(default_factory=SliceMessages)
    crosswalk: CrosswalkChanges | None = None
    syncing: Syncing = field(init=False)

    @property
    def enrolment(self) -> Enrolment:
        """What connecting does."""
        return Enrolment(DocumentSyncStates(self.store), self.clock)

    def __post_init__(self) -> None:
        self.syncing = self.over(MeteredStore(self.store))

    def over(self, store: DocumentStore) -> Syncing:
        """Another container."""
        return syncing_over(store, self._source, lambda _: None, self.queue, self.clock, self.crosswalk)

    def _source(self, resource: SyncResource, priority: Priority) -> FakeVendor | None:
        found = next((vendor for vendor in self.vendors if vendor.traits.resource is resource), None)
        if found is not None:
            found.priorities.append(priority)
        return found

    async def connect(self, state: ConnectionState = ConnectionState.CONNECTED) -> None:
        """Every vendor that there is."""
        repository = DocumentConnections(self.store)
        for vendor in {each.traits.resource.vendor for each in self.vendors}:
            held = (await repository.find(COMPANY, vendor)).unwrap()
            version = 0 if held is None else held.version
            saved = await repository.save(a_connection(vendor=VendorName(vendor), state=state, version=version))
            saved.unwrap()

    async def enrol(self) -> None:
        """As after connecting, with the resources of this office only, each 20 seconds after the one before."""
        await self.connect()
        for place, vendor in enumerate(self.vendors):
            due_at = self.clock.now() + timedelta(seconds=20 * place)
            state = SyncState(company_id=COMPANY, resource=vendor.traits.resource, due_at=due_at)
            (await DocumentSyncStates(self.store).save(state)).unwrap()

    async def work(self, deadline: Deadline | None = None, most: int = 50) -> int:
        """Deliver messages until there are none; the answer counts them. Delays pass."""
        delivered = 0
        while self.queue.waiting and delivered < most:
            company_id, resource, run_id, delay = self.queue.take()
            self.clock.advance(delay)
            carried = await self.syncing.engine.carry_on(company_id, resource, run_id, deadline or NoDeadline())
            carried.unwrap()
            delivered += 1
        return delivered

    async def run(self) -> SyncState:
        """What is due runs to its end; the state of the first resource afterwards."""
        (await self.syncing.starter.begin_due(100)).unwrap()
        await self.work()
        return await self.state()

    async def state(self, place: int = 0) -> SyncState:
        """Of the first resource, or another."""
        resource = self.vendors[place].traits.resource
        found = (await DocumentSyncStates(self.store).find(COMPANY, resource)).unwrap()
        assert found is not None
        return found

    async def mirrored(self, place: int = 0) -> list[MirrorRecord]:
        """Everything of the first resource, or another."""
        resource = self.vendors[place].traits.resource
        return list((await DocumentMirror(self.store).page(COMPANY, resource, 1000)).unwrap().items)

    async def inbox(self, state: ExceptionState = ExceptionState.OPEN) -> list[ExceptionItem]:
        """What people see."""
        return list((await DocumentExceptions(self.store).by_state(COMPANY, state, 100, None)).unwrap().items)
