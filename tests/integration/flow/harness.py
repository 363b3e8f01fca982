"""A small contractor on the real services and clients, between the simulated jobsite and the simulated books."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

import httpx

from fieldledger.clients.circuit_breaker import CircuitBreaker
from fieldledger.clients.external_api import ApiAccess
from fieldledger.clients.identity import VendorIdentity
from fieldledger.clients.oauth import OAuthClient
from fieldledger.clients.quickbooks.client import QuickbooksClient, quickbooks_windows
from fieldledger.clients.raken.client import RakenClient
from fieldledger.clients.raken.rates import raken_windows
from fieldledger.clients.rate_budget import RateBudget
from fieldledger.clients.tokens import TokenVault
from fieldledger.domain.approval import ApprovalOutcome
from fieldledger.domain.connection import VendorName
from fieldledger.domain.drafts import TimeActivityDraft
from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.domain.rate_windows import Limit, Priority
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.result import Result
from fieldledger.services.approvals import ApproveTimeCards, TimeCardApprovals
from fieldledger.services.connecting.connections import VendorConnections
from fieldledger.services.deadline import Deadline
from fieldledger.services.inbox import Inbox
from fieldledger.services.posting.books_events import BooksEvents
from fieldledger.services.posting.reports import WriterReport
from fieldledger.services.posting.sweep import PostingSweep
from fieldledger.services.posting.writer import PostingWriter
from fieldledger.services.sync.enrolling import Enrolment
from fieldledger.wiring.approvals import approvals_over
from fieldledger.wiring.posting import WriterOptions, events_over, writer_over
from fieldledger.wiring.sync_sources.raken import raken_sources_over
from tests.builders import ACCOUNTANT, COMPANY, OVERTIME, REGULAR, a_company
from tests.fakes.circuits import NoBreaker
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow import simulated_quickbooks as books_side
from tests.integration.flow import simulated_raken as jobsite_side
from tests.integration.flow.doubles import FakeCipher, NoDeadline, RecordingQueue
from tests.integration.flow.endpoints import oauth_clients
from tests.integration.flow.jobsite_sync import JobsiteSync
from tests.integration.flow.simulated_quickbooks import (
    SimulatedQuickbooks,
    a_customer_row,
    an_employee_row,
    an_item_row,
)
from tests.integration.flow.simulated_raken import SimulatedRaken, a_job, a_member
from tests.integration.flow.wire import Wire
from tests.support.postings import every_posting

SETTLE_SECONDS: Final = 150
BACK: Final = "https://app.test/back"
WORKERS: Final = {"rosa": ("Rosa Delgado", "107"), "ben": ("Ben Okafor", "112"), "ana": ("Ana Ruiz", "0098")}
JOBS: Final = {"clinic": ("Riverside Clinic", "2214"), "plant": ("Water Plant", "2230")}


@dataclass
class Container:
    """One Lambda container: its own vault and clients, nothing shared with others but the store."""

    vault: TokenVault
    books: QuickbooksClient
    feed: RakenClient
    connections: VendorConnections
    writer: PostingWriter
    events: BooksEvents
    sync: JobsiteSync


class Flow:
    """Everything between the jobsite and the books; ``container`` starts another container."""

    def __init__(self, http: httpx.AsyncClient, wire: Wire, clock: FakeClock) -> None:
        self.clock = clock
        self.wire = wire
        self.store = InMemoryDocumentStore()
        self.queue = RecordingQueue()
        self.cipher = FakeCipher()
        self.options = WriterOptions(batch_items=30, settle_seconds=SETTLE_SECONDS)
        self.breaker: CircuitBreaker = NoBreaker()
        self._http = http
        self._containers = 0
        self._approvals = 0

    def container(self) -> Container:
        """A cold start."""
        self._containers += 1
        name = f"container-{self._containers}"
        oauth = self.oauth()
        connections = DocumentConnections(self.store)
        vault = TokenVault(connections, self.cipher, oauth, self.clock, lambda: name)
        books = QuickbooksClient(
            self._access(vault, quickbooks_windows(10, 500, 40)),
            f"http://{books_side.HOST}",
        )
        feed = RakenClient(
            self._access(vault, raken_windows(10, 10_000)),
            f"http://{jobsite_side.HOST}/api",
        )
        sync = JobsiteSync(self.store, raken_sources_over(feed, self.store, self.clock), self.queue, self.clock)
        identity = VendorIdentity(lambda: self._http, f"http://{jobsite_side.HOST}/api")
        inbox = Inbox(DocumentExceptions(self.store), self.clock)
        enrolment = Enrolment(DocumentSyncStates(self.store), self.clock)
        return Container(
            vault,
            books,
            feed,
            VendorConnections(connections, vault, oauth, identity, inbox, enrolment, self.clock),
            writer_over(self.store, books, self.clock, self.options, name),
            events_over(self.store, books, self.queue, self.clock),
            sync,
        )

    def _access(self, vault: TokenVault, limits: Sequence[Limit]) -> ApiAccess:
        budget = RateBudget(DocumentBudgets(self.store), limits, self.clock, Random(1), Priority.POSTING)
        return ApiAccess(lambda: self._http, vault, budget, self.breaker, self.clock, Random(1))

    def oauth(self) -> dict[VendorName, OAuthClient]:
        """The vendors' sign-in and token endpoints."""
        return oauth_clients(self._http)

    async def write(
        self, container: Container | None = None, ids: Sequence[str] = (), deadline: Deadline | None = None
    ) -> Result[WriterReport]:
        """One invocation of the writer, in a cold container unless one is given."""
        writer = (container or self.container()).writer
        return await writer.write(COMPANY, list(ids), deadline or NoDeadline())

    async def sync(self, deadline: Deadline | None = None, container: Container | None = None) -> Result[SyncCounts]:
        """One run of the Raken sync."""
        return await (container or self.container()).sync.run(COMPANY, deadline or NoDeadline())

    async def approve(self, *card_ids: str) -> ApprovalOutcome:
        """The accountant approves cards (default: all) of the weeks around."""
        self._approvals += 1
        request = ApproveTimeCards(
            company_id=COMPANY,
            user_id=ACCOUNTANT,
            approval_id=f"approval-{self._approvals}",
            first_day=date(2026, 1, 1),
            last_day=date(2026, 12, 31),
            time_card_ids=card_ids or None,
        )
        return (await self.approvals().approve(request)).unwrap()

    def approvals(self) -> TimeCardApprovals:
        """The service behind approving."""
        return approvals_over(self.store, self.queue, self.clock)

    def sweep(self) -> PostingSweep:
        """The sweep, with a queue that it shares with everybody."""
        return PostingSweep(DocumentPostings(self.store), DocumentConnections(self.store), self.queue, self.clock)

    async def postings(self, state: PostingState | None = None) -> list[Posting]:
        """All postings, or those in one state, by id."""
        return await every_posting(DocumentPostings(self.store), state)

    async def states(self) -> Counter[PostingState]:
        """How many postings are in which state."""
        return Counter(posting.state for posting in await self.postings())

    async def inbox(self) -> dict[str, ExceptionItem]:
        """The open items of the exceptions inbox, by code and subject."""
        page = await DocumentExceptions(self.store).by_state(COMPANY, ExceptionState.OPEN, 100, None)
        return {f"{item.code} {item.subject}": item for item in page.unwrap().items}

    async def expected_minutes(self) -> Counter[tuple[str, str, str]]:
        """Minutes of all postings by worker, job and service item: what the books must end up with."""
        items = {"RT": REGULAR.service_item, "OT": OVERTIME.service_item}
        total: Counter[tuple[str, str, str]] = Counter()
        for posting in await self.postings():
            draft = posting.payload
            assert isinstance(draft, TimeActivityDraft)
            job = f"{JOBS[draft.project_id][0]} {JOBS[draft.project_id][1]}"
            total[WORKERS[draft.employee_id][0], job, items[draft.pay_type]] += draft.minutes
        return total

    def settle_time_passes(self) -> None:
        """Until an unknown outcome may be looked into, and a little more."""
        self.clock.advance(SETTLE_SECONDS + 1)


@dataclass
class World:
    """The contractor's whole world."""

    flow: Flow
    books: SimulatedQuickbooks
    jobsite: SimulatedRaken

    async def with_cards(self, *cards: jobsite_side.Record) -> ApprovalOutcome:
        """Put cards on the jobsite, bring them here, approve what is ready."""
        await self.jobsite.seed("timeCards", *cards)
        (await self.flow.sync()).unwrap()
        return await self.flow.approve()

    async def assert_books_equal_approvals(self) -> None:
        """Every approved minute is in the books exactly once, where it belongs."""
        assert await self.books.minutes() == await self.flow.expected_minutes()
        assert set((await self.books.markers()).values()) <= {1}
        assert set(await self.flow.states()) <= {PostingState.POSTED}

    async def open(self) -> None:
        """Seed both vendors and our own settings, and connect."""
        await self.books.open()
        await self.books.seed("Employee", [an_employee_row(name, number) for name, number in WORKERS.values()])
        await self.books.seed("Customer", [a_customer_row(f"{name} {number}") for name, number in JOBS.values()])
        await self.books.seed("Item", [an_item_row(item.service_item) for item in (REGULAR, OVERTIME)])
        await self.jobsite.open()
        await self.jobsite.seed("members", *(a_member(key, *about) for key, about in WORKERS.items()))
        await self.jobsite.seed("projects", *(a_job(key, *about) for key, about in JOBS.items()))
        company = a_company(pay_types={"RT": REGULAR, "OT": OVERTIME})
        (await DocumentCompanies(self.flow.store).save(company)).unwrap()
        await self.connect_books()
        container = self.flow.container()
        code = await self.jobsite.authorize()
        done = await container.connections.complete(
            COMPANY, "user-admin", VendorName.RAKEN, jobsite_side.ACCOUNT, code, BACK
        )
        done.unwrap()

    async def connect_books(self) -> None:
        """A person signs in at QuickBooks."""
        code = await self.books.authorize()
        container = self.flow.container()
        done = await container.connections.complete(
            COMPANY, "user-admin", VendorName.QUICKBOOKS, books_side.REALM, code, BACK
        )
        done.unwrap()


@asynccontextmanager
async def a_contractor(time: FakeClock | None = None) -> AsyncIterator[World]:
    """Three workers, two jobs, regular and overtime hours, both vendors connected, no cards yet."""
    clock = time or FakeClock()
    books, jobsite = SimulatedQuickbooks(clock), SimulatedRaken(clock)
    wire = Wire({books_side.HOST: books.transport, jobsite_side.HOST: jobsite.transport})
    async with httpx.AsyncClient(transport=wire) as http, books.http, jobsite.http:
        world = World(Flow(http, wire, clock), books, jobsite)
        await world.open()
        yield world
