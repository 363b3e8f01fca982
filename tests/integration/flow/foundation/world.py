"""The contractor whose time and bills go to FOUNDATION: its books, its bucket, and containers of its writer."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import Final

from fieldledger.clients.app_secret import AppSecret
from fieldledger.clients.external_api import ApiAccess
from fieldledger.clients.foundation.assumptions import ASSUMED, FoundationDialect
from fieldledger.clients.foundation.client import FoundationClient, foundation_windows
from fieldledger.clients.oauth import ClientAuthentication, OAuthClient, TokenEndpoint
from fieldledger.clients.rate_budget import RateBudget
from fieldledger.clients.tokens import TokenVault
from fieldledger.domain.company import BooksTargets
from fieldledger.domain.connection import VendorName
from fieldledger.domain.drafts import TimeActivityDraft
from fieldledger.domain.exception_item import ExceptionItem
from fieldledger.domain.foundation_export import FoundationExport
from fieldledger.domain.foundation_mappings import FoundationMappings, FoundationRoute, LinkedKind
from fieldledger.domain.foundation_seal import FoundationSeal
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.domain.rate_windows import Priority
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.foundation_exports import DocumentFoundationExports
from fieldledger.repositories.foundation_outbox import DocumentFoundationOutbox
from fieldledger.repositories.invoices import DocumentInvoices
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.result import Result
from fieldledger.services.approvals import ApproveTimeCards
from fieldledger.services.connecting.connections import VendorConnections
from fieldledger.services.deadline import Deadline
from fieldledger.services.foundation_posting.turn import FoundationTurn
from fieldledger.services.inbox import Inbox
from fieldledger.services.posting.reports import WriterReport
from fieldledger.services.posting.requesting import PostingOrder
from fieldledger.services.posting.sweep import PostingSweep
from fieldledger.services.sync.enrolling import Enrolment
from fieldledger.wiring.approvals import approvals_over, requests_over
from fieldledger.wiring.foundation_posting import FoundationOptions, turn_over
from fieldledger.wiring.foundation_setup import setup_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.builders.documents import a_supplier
from tests.fakes.circuits import NoBreaker
from tests.fakes.clock import FakeClock
from tests.fakes.export_files import InMemoryExportFiles
from tests.integration.flow import documents
from tests.integration.flow import simulated_foundation as books_side
from tests.integration.flow.doubles import NoDeadline, RecordingQueue
from tests.integration.flow.harness import JOBS, WORKERS, Flow, World, a_contractor
from tests.integration.flow.simulated_foundation import SimulatedFoundation
from tests.integration.flow.simulated_raken import Record

SETTLE_SECONDS: Final = 330
ALL_REST: Final = FoundationRoute.REST


class NoIdentity:
    """FOUNDATION cannot be asked whose grant it is."""

    async def account_id(self, vendor: VendorName, grant: object) -> Result[str]:
        """Never called: the operator says the account."""
        raise NotImplementedError(vendor, grant)


@dataclass
class FoundationWorld:
    """``flow`` holds the store, the clock and the wire; the other world's books stay out of it."""

    contractor: World
    books: SimulatedFoundation
    dialect: FoundationDialect = ASSUMED
    files: InMemoryExportFiles = field(default_factory=InMemoryExportFiles)
    queue: RecordingQueue = field(default_factory=RecordingQueue)
    key: str = books_side.KEY
    _containers: int = 0
    _approvals: int = 0

    @property
    def flow(self) -> Flow:
        return self.contractor.flow

    def turn(self) -> FoundationTurn:
        """A cold start of the writer."""
        self._containers += 1
        name = f"foundation-{self._containers}"
        return turn_over(
            self.flow.store, self.client(name), self.files, self.flow.clock, FoundationOptions(SETTLE_SECONDS, name)
        )

    def client(self, name: str) -> FoundationClient:
        """The client of one container."""
        flow = self.flow
        vault = self._vault(name)
        budget = RateBudget(
            DocumentBudgets(flow.store), foundation_windows(500), flow.clock, Random(1), Priority.POSTING
        )
        access = ApiAccess(lambda: flow._http, vault, budget, NoBreaker(), flow.clock, Random(1))

        async def key() -> Result[str]:
            return Result.ok(self.key)

        return FoundationClient(access, f"http://{books_side.HOST}/foundation/v1", key, self.dialect)

    def _vault(self, name: str) -> TokenVault:
        flow = self.flow
        return TokenVault(DocumentConnections(flow.store), flow.cipher, self._oauth(), flow.clock, lambda: name)

    def _oauth(self) -> dict[VendorName, OAuthClient]:
        async def secret() -> Result[AppSecret]:
            return Result.ok(AppSecret(**books_side.APP))

        form = ClientAuthentication.FORM
        endpoint = TokenEndpoint(VendorName.FOUNDATION, f"http://{books_side.HOST}/oauth2/token", form, secret)
        return {VendorName.FOUNDATION: OAuthClient(lambda: self.flow._http, endpoint)}

    async def connect(self) -> None:
        """The operator connects the company with the app's credentials."""
        flow = self.flow
        inbox = Inbox(DocumentExceptions(flow.store), flow.clock)
        vault = self._vault("operator")
        connections = DocumentConnections(flow.store)
        enrolment = Enrolment(DocumentSyncStates(flow.store), flow.clock)
        service = VendorConnections(connections, vault, self._oauth(), NoIdentity(), inbox, enrolment, flow.clock)
        (await service.connect_app(COMPANY, "user-admin", VendorName.FOUNDATION, books_side.ACCOUNT)).unwrap()

    async def write(
        self, turn: FoundationTurn | None = None, ids: Sequence[str] = (), deadline: Deadline | None = None
    ) -> Result[WriterReport]:
        """One invocation of the worker, in a cold container unless one is given."""
        return await (turn or self.turn()).write(COMPANY, list(ids), deadline or NoDeadline())

    async def set_mappings(self, **changes: object) -> int:
        """A person changes mappings; the answer counts the postings that go on."""
        return (await self.save_mappings(**changes)).unwrap()

    async def save_mappings(self, **changes: object) -> Result[int]:
        """The same, whatever comes of it."""
        return await self._setup().save(self.mappings(**changes), "user-admin")

    async def link(self, kind: LinkedKind, source_id: str, vendor_id: str) -> Result[int]:
        """A person says which record one of ours is."""
        return await self._setup().link(COMPANY, kind, source_id, vendor_id, "user-admin")

    def _setup(self):
        return setup_over(self.flow.store, self.queue, self.flow.clock)

    def mappings(self, **changes: object) -> FoundationMappings:
        """What the contractor has set."""
        usual: dict[str, object] = {
            "company_id": COMPANY,
            "earn_codes": {"RT": "RT", "OT": "OT"},
            "phase": books_side.PHASE,
            "labor_class": "L",
            "expense_class": "M",
            "accounts": {"M": "5100"},
        }
        return FoundationMappings.model_validate(usual | changes)

    async def targets(self, *time: str, bills: str = "foundation") -> None:
        """Where approved things go."""
        companies = DocumentCompanies(self.flow.store)
        company = (await companies.get(COMPANY)).unwrap()
        books = BooksTargets.model_validate({"time": time or ("foundation",), "bills": bills})
        (await companies.save(company.model_copy(update={"books": books}))).unwrap()

    async def approve(self, *cards: Record) -> None:
        """Cards come from the jobsite and are approved."""
        if cards:
            await self.contractor.jobsite.seed("timeCards", *cards)
        (await self.flow.sync()).unwrap()
        self._approvals += 1
        request = ApproveTimeCards(
            company_id=COMPANY,
            user_id=ACCOUNTANT,
            approval_id=f"approval-f{self._approvals}",
            first_day=date(2026, 1, 1),
            last_day=date(2026, 12, 31),
        )
        flow = self.flow
        (await approvals_over(flow.store, flow.queue, flow.clock, self.queue).approve(request)).unwrap()

    async def approve_bill(self, invoice: VendorInvoice, approval_id: str = "approval-bill") -> Posting:
        """A subcontractor's invoice."""
        flow = self.flow
        repository = DocumentInvoices(flow.store)
        await repository.save_supplier(a_supplier())
        (await repository.save_vendor_invoice(invoice)).unwrap()
        order = PostingOrder(COMPANY, approval_id, ACCOUNTANT, (documents.bill_of(invoice),), "foundation")
        requests = requests_over(flow.store, flow.queue, flow.clock, self.queue)
        [posting] = (await requests.request(order)).unwrap()
        return posting

    async def postings(self, state: PostingState | None = None) -> list[Posting]:
        """Postings to FOUNDATION."""
        return [posting for posting in await self.flow.postings(state) if posting.target == "foundation"]

    async def posting(self) -> Posting:
        """The only one."""
        [posting] = await self.postings()
        return posting

    async def states(self) -> Counter[PostingState]:
        """How many postings are in which state."""
        return Counter(posting.state for posting in await self.postings())

    async def inbox(self) -> dict[str, ExceptionItem]:
        """Open items by code."""
        return {key.split()[0]: item for key, item in (await self.flow.inbox()).items()}

    async def seals(self) -> list[FoundationSeal]:
        """Seals whose outcome is open."""
        return (await DocumentFoundationOutbox(self.flow.store).open_seals(COMPANY)).unwrap()

    async def exports(self) -> list[FoundationExport]:
        """All exports."""
        return list((await DocumentFoundationExports(self.flow.store).page(COMPANY, 100, None)).unwrap().items)

    def sweep(self) -> PostingSweep:
        """The sweep of FOUNDATION's work."""
        store = self.flow.store
        return PostingSweep(
            DocumentPostings(store), DocumentConnections(store), self.queue, self.flow.clock, "foundation"
        )

    async def approved_hours(self) -> Counter[tuple[str, str, str]]:
        """Hundredths of an hour of all postings: what the books must end up with (whole hundredths only)."""
        total: Counter[tuple[str, str, str]] = Counter()
        for posting in await self.postings():
            draft = posting.payload
            assert isinstance(draft, TimeActivityDraft)
            key = (WORKERS[draft.employee_id][1], JOBS[draft.project_id][1], draft.pay_type)
            total[key] += int(Decimal(draft.minutes) * 100 / 60)
        return total

    async def assert_books_equal_approvals(self) -> None:
        """Every approved hour is in the books exactly once, and nothing is left behind."""
        assert await self.books.hours() == await self.approved_hours()
        assert set(await self.states()) <= {PostingState.POSTED}
        assert await self.seals() == []

    def settle_time_passes(self) -> None:
        """Until an unknown outcome may be looked into, and a little more."""
        self.flow.clock.advance(SETTLE_SECONDS + 1)

    async def open(self) -> None:
        """The contractor's books in FOUNDATION, its settings, and the connection."""
        await self.books.open()
        people = [
            {"employeeId": number, "firstName": name.split()[0], "lastName": name.split()[1], "status": "A"}
            for name, number in WORKERS.values()
        ]
        await self.books.seed("employees", *people)
        jobs = [{"jobId": number, "description": name, "status": "A"} for name, number in JOBS.values()]
        await self.books.seed("jobs", *jobs)
        await self.books.seed("phases", {"phaseId": books_side.PHASE, "description": "Base contract"})
        codes = [{"costCodeId": code, "description": code, "status": "A"} for code in ("03-300", "26-050")]
        await self.books.seed("costcodes", *codes)
        await self.books.seed("costclasses", *({"costClassId": each, "description": each} for each in ("L", "M")))
        await self.books.seed("earncodes", *({"earnCodeId": each, "description": each} for each in ("RT", "OT")))
        await self.books.seed("vendors", {"vendorId": "GRAYBAR", "name": "Graybar Electric", "status": "A"})
        await self.books.seed("glaccounts", {"accountId": "5100", "description": "Job materials"})
        await self.targets()
        await self.set_mappings()
        (await self.link(LinkedKind.SUPPLIER, "graybar", "GRAYBAR")).unwrap()
        await self.connect()


@asynccontextmanager
async def a_foundation_contractor(time: FakeClock | None = None) -> AsyncIterator[FoundationWorld]:
    """The contractor of the flow tests with its books in FOUNDATION."""
    async with a_contractor(time) as contractor:
        books = SimulatedFoundation(contractor.flow.clock)
        async with books.http:
            contractor.flow.wire.hosts = {**contractor.flow.wire.hosts, books_side.HOST: books.transport}
            world = FoundationWorld(contractor, books)
            await world.open()
            yield world
