"""Bills and invoices in the contractor's world: mappings, approvals, and what a bookkeeper sees."""

from decimal import Decimal
from typing import Final

from fieldledger.domain.company import CostCodeMapping, DocumentMapping
from fieldledger.domain.drafts import CustomerDraft, Draft, VendorDraft
from fieldledger.domain.invoice import InvoiceStatus
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.posting import Operation, Posting, PostingSource, SourceType
from fieldledger.domain.supplier import Supplier
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.repositories.invoices import DocumentInvoices
from fieldledger.result import Result
from fieldledger.services.posting.requesting import Intended, PostingOrder
from fieldledger.wiring.approvals import requests_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.builders.documents import a_supplier
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_quickbooks import Record, an_item_row

MAPPING: Final = DocumentMapping(
    cost_codes={"26-050": CostCodeMapping(account="Job Costs Wiring")},
    retainage_payable_account="Retainage Payable",
    billing_item="Progress Billing",
    retainage_item="Retainage Receivable",
)


async def open_books(world: World, mapping: DocumentMapping = MAPPING) -> None:
    """The jobs as the jobsite has them, and the accounts and items that the company's mapping names."""
    (await world.flow.sync()).unwrap()
    await world.books.seed(
        "Account",
        [
            {"Name": "Job Costs Wiring", "AccountType": "Cost of Goods Sold"},
            {"Name": "Retainage Payable", "AccountType": "Other Current Liability"},
        ],
    )
    await world.books.seed("Item", [an_item_row("Progress Billing"), an_item_row("Retainage Receivable")])
    companies = DocumentCompanies(world.flow.store)
    company = (await companies.get(COMPANY)).unwrap()
    (await companies.save(company.model_copy(update={"documents": mapping}))).unwrap()


def vendor_of(supplier: Supplier) -> Intended:
    """The vendor that a supplier becomes."""
    source = PostingSource(
        system="procore",
        record_type=SourceType.SUPPLIER,
        record_id=supplier.supplier_id,
        part="vendor",
        content_hash=supplier.content_hash,
    )
    return Intended(source, VendorDraft(supplier_id=supplier.supplier_id, display_name=supplier.name))


def bill_of(invoice: VendorInvoice, *after: str) -> Intended:
    """The bill that an invoice becomes."""
    return Intended(_source(SourceType.VENDOR_INVOICE, invoice), invoice.draft(), after=after)


def invoice_of(invoice: OwnerInvoice) -> Intended:
    """The invoice that a payment application becomes."""
    return Intended(_source(SourceType.OWNER_INVOICE, invoice), invoice.draft())


def job_of(project_id: str, name: str, parent_id: str | None = None, *after: str) -> Intended:
    """The sub-customer that a job becomes."""
    source = PostingSource(
        system="raken", record_type=SourceType.PROJECT, record_id="clinic", part=project_id, content_hash="any"
    )
    draft = CustomerDraft(customer_id=project_id, display_name=name, parent_id=parent_id)
    return Intended(source, draft, after=after)


def change_of(posting: Posting, draft: Draft, operation: Operation, content_hash: str) -> Intended:
    """A confirmed change of a record that is in the books."""
    source = posting.source.model_copy(update={"content_hash": content_hash})
    return Intended(source, draft, operation, posting.posting_id)


def _source(kind: SourceType, invoice: VendorInvoice | OwnerInvoice) -> PostingSource:
    return PostingSource(
        system=invoice.source,
        record_type=kind,
        record_id=invoice.invoice_id,
        part="document",
        content_hash=invoice.content_hash,
    )


def order(*intended: Intended, approval_id: str = "approval-docs") -> PostingOrder:
    """What the accountant approved."""
    return PostingOrder(COMPANY, approval_id, ACCOUNTANT, intended)


async def request(world: World, *intended: Intended, approval_id: str = "approval-docs") -> Result[list[Posting]]:
    """Ask for postings."""
    requests = requests_over(world.flow.store, world.flow.queue, world.flow.clock)
    return await requests.request(order(*intended, approval_id=approval_id))


async def approve_bill(world: World, invoice: VendorInvoice, supplier: Supplier | None = None) -> list[Posting]:
    """The subcontractor and its invoice, the one after the other."""
    repository = DocumentInvoices(world.flow.store)
    vendor = vendor_of(supplier or a_supplier())
    (await repository.save_supplier(supplier or a_supplier())).unwrap()
    (await repository.save_vendor_invoice(invoice)).unwrap()
    after = order(vendor).posting_id(vendor)
    return (await request(world, vendor, bill_of(invoice, after))).unwrap()


async def approve_invoice(world: World, invoice: OwnerInvoice) -> Posting:
    """A payment application."""
    (await DocumentInvoices(world.flow.store).save_owner_invoice(invoice)).unwrap()
    [posting] = (await request(world, invoice_of(invoice), approval_id="approval-application")).unwrap()
    return posting


async def noted(world: World, invoice: VendorInvoice | OwnerInvoice) -> None:
    """The record says of itself that it is approved."""
    records = DocumentInvoiceRecords(world.flow.store, type(invoice))
    held = await records.find(COMPANY, invoice.invoice_id)
    approved = {"status": InvoiceStatus.APPROVED, "approved_hash": invoice.content_hash, "approval_id": "approval-docs"}
    (await records.save(held.unwrap().model_copy(update=approved))).unwrap()


async def held(world: World, entity: str) -> list[Record]:
    """The records of one entity that the books hold."""
    return [row for row in await world.books.all(entity) if not row["deleted"]]


def amounts(record: Record) -> dict[str, Decimal]:
    """A document's amounts by account or item, without what QuickBooks adds."""
    found: dict[str, Decimal] = {}
    for line in record["Line"]:
        detail = line.get("AccountBasedExpenseLineDetail") or line.get("SalesItemLineDetail")
        if detail is not None:
            name = (detail.get("AccountRef") or detail["ItemRef"])["name"]
            found[name] = found.get(name, Decimal(0)) + Decimal(str(line["Amount"]))
    return found
