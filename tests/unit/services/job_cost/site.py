"""One job with what four systems and our own postings know of its money, on a store in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from fieldledger.domain.company import Company
from fieldledger.domain.connection import VendorName
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.drafts import BillDraft, CostLine
from fieldledger.domain.facts.foundation import JobCostFacts
from fieldledger.domain.facts.procore_cost_codes import CostCodeFacts, CostTypeFacts
from fieldledger.domain.facts.procore_direct_costs import DirectCostFacts
from fieldledger.domain.facts.procore_invoices import RequisitionFacts
from fieldledger.domain.facts.procore_lines import CostLineFacts
from fieldledger.domain.facts.quickbooks_documents import (
    BillFacts,
    DocumentLineFacts,
    JournalLineFacts,
    SpendingFacts,
    TimeActivityFacts,
)
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.mirror import Facts
from fieldledger.domain.posting import Posting
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.time_card import TimeCard
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.domain.visibility import EVERY_PROJECT, VisibleProjects
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.repositories.job_records import DocumentJobBills, DocumentJobSpending, DocumentJobTime
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import Result
from fieldledger.services.invoices.source_notes import PREFIXES
from fieldledger.services.queries.job_cost import JobCostQueries, ProjectCost
from fieldledger.wiring.job_cost import job_costs_over
from tests.builders import COMPANY, a_company, a_counterpart, a_link, a_project, an_identity
from tests.builders.syncs import a_mirror_record, a_sync_state
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore

JOB, PROCORE_PROJECT, CUSTOMER, JOB_NO = "project-1", "301", "77", "2214"
READ_AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
AFTER = READ_AT + timedelta(minutes=20)


@dataclass
class Site:
    """The job is linked to Procore's project 301, QuickBooks' customer 77 and FOUNDATION's job 2214."""

    store: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    clock: FakeClock = field(default_factory=FakeClock)

    @property
    def queries(self) -> JobCostQueries:
        """What is tested."""
        return job_costs_over(self.store, self.clock)

    async def open(
        self, company: Company | None = None, aliases: Sequence[str] = (), number: str | None = None
    ) -> None:
        """Sets up the company and the job; one with a number is not linked to FOUNDATION."""
        (await DocumentCompanies(self.store).save(company or a_company())).unwrap()
        (await DocumentProjects(self.store).save(a_project(number=number))).unwrap()
        links = [
            a_link(vendor=VendorName.PROCORE, vendor_id=PROCORE_PROJECT),
            a_link(vendor=VendorName.QUICKBOOKS, vendor_id=CUSTOMER),
            a_link(vendor=VendorName.FOUNDATION, vendor_id=JOB_NO),
        ][: 3 if number is None else 2]
        identity = an_identity(kind=IdentityKind.PROJECT, canonical_id=JOB, links=links, aliases=aliases)
        (await self.store.transact([DocumentIdentities(self.store).write(identity)])).unwrap()

    async def mirror(self, resource: SyncResource, record_id: str, facts: Facts, scope: str | None) -> None:
        """A record as it was read."""
        record = a_mirror_record(resource=resource, record_id=record_id, scope_id=scope)
        stored = record.model_copy(update={"facts": facts.model_dump(mode="json")})
        (await DocumentMirror(self.store).save(stored)).unwrap()

    async def procore(self, resource: SyncResource, record_id: str, facts: Facts) -> None:
        """One of the project's records in Procore."""
        await self.mirror(resource, record_id, facts, PROCORE_PROJECT)

    async def code(self, code_id: str, code: str, *types: tuple[str, str, str]) -> None:
        """One of the project's cost codes; types are id, code and name."""
        kinds = tuple(CostTypeFacts(type_id=each, code=short, name=name) for each, short, name in types)
        await self.procore(SyncResource.PROCORE_COST_CODES, code_id, CostCodeFacts(code=code, cost_types=kinds))

    async def history(self, record_id: str, facts: JobCostFacts) -> None:
        """A sum of FOUNDATION's job cost history."""
        await self.mirror(SyncResource.FOUNDATION_JOB_COST_HISTORY, record_id, facts, facts.job_no)

    async def bill(self, bill_id: str, bill: BillFacts) -> None:
        """A bill as the sync keeps it."""
        jobs = [(line.customer_id, bill_id) for line in bill.lines if line.customer_id is not None]
        (await DocumentJobBills(self.store).note(COMPANY, jobs)).unwrap()
        await self.mirror(SyncResource.QUICKBOOKS_BILLS, bill_id, bill, None)

    async def spending(self, resource: SyncResource, record_id: str, document: SpendingFacts) -> None:
        """A purchase, a vendor credit or a journal entry as the sync keeps it."""
        noted = f"{resource.short_name}/{record_id}"
        jobs = [(line.customer_id, noted) for line in document.lines if line.customer_id is not None]
        (await DocumentJobSpending(self.store).note(COMPANY, jobs)).unwrap()
        await self.mirror(resource, record_id, document, None)

    async def account(self, account_id: str, kind: str | None, detail: str | None = None, name: str = "Costs") -> None:
        """An account of QuickBooks with its type and detail type."""
        row = a_counterpart(kind=CounterpartKind.ACCOUNT, vendor_id=account_id, display_name=name, number=None)
        told = row.model_copy(update={"account_type": kind, "account_sub_type": detail})
        (await DocumentCrosswalk(self.store).save_counterparts([told])).unwrap()

    async def time(self, activity_id: str, time: TimeActivityFacts) -> None:
        """A time activity as the sync keeps it."""
        (await DocumentJobTime(self.store).note(COMPANY, [(time.customer_id or "", activity_id)])).unwrap()
        await self.mirror(SyncResource.QUICKBOOKS_TIME_ACTIVITIES, activity_id, time, None)

    async def rate(self, cost: str | None, employee: str = "55") -> None:
        """What an hour of a worker of QuickBooks costs."""
        row = a_counterpart(vendor_id=employee)
        priced = row.model_copy(update={"cost_rate": None if cost is None else Decimal(cost)})
        (await DocumentCrosswalk(self.store).save_counterparts([priced])).unwrap()

    async def worker(self, employee_id: str = "employee-1", quickbooks_id: str = "55") -> None:
        """Links a worker of ours to QuickBooks."""
        link = a_link(vendor=VendorName.QUICKBOOKS, vendor_id=quickbooks_id)
        identity = an_identity(kind=IdentityKind.EMPLOYEE, canonical_id=employee_id, links=[link])
        (await self.store.transact([DocumentIdentities(self.store).write(identity)])).unwrap()

    async def cards(self, *cards: TimeCard) -> None:
        """Time cards as they came from the jobsite."""
        for card in cards:
            (await DocumentTimeCards(self.store).save(card)).unwrap()

    async def requisition(self, record_id: str, invoice: VendorInvoice) -> None:
        """A requisition in Procore, and what it is here."""
        await self._billed(SyncResource.PROCORE_REQUISITIONS, record_id, RequisitionFacts(), invoice)

    async def direct_cost(self, record_id: str, cost: DirectCostFacts, invoice: VendorInvoice) -> None:
        """A direct cost in Procore, and what it is here."""
        await self._billed(SyncResource.PROCORE_DIRECT_COSTS, record_id, cost, invoice)

    async def _billed(self, resource: SyncResource, record_id: str, facts: Facts, invoice: VendorInvoice) -> None:
        await self.procore(resource, record_id, facts)
        kept = invoice.model_copy(update={"invoice_id": f"{PREFIXES[resource]}{record_id}"})
        (await DocumentInvoiceRecords(self.store, VendorInvoice).save(kept)).unwrap()

    async def post(self, *postings: Posting) -> None:
        """Postings in whatever state."""
        (await self.store.transact([DocumentPostings(self.store).write(each) for each in postings])).unwrap()

    async def read(self, resource: SyncResource, until: datetime = READ_AT) -> None:
        """A sync that came to its end."""
        state = a_sync_state(resource=resource).model_copy(update={"synced_until": until})
        (await DocumentSyncStates(self.store).save(state)).unwrap()

    async def cost(self, visible: VisibleProjects = EVERY_PROJECT) -> ProjectCost:
        """The job's cost."""
        return (await self.ask(visible)).unwrap()

    async def ask(self, visible: VisibleProjects = EVERY_PROJECT, company_id: str = COMPANY) -> Result[ProjectCost]:
        """The same, or why there is none."""
        return await self.queries.get(company_id, JOB, visible)


def a_line(amount: str, code_id: str | None = None, code: str | None = None, **more: str) -> CostLineFacts:
    """A line of a commitment, a change order or a direct cost."""
    return CostLineFacts(
        line_id=f"{code}-{amount}", amount=Decimal(amount), cost_code_id=code_id, cost_code=code, **more
    )


def a_bill_line(
    amount: str, account: str | None = "5100", customer: str | None = CUSTOMER, **more: str
) -> DocumentLineFacts:
    """A line of a bill in QuickBooks that charges the job."""
    return DocumentLineFacts(amount=Decimal(amount), account_id=account, customer_id=customer, **more)


def a_journal_line(
    amount: str, account: str, *, credit: bool = False, customer: str | None = CUSTOMER, **more: str
) -> JournalLineFacts:
    """One side of a journal entry that is booked on the job."""
    return JournalLineFacts(amount=Decimal(amount), account_id=account, customer_id=customer, credit=credit, **more)


def a_bill_draft(*lines: tuple[str, str | None], project_id: str = JOB) -> BillDraft:
    """Lines are amount and cost code."""
    costs = tuple(CostLine(amount=Decimal(amount), cost_code=code, project_id=project_id) for amount, code in lines)
    day = READ_AT.date()
    return BillDraft(supplier_id="graybar", document_number="INV-1", document_date=day, lines=costs)


def some_time(
    minutes: int, employee: str | None = "55", customer: str | None = CUSTOMER, **more: object
) -> TimeActivityFacts:
    """Hours in QuickBooks on the job."""
    return TimeActivityFacts.model_validate(
        {"minutes": minutes, "employee_id": employee, "customer_id": customer, **more}
    )
