"""Services behind invoices."""

from fieldledger.domain.clock import Clock
from fieldledger.domain.invoice import Invoice
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.canonical import DocumentCanonicalRecords
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.document_numbers import DocumentGivenNumbers
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.services.inbox import Inbox
from fieldledger.services.invoices.approving import ApprovalParts, InvoiceApprovals
from fieldledger.services.invoices.new_vendors import NewVendors
from fieldledger.services.invoices.unapproving import InvoiceUnapprovals, UnapprovalParts
from fieldledger.services.posting.abandoned import AbandonedItems
from fieldledger.services.queries.invoices import InvoiceQueries
from fieldledger.services.writing import WakeWriter
from fieldledger.settings import RecordsSettings
from fieldledger.wiring.approvals import ApprovalSettings, UnapprovalSettings, requests_over
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.writers import writers_queues


def vendor_invoice_queries(settings: RecordsSettings) -> InvoiceQueries[VendorInvoice]:
    """Subcontractors' invoices."""
    return invoice_queries_over(document_store(settings), VendorInvoice)


def owner_invoice_queries(settings: RecordsSettings) -> InvoiceQueries[OwnerInvoice]:
    """Invoices to owners."""
    return invoice_queries_over(document_store(settings), OwnerInvoice)


def invoice_queries_over[M: Invoice](store: DocumentStore, kind: type[M]) -> InvoiceQueries[M]:
    """Reading invoices of one side over any store."""
    records, companies = DocumentInvoiceRecords(store, kind), DocumentCompanies(store)
    return InvoiceQueries(records, companies, DocumentCanonicalRecords(store), DocumentIdentities(store))


def vendor_invoice_approvals(settings: ApprovalSettings) -> InvoiceApprovals[VendorInvoice]:
    """Approving subcontractors' invoices on AWS."""
    return invoice_approvals_over(document_store(settings), VendorInvoice, *_queues(settings))


def owner_invoice_approvals(settings: ApprovalSettings) -> InvoiceApprovals[OwnerInvoice]:
    """Approving invoices to owners on AWS."""
    return invoice_approvals_over(document_store(settings), OwnerInvoice, *_queues(settings))


def vendor_invoice_unapprovals(settings: UnapprovalSettings) -> InvoiceUnapprovals[VendorInvoice]:
    """Taking approvals of subcontractors' invoices back on AWS."""
    return invoice_unapprovals_over(document_store(settings), VendorInvoice, clock())


def owner_invoice_unapprovals(settings: UnapprovalSettings) -> InvoiceUnapprovals[OwnerInvoice]:
    """Taking approvals of invoices to owners back on AWS."""
    return invoice_unapprovals_over(document_store(settings), OwnerInvoice, clock())


def invoice_unapprovals_over[M: Invoice](store: DocumentStore, kind: type[M], time: Clock) -> InvoiceUnapprovals[M]:
    """Taking approvals of one side back over any store and clock."""
    postings, audit = DocumentPostings(store), DocumentAuditTrail(store)
    inbox = Inbox(DocumentExceptions(store), time, audit)
    parts = UnapprovalParts(postings, audit, store, inbox, AbandonedItems(postings, inbox, store), time)
    return InvoiceUnapprovals(DocumentInvoiceRecords(store, kind), parts)


def _queues(settings: ApprovalSettings) -> tuple[WakeWriter, Clock, WakeWriter]:
    queue, foundation = writers_queues(settings)
    return queue, clock(), foundation


def invoice_approvals_over[M: Invoice](
    store: DocumentStore, kind: type[M], queue: WakeWriter, time: Clock, foundation: WakeWriter | None = None
) -> InvoiceApprovals[M]:
    """Approving invoices of one side over any store, queues and clock."""
    postings, audit = DocumentPostings(store), DocumentAuditTrail(store)
    inbox = Inbox(DocumentExceptions(store), time, audit)
    requests = requests_over(store, queue, time, foundation)
    parts = ApprovalParts(
        companies=DocumentCompanies(store),
        postings=postings,
        audit=audit,
        transactions=store,
        requests=requests,
        vendors=NewVendors(DocumentIdentities(store), DocumentCanonicalRecords(store), requests),
        numbers=DocumentGivenNumbers(store),
        inbox=inbox,
        abandoned=AbandonedItems(postings, inbox, store),
        clock=time,
    )
    return InvoiceApprovals(DocumentInvoiceRecords(store, kind), parts)
