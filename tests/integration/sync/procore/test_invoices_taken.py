"""From Procore's requisitions, direct costs and payment applications to invoices that people can approve."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.domain.facts.procore_invoices import RequisitionFacts
from fieldledger.domain.invoice import InvoiceStatus
from fieldledger.domain.invoice_approval import SeenInvoice
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import Put, Write
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords, InvoiceDays
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import ErrorCode
from fieldledger.services.invoices.approving import ApproveInvoices
from fieldledger.services.sync.mirroring import MirrorSink
from fieldledger.services.sync.source import SourceRow
from fieldledger.services.sync.sources import Registry
from fieldledger.wiring.crosswalk import crosswalk_over
from fieldledger.wiring.invoice_changes import invoice_changes_over
from fieldledger.wiring.invoices import invoice_approvals_over
from tests.builders import ACCOUNTANT, COMPANY, a_company
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.clients.procore.portal import Portal
from tests.integration.flow.doubles import RecordingQueue
from tests.integration.sync.procore.bench import Bench, make, remove

R = SyncResource
MASTER_DATA = (R.PROCORE_PROJECTS, R.PROCORE_VENDORS, R.PROCORE_COST_CODES)
BILLS = (R.PROCORE_REQUISITIONS, R.PROCORE_DIRECT_COSTS, R.PROCORE_PAYMENT_APPLICATIONS)


@dataclass
class Taking:
    """A store behind the sources, with the crosswalk and the invoices that follow them."""

    bench: Bench
    store: InMemoryDocumentStore
    registry: Registry

    async def read(self, *resources: SyncResource) -> None:
        """Read all of the resources, one after the other."""
        for resource in resources:
            walked = await self.bench.walk(resource)
            (await self.registry.keep(COMPANY, walked.rows, self.bench.portal.clock.now())).unwrap()

    async def bills(self) -> dict[str, VendorInvoice]:
        """Subcontractors' invoices by their numbers."""
        records = DocumentInvoiceRecords(self.store, VendorInvoice)
        page = (await records.by_date(COMPANY, InvoiceDays(), 100, None)).unwrap()
        return {invoice.number or "": invoice for invoice in page.items}

    async def applications(self) -> list[OwnerInvoice]:
        """Invoices to owners, oldest first."""
        records = DocumentInvoiceRecords(self.store, OwnerInvoice)
        return list((await records.by_date(COMPANY, InvoiceDays(), 100, None)).unwrap().items)

    async def inbox(self, state: ExceptionState = ExceptionState.OPEN) -> list[ExceptionItem]:
        """Items about invoices."""
        page = (await DocumentExceptions(self.store).by_state(COMPANY, state, 100, None)).unwrap()
        return [item for item in page.items if "_invoice:" in item.subject]

    async def approve(self, number: str, approval_id: str = "approval-1") -> list[str]:
        """As a person who sees the invoice as it is now; the answer are numbers."""
        invoice = (await self.bills())[number]
        seen = SeenInvoice(invoice_id=invoice.invoice_id, version=invoice.version, total=invoice.total)
        service = invoice_approvals_over(self.store, VendorInvoice, RecordingQueue(), self.bench.portal.clock)
        outcome = await service.approve(
            ApproveInvoices(company_id=COMPANY, user_id=ACCOUNTANT, approval_id=approval_id, invoices=(seen,))
        )
        return [number for each in outcome.unwrap().approved if each == invoice.invoice_id]

    async def pending(self) -> list[Posting]:
        """What is on its way to the books."""
        page = await DocumentPostings(self.store).by_state(COMPANY, PostingState.PENDING, 100)
        return list(page.unwrap().items)

    async def edit(self, number: str, **fields: object) -> None:
        """What a person changes in a requisition."""
        bill = await self.bench.portal.id_of("requisitions", "invoice_number", number)
        self.bench.portal.clock.advance(minutes=5)
        await self.bench.portal.edit("requisitions", bill, **fields)


@pytest.fixture
async def taking(portal: Portal, bench: Bench) -> Taking:
    store, clock = InMemoryDocumentStore(), portal.clock
    (await DocumentCompanies(store).save(a_company())).unwrap()
    crosswalk = crosswalk_over(store, RecordingQueue(), clock)
    invoices = invoice_changes_over(store, crosswalk.links, clock)
    sink = MirrorSink(DocumentMirror(store), clock)
    return Taking(
        bench, store, Registry(lambda r, _: bench.sources[r], lambda _: None, sink, crosswalk.changes, invoices)
    )


async def test_an_approved_requisition_is_ready_with_what_this_period_bills(taking: Taking) -> None:
    await taking.edit("INV-1", status="approved")
    await taking.edit("INV-2", status="approved_as_noted")
    await taking.read(*MASTER_DATA, *BILLS)

    second = (await taking.bills())["INV-2"]
    assert (second.gross, second.retainage, second.total) == (Decimal(20000), Decimal(2000), Decimal(18000))
    assert (second.status, second.hold, second.source_status) == (InvoiceStatus.READY, None, "approved_as_noted")
    assert (second.supplier_name, second.commitment_id) == ("Acme Concrete", taking.bench.contract)
    assert second.supplier_id is not None
    assert second.project_id is not None
    assert [line.cost_code for line in second.lines] == ["03-300"]
    assert second.draft().total == Decimal(18000)
    assert await taking.inbox() == []


async def test_what_procore_has_not_approved_is_seen_and_holds_nothing_up(taking: Taking) -> None:
    await taking.read(*MASTER_DATA, *BILLS)

    assert (await taking.bills())["INV-2"].status is InvoiceStatus.UNAPPROVED
    assert await taking.inbox() == []


async def test_reading_again_what_did_not_change_writes_nothing(taking: Taking) -> None:
    await taking.edit("INV-2", status="approved")
    await taking.read(*MASTER_DATA, *BILLS)
    before = await taking.bills()
    rows = (await taking.bench.walk(R.PROCORE_REQUISITIONS)).rows
    now = taking.bench.portal.clock.now()
    (await taking.registry.keep(COMPANY, rows, now, again=True)).unwrap()

    assert await taking.bills() == before


async def test_stored_materials_that_were_billed_before_are_billed_once(taking: Taking) -> None:
    item = (await _items(taking, "INV-1"))[0]
    await taking.edit("INV-1", status="approved", items=[{**item, "materials_presently_stored": "5000.00"}])
    item = (await _items(taking, "INV-2"))[0]
    stored = {
        "materials_presently_stored": "3000.00",
        "materials_stored_retainage_currently_retained": "300.00",
    }
    await taking.edit("INV-2", status="approved", items=[{**item, **stored}])
    await taking.read(*MASTER_DATA, *BILLS)

    bills = await taking.bills()
    assert (bills["INV-1"].gross, bills["INV-1"].status) == (Decimal(35000), InvoiceStatus.READY)
    assert bills["INV-2"].gross == Decimal(20000) + Decimal(3000) - Decimal(5000)
    assert (bills["INV-2"].retainage, bills["INV-2"].hold) == (Decimal(2300), None)


async def test_an_invoice_waits_for_its_subcontractor_and_goes_on_by_itself(taking: Taking) -> None:
    await taking.edit("INV-2", status="approved")
    await taking.read(R.PROCORE_PROJECTS, R.PROCORE_COST_CODES, *BILLS)
    held = (await taking.bills())["INV-2"]
    item = next(each for each in await taking.inbox() if each.subject == f"vendor_invoice:{held.invoice_id}")
    assert (held.status, item.code) == (InvoiceStatus.HELD, ErrorCode.INVOICE_INCOMPLETE)
    assert item.message == "it lacks its subcontractor, which is not known here yet"

    await taking.read(R.PROCORE_VENDORS)
    assert (await taking.bills())["INV-2"].status is InvoiceStatus.READY
    assert await taking.inbox() == []


async def test_an_invoice_waits_for_the_text_of_its_cost_code(taking: Taking) -> None:
    await taking.edit("INV-2", status="approved")
    await taking.read(R.PROCORE_PROJECTS, R.PROCORE_VENDORS, *BILLS)
    assert "cost code" in (await taking.inbox())[0].message

    await taking.read(R.PROCORE_COST_CODES)
    assert (await taking.bills())["INV-2"].status is InvoiceStatus.READY


async def test_an_invoice_without_a_number_of_its_own_says_what_its_number_in_the_books_lacks(taking: Taking) -> None:
    await taking.edit("INV-2", status="approved", invoice_number="")
    await taking.read(*MASTER_DATA, *BILLS)

    [item] = await taking.inbox()
    assert item.code == ErrorCode.DOCUMENT_NUMBER_UNUSABLE
    assert "made as {job}-{commitment}-{number}, but its commitment is not known here yet" in item.message


async def test_a_direct_cost_of_a_vendor_is_an_invoice_and_an_expense_is_none(portal: Portal, taking: Taking) -> None:
    line = (await portal.kept("work_order_contract_line_items"))[0]
    vendor = (await portal.kept("vendors"))[0]["id"]
    fields = {"invoice_number": "D-1", "vendor_id": vendor, "status": "approved", "direct_cost_date": "2026-09-20"}
    cost = await make(portal, "direct_costs", direct_cost_type="invoice", **fields)
    await make(portal, "direct_cost_line_items", int(cost), amount="812.50", wbs_code_id=line["wbs_code_id"])
    await taking.read(*MASTER_DATA, *BILLS)

    invoice = (await taking.bills())["D-1"]
    assert (invoice.total, invoice.retainage, invoice.status) == (Decimal("812.50"), 0, InvoiceStatus.READY)
    assert not any(each.gross == Decimal("12.50") for each in (await taking.bills()).values())


async def test_a_deleted_requisition_is_deleted_here_if_nobody_approved_it(portal: Portal, taking: Taking) -> None:
    await taking.read(*MASTER_DATA, *BILLS)
    bill = await portal.id_of("requisitions", "invoice_number", "INV-2")
    await remove(portal, "requisitions", bill)
    rows = await taking.bench.one(R.PROCORE_REQUISITIONS, bill)
    (await taking.registry.keep(COMPANY, rows, portal.clock.now(), again=True)).unwrap()

    gone = (await taking.bills())["INV-2"]
    assert (gone.status, gone.deleted_at is not None) == (InvoiceStatus.DELETED, True)


async def test_an_approved_payment_application_is_an_invoice_to_the_owner(portal: Portal, taking: Taking) -> None:
    rows = [row for row in await portal.kept("payment_applications") if row["deleted_at"] is None]
    for row in rows:
        await portal.edit("payment_applications", str(row["id"]), status="approved")
    await taking.read(*MASTER_DATA, *BILLS)

    invoices = await taking.applications()
    assert len(invoices) == len(rows)
    [billed] = [each for each in invoices if each.lines]
    assert (billed.status, billed.hold) == (InvoiceStatus.READY, None)
    assert billed.draft().total == billed.total
    assert billed.total > 0


async def test_a_change_after_the_approval_goes_to_a_person_and_can_be_approved_anew(taking: Taking) -> None:
    await taking.edit("INV-2", status="approved")
    await taking.read(*MASTER_DATA, *BILLS)
    assert await taking.approve("INV-2") == ["INV-2"]

    first, *others = await _items(taking, "INV-2")
    await taking.edit("INV-2", items=[{**first, "work_completed_this_period": "21000.00"}, *others])
    await taking.read(R.PROCORE_REQUISITIONS)
    changed = (await taking.bills())["INV-2"]
    [told] = await taking.inbox()
    assert (changed.status, told.code) == (InvoiceStatus.CHANGED, ErrorCode.CHANGED_AFTER_APPROVAL)
    assert told.details == {"approved": "18,000.00", "now": "19,000.00", "number": "INV-2"}

    assert await taking.approve("INV-2", approval_id="approval-2") == ["INV-2"]
    assert await taking.inbox() == []
    [posting] = await taking.pending()
    draft = (await taking.bills())["INV-2"].draft()
    assert posting.payload == draft.model_copy(update={"note": posting.payload.note})


async def test_an_approval_at_the_same_moment_is_not_lost(taking: Taking) -> None:
    await taking.edit("INV-2", status="approved")
    await taking.read(*MASTER_DATA, *BILLS)

    async def sooner(writes: Sequence[Write]) -> None:
        if any(isinstance(each, Put) and each.document.sk.startswith("VENDOR_INVOICE#") for each in writes):
            taking.store.before_commit = None
            assert await taking.approve("INV-2") == ["INV-2"]

    first, *others = await _items(taking, "INV-2")
    await taking.edit("INV-2", items=[{**first, "work_completed_this_period": "21000.00"}, *others])
    taking.store.before_commit = sooner
    await taking.read(R.PROCORE_REQUISITIONS)

    changed = (await taking.bills())["INV-2"]
    assert (changed.status, changed.approval_id) == (InvoiceStatus.CHANGED, "approval-1")
    assert [item.code for item in await taking.inbox()] == [ErrorCode.CHANGED_AFTER_APPROVAL]


async def test_figures_that_do_not_add_up_hold_an_invoice_until_they_do(taking: Taking) -> None:
    await taking.edit("INV-2", status="approved")
    await taking.read(*MASTER_DATA)
    rows = (await taking.bench.walk(R.PROCORE_REQUISITIONS)).rows
    now = taking.bench.portal.clock.now()
    (await taking.registry.keep(COMPANY, [_less_due(row) for row in rows], now)).unwrap()

    item = next(each for each in await taking.inbox() if each.details["number"] == "INV-2")
    assert (item.code, (await taking.bills())["INV-2"].status) == (ErrorCode.INVOICE_UNBALANCED, InvoiceStatus.HELD)
    assert "17,999.00 is due" in item.message

    (await taking.registry.keep(COMPANY, rows, now)).unwrap()
    assert (await taking.bills())["INV-2"].status is InvoiceStatus.READY
    assert await taking.inbox() == []


def _less_due(row: SourceRow) -> SourceRow:
    """As if Procore's total were a dollar less than its lines."""
    bill = row.facts
    assert isinstance(bill, RequisitionFacts)
    assert bill.summary is not None
    due = (bill.summary.current_payment_due or Decimal(0)) - 1
    wrong = bill.summary.model_copy(update={"current_payment_due": due})
    return replace(row, facts=bill.model_copy(update={"summary": wrong}))


async def _items(taking: Taking, number: str) -> list[dict[str, object]]:
    rows = await taking.bench.portal.kept("requisitions")
    return next(list(row["items"]) for row in rows if row.get("invoice_number") == number)
