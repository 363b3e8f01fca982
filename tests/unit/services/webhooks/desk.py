"""A connected company, and what reads its records again, remembered."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fieldledger.domain.connection import VendorName
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.sync_state import SyncMode
from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.result import Result
from fieldledger.services.sync.source import Scope
from fieldledger.services.webhooks.vendor_events import Handled, VendorEventHandler
from fieldledger.wiring.webhooks import events_over
from tests.builders import COMPANY, a_connection
from tests.builders.webhooks import PROCORE_ACCOUNT
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.doubles import NoDeadline

type Read = tuple[SyncResource, str, str | None]
"""Resource, record and scope."""


@dataclass
class RecordingResync:
    """Implements ``SingleResync``; ``answers`` fail reads of single records, one after the other."""

    reads: list[Read] = field(default_factory=list)
    answers: dict[str, list[Result[SyncCounts]]] = field(default_factory=dict)

    async def read(
        self, company_id: str, resource: SyncResource, record_id: str, scope: Scope | None
    ) -> Result[SyncCounts]:
        assert company_id == COMPANY
        self.reads.append((resource, record_id, None if scope is None else scope.scope_id))
        left = self.answers.get(record_id, [])
        return left.pop(0) if left else Result.ok(SyncCounts(seen=1, unchanged=1, calls=1))


@dataclass
class RecordingSyncs:
    """Implements ``RequestSync``."""

    requested: list[tuple[str, SyncResource, SyncMode, str]] = field(default_factory=list)
    answers: list[Result[object]] = field(default_factory=list)

    async def request(
        self, company_id: str, resource: SyncResource, mode: SyncMode, requested_by: str
    ) -> Result[object]:
        self.requested.append((company_id, resource, mode, requested_by))
        return self.answers.pop(0) if self.answers else Result.ok(None)

    @property
    def resources(self) -> list[SyncResource]:
        """What was asked for."""
        return [resource for _, resource, _, _ in self.requested]


@dataclass
class Desk:
    """The handler and everything around it."""

    store: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    clock: FakeClock = field(default_factory=FakeClock)
    resync: RecordingResync = field(default_factory=RecordingResync)
    syncs: RecordingSyncs = field(default_factory=RecordingSyncs)

    @property
    def handler(self) -> VendorEventHandler:
        """A container's handler."""
        return events_over(self.store, self.resync, self.syncs, self.clock)

    async def open(self, vendor: VendorName = VendorName.PROCORE, account_id: str = PROCORE_ACCOUNT) -> None:
        """Connect the company."""
        connection = a_connection(vendor=vendor, account_id=account_id)
        (await DocumentConnections(self.store).claim_account(connection)).unwrap()

    async def handle(self, *events: VendorEvent) -> Handled:
        """One batch of one account."""
        return await self.handler.handle(events[0].vendor, events[0].account_id, events, NoDeadline())

    async def handle_all(self, batches: Sequence[Sequence[VendorEvent]]) -> None:
        """Several batches; each settles all of its events."""
        for batch in batches:
            assert (await self.handle(*batch)).open == {}

    async def keep(self, record: MirrorRecord) -> None:
        """What a run of the sync has brought."""
        (await DocumentMirror(self.store).save(record)).unwrap()
