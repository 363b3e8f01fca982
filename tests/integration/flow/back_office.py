"""The contractor's office in Procore beside its books: what people bill there, and what becomes of it in the books."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from fieldledger.domain.company import CostCodeMapping, DocumentMapping
from fieldledger.domain.connection import VendorName
from fieldledger.domain.foundation_mappings import LinkedKind
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.invoice import Invoice
from fieldledger.domain.invoice_approval import InvoiceApprovalOutcome, SeenInvoice
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords, InvoiceDays
from fieldledger.services.crosswalk.deciding import Wanted
from fieldledger.services.invoices.approving import ApproveInvoices
from fieldledger.wiring.crosswalk import crosswalk_over
from fieldledger.wiring.invoice_changes import invoice_changes_over
from fieldledger.wiring.invoices import invoice_approvals_over
from fieldledger.wiring.sync_sources.procore import procore_sources_over
from fieldledger.wiring.sync_sources.quickbooks import quickbooks_sinks, quickbooks_sources_over
from fieldledger.wiring.sync_sources.raken import raken_sinks, raken_sources_over
from simulators.procore.progress import RELEASED, RETAINED, WORK
from simulators.seeds.model import Commitment, CostLine, PrimeContract
from tests.builders import ACCOUNTANT, COMPANY
from tests.fakes.clock import FakeClock
from tests.integration.clients.procore.portal import ACCOUNT, MORNING, Portal, a_portal
from tests.integration.flow.documents import held
from tests.integration.flow.doubles import RecordingQueue
from tests.integration.flow.foundation.world import FoundationWorld, a_foundation_contractor
from tests.integration.flow.harness import World, a_contractor
from tests.integration.flow.simulated_quickbooks import Record, a_customer_row, an_item_row
from tests.integration.sync.running import Runner
from tests.unit.simulators.procore.contractor import FIRST, HandMade

R = SyncResource
MASTER_DATA: Final = (R.PROCORE_PROJECTS, R.PROCORE_VENDORS, R.PROCORE_COST_CODES)
BILLS: Final = (R.PROCORE_REQUISITIONS, R.PROCORE_DIRECT_COSTS, R.PROCORE_PAYMENT_APPLICATIONS)
COSTS: Final = (R.PROCORE_BUDGETS, R.PROCORE_COMMITMENTS, R.PROCORE_CHANGE_ORDERS)
JOBSITE: Final = (R.RAKEN_PROJECTS, R.RAKEN_MEMBERS, R.RAKEN_TIME_CARDS)
JOB: Final = "2201"
MAPPING: Final = DocumentMapping(
    cost_codes={
        "03-300": CostCodeMapping(account="Job Costs Concrete"),
        "03-310": CostCodeMapping(account="Job Costs Forms"),
    },
    retainage_payable_account="Retainage Payable",
    billing_item="Progress Billing",
    retainage_item="Retainage Receivable",
)
_SLABS: Final = CostLine("03-300", "S", "Slabs", Decimal(60_000))
_FORMS: Final = CostLine("03-310", "S", "Forms", Decimal(40_000))
A_JOB: Final = HandMade(
    commitments=(
        Commitment("SC-1", "subcontract", JOB, "V200", "Slabs", "Approved", FIRST, Decimal(10), (_SLABS, _FORMS)),
    ),
    change_orders=(),
    requisitions=(),
    prime_contracts=(PrimeContract("PC-1", JOB, "C1", "Clinic", FIRST, Decimal(10), (_SLABS, _FORMS)),),
    owner_invoices=(),
    direct_costs=(),
)
"""A job of two lines with a tenth withheld on both sides; nothing is billed yet."""


@dataclass(frozen=True)
class Line:
    """What a bill says of one line of its contract, in its order; ``retained`` is a tenth of the work if it is None.

    ``taxes`` are by tax code.
    """

    work: str = "0.00"
    retained: str | None = None
    released: str = "0.00"
    taxes: Sequence[Record] = ()

    def item(self, line_id: str) -> Record:
        """As a person's browser sends it."""
        said: Record = {"line_item_id": int(line_id), WORK: self.work, RELEASED: self.released}
        said |= {"taxes": list(self.taxes)} if self.taxes else {}
        return said if self.retained is None else said | {RETAINED: self.retained}


@dataclass
class BackOffice:
    """``world`` has the books, the store and the clock; ``portal`` is Procore."""

    world: World
    portal: Portal
    foundation: RecordingQueue = field(default_factory=RecordingQueue)

    def __post_init__(self) -> None:
        flow = self.world.flow
        crosswalk = crosswalk_over(flow.store, flow.queue, flow.clock, self.foundation)
        container = flow.container()
        sources = {
            **procore_sources_over(self.portal.api, DocumentCompanies(flow.store), flow.clock),
            **quickbooks_sources_over(container.books, flow.clock),
            **raken_sources_over(container.feed, flow.store, flow.clock),
        }
        sinks = {
            **quickbooks_sinks(flow.store, flow.queue, flow.clock),
            **raken_sinks(flow.store, flow.queue, flow.clock, self.foundation),
        }
        invoices = invoice_changes_over(flow.store, crosswalk.links, flow.clock)
        self.crosswalk = crosswalk
        self.runner = Runner(flow.store, sources, flow.clock, sinks, crosswalk.changes, invoices)
        self._approvals = 0

    async def bill(self, *lines: Line, number: str, day: date, status: str = "approved", contract: str = "SC-1") -> str:
        """A requisition on a subcontract, which Procore's people approve."""
        commitment = await self.portal.id_of("work_order_contracts", "number", contract)
        items = await self._items("work_order_contract_line_items", commitment, lines)
        said = {"invoice_number": number, "billing_date": day.isoformat(), "status": status, "items": items}
        return await self.make("requisitions", None, commitment_id=int(commitment), **said)

    async def apply(self, *lines: Line, number: str, day: date, status: str = "approved") -> str:
        """A payment application on the prime contract, which the owner approves."""
        contract = await self.portal.id_of("prime_contracts", "number", "PC-1")
        items = await self._items("prime_contract_line_items", contract, lines)
        said = {"invoice_number": number, "billing_date": day.isoformat(), "status": status, "items": items}
        return await self.make("payment_applications", int(contract), **said)

    async def spend(self, amount: str, code: str, *, cost_type: str, number: str, day: date) -> str:
        """A supplier's invoice outside any commitment, which is a direct cost in Procore and approved there."""
        said = {"direct_cost_type": "invoice", "invoice_number": number, "status": "approved"}
        vendor = int(await self.portal.id_of("vendors", "name", "Acme Concrete"))
        line = {"amount": amount, "description": "Sand", "wbs_code_id": await self._wbs(code, cost_type)}
        return await self.make(
            "direct_costs", None, vendor_id=vendor, direct_cost_date=day.isoformat(), line_items=[line], **said
        )

    async def _wbs(self, code: str, cost_type: str) -> int:
        """The budget code of a cost code and a cost type."""
        codes = {row["id"]: row["full_code"] for row in await self.portal.kept("cost_codes")}
        types = {row["id"]: row["code"] for row in await self.portal.kept("line_item_types")}
        rows = await self.portal.kept("wbs_codes")
        return next(
            int(row["id"])
            for row in rows
            if (codes[row["cost_code_id"]], types[row["line_item_type_id"]]) == (code, cost_type)
        )

    async def _items(self, kept: str, contract: str, lines: Sequence[Line]) -> list[Record]:
        orders = [row for row in await self.portal.kept("potential_change_orders") if str(row["holder_id"]) == contract]
        changes = {str(row["id"]) for row in orders}
        more = await self.portal.kept("potential_change_order_line_items")
        rows = [str(row["id"]) for row in await self.portal.kept(kept) if str(row["holder_id"]) == contract]
        rows += [str(row["id"]) for row in more if str(row["holder_id"]) in changes]
        return [line.item(row) for row, line in zip(rows, lines, strict=True)]

    async def open_period(self) -> None:
        """Subcontractors may bill from now on."""
        await self.make("billing_periods", None, start_date="2026-09-01", end_date="2026-12-31", status="open")

    async def make(self, kept: str, holder: int | None, **said: object) -> str:
        """A record that somebody makes in the job."""
        order = {"project_id": int(self.portal.project), "holder_id": holder, "records": [said]}
        made: list[dict[str, Any]] = await self.portal.admin("POST", f"/companies/{ACCOUNT}/records/{kept}", order)
        return str(made[0]["id"])

    async def sync(self, *resources: SyncResource) -> None:
        """What changed arrives; default: all that bills are made of."""
        for resource in resources or (*MASTER_DATA, *BILLS):
            state = await self.runner.read_changes(resource)
            assert state.last is not None
            assert state.last.problem is None, state.last.problem

    async def sync_books(self) -> None:
        """What changed in QuickBooks arrives."""
        await self.sync(R.QUICKBOOKS_BOOKS)

    async def vendor_invoices(self) -> dict[str, VendorInvoice]:
        """Subcontractors' invoices by their numbers."""
        return await self._invoices(VendorInvoice)

    async def owner_invoices(self) -> dict[str, OwnerInvoice]:
        """Invoices to owners by their numbers."""
        return await self._invoices(OwnerInvoice)

    async def _invoices[M: Invoice](self, kind: type[M]) -> dict[str, M]:
        records = DocumentInvoiceRecords(self.world.flow.store, kind)
        page = (await records.by_date(COMPANY, InvoiceDays(), 100, None)).unwrap()
        return {invoice.number or invoice.invoice_id: invoice for invoice in page.items}

    async def approve(self, *invoices: Invoice, user_id: str = ACCOUNTANT) -> InvoiceApprovalOutcome:
        """The accountant approves invoices of one side as they are."""
        self._approvals += 1
        request = ApproveInvoices(
            company_id=COMPANY,
            user_id=user_id,
            approval_id=f"invoice-approval-{self._approvals}",
            invoices=tuple(SeenInvoice(invoice_id=i.invoice_id, version=i.version, total=i.total) for i in invoices),
        )
        flow = self.world.flow
        service = invoice_approvals_over(flow.store, type(invoices[0]), flow.queue, flow.clock, self.foundation)
        return (await service.approve(request)).unwrap()

    async def accept(self, *numbers: str) -> None:
        """Subcontractors' invoices and invoices to owners of these numbers arrive and are approved."""
        await self.sync()
        found: Mapping[str, Invoice] = {**await self.vendor_invoices(), **await self.owner_invoices()}
        for number in numbers:
            outcome = await self.approve(found[number])
            assert outcome.approved == (found[number].invoice_id,), outcome.skipped

    async def post(self, *numbers: str) -> None:
        """The same, and they go to QuickBooks."""
        await self.accept(*numbers)
        (await self.world.flow.write()).unwrap()

    async def pay_bill(self, number: str, amount: str, day: str, applied: str | None = None) -> Record:
        """A check to the subcontractor, entered in QuickBooks; ``applied`` is what of it settles the bill."""
        bill = await self._document("Bill", number)
        check = {"CheckPayment": {"BankAccountRef": {"value": await self._bank()}}, "PayType": "Check"}
        return await self._settle("BillPayment", bill, amount, day, {"VendorRef": bill["VendorRef"], **check}, applied)

    async def receive(self, number: str, amount: str, day: str, applied: str | None = None) -> Record:
        """What the owner paid, entered in QuickBooks."""
        invoice = await self._document("Invoice", number)
        return await self._settle("Payment", invoice, amount, day, {"CustomerRef": invoice["CustomerRef"]}, applied)

    async def _document(self, entity: str, number: str) -> Record:
        return next(row for row in await held(self.world, entity) if row["DocNumber"] == number)

    async def _bank(self) -> str:
        known = [row["Id"] for row in await held(self.world, "Account") if row["Name"] == "Checking of the tests"]
        new = {"Name": "Checking of the tests", "AccountType": "Bank"}
        return str(known[0] if known else (await self.world.books.seed("Account", [new]))[0]["Id"])

    async def _settle(
        self, entity: str, document: Record, amount: str, day: str, party: Record, applied: str | None
    ) -> Record:
        kind = "Bill" if entity == "BillPayment" else "Invoice"
        line = {"Amount": float(applied or amount), "LinkedTxn": [{"TxnId": document["Id"], "TxnType": kind}]}
        return await self.world.books.add(entity, {**party, "TotalAmt": float(amount), "TxnDate": day, "Line": [line]})

    async def a_vendor(self, name: str = "Acme Concrete") -> str:
        """A person links the subcontractor to its vendor in QuickBooks."""
        [row] = await self.world.books.seed("Vendor", [{"DisplayName": name}])
        await self.sync(*MASTER_DATA)
        await self.link_vendor(row["Id"])
        return str(row["Id"])

    async def link_vendor(self, vendor_id: str, *, replace: bool = False) -> None:
        """The same for a vendor that is there; ``replace`` takes the place of another one."""
        await self.sync_books()
        wanted = Wanted(
            company_id=COMPANY,
            kind=IdentityKind.SUPPLIER,
            canonical_id=await self.supplier_id(),
            vendor=VendorName.QUICKBOOKS,
            vendor_id=vendor_id,
            decided_by=ACCOUNTANT,
            reason="it is the same company",
            replace=replace,
        )
        (await self.crosswalk.links.confirm(ACCOUNTANT, wanted)).unwrap()

    async def supplier_id(self, name: str = "Acme Concrete") -> str:
        """Our id of a subcontractor."""
        return f"procore-{await self.portal.id_of('vendors', 'name', name)}"


@asynccontextmanager
async def a_back_office(made: HandMade = A_JOB) -> AsyncIterator[BackOffice]:
    """Books that know the job, the accounts and the items; the subcontractor is nobody's yet."""
    async with a_contractor(FakeClock(MORNING)) as world, _in_procore(world, made) as office:
        await furnish_books(world)
        yield office


@asynccontextmanager
async def a_foundation_office(
    made: HandMade = A_JOB, *jobsites: Record
) -> AsyncIterator[tuple[BackOffice, FoundationWorld]]:
    """Bills go to FOUNDATION, which knows the job, its codes and the subcontractor; jobsites show their jobs first."""
    async with a_foundation_contractor(FakeClock(MORNING)) as books, _in_procore(books.contractor, made) as office:
        await books.books.seed("jobs", {"jobId": JOB, "description": "Clinic", "status": "A"})
        await books.books.seed("costcodes", {"costCodeId": "03-310", "description": "Forms", "status": "A"})
        await books.books.seed("vendors", {"vendorId": "ACME", "name": "Acme Concrete", "status": "A"})
        if jobsites:
            await office.world.jobsite.seed("projects", *jobsites)
            await office.sync(*JOBSITE)
        await office.sync(*MASTER_DATA)
        (await books.link(LinkedKind.SUPPLIER, await office.supplier_id(), "ACME")).unwrap()
        yield office, books


@asynccontextmanager
async def _in_procore(world: World, made: HandMade) -> AsyncIterator[BackOffice]:
    async with a_portal(time=world.flow.clock, records=world.flow.store, made=made) as portal:
        office = BackOffice(world, portal)
        await office.open_period()
        yield office


async def furnish_books(world: World) -> None:
    """The job, and the accounts and items that the company's mapping names."""
    accounts = {
        "Job Costs Concrete": "Cost of Goods Sold",
        "Job Costs Forms": "Cost of Goods Sold",
        "Retainage Payable": "Other Current Liability",
    }
    await world.books.seed("Account", [{"Name": name, "AccountType": kind} for name, kind in accounts.items()])
    await world.books.seed("Item", [an_item_row("Progress Billing"), an_item_row("Retainage Receivable")])
    await world.books.seed("Customer", [a_customer_row(f"Job {JOB}")])
    await set_mapping(world, MAPPING)


async def set_mapping(world: World, mapping: DocumentMapping) -> None:
    """What an administrator sets."""
    companies = DocumentCompanies(world.flow.store)
    company = (await companies.get(COMPANY)).unwrap()
    (await companies.save(company.model_copy(update={"documents": mapping}))).unwrap()
