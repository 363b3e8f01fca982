"""What follows from a sync for invoices; apart from approving them, which the sync does not need."""

from fieldledger.domain.clock import Clock
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.document_numbers import DocumentGivenNumbers
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.services.crosswalk.links import IdentityLinks
from fieldledger.services.inbox import Inbox
from fieldledger.services.invoices.building import InvoiceBuilding
from fieldledger.services.invoices.changes import AllFollowed, InvoiceKeepers, InvoicesFollowed
from fieldledger.services.invoices.lookups import InvoiceLookups
from fieldledger.services.invoices.payments import PaymentsFollowed


def invoice_changes_over(store: DocumentStore, links: IdentityLinks, time: Clock) -> AllFollowed:
    """Invoices from the mirror, and their payments, over any store and clock."""
    mirror, exceptions = DocumentMirror(store), DocumentExceptions(store)
    keepers = InvoiceKeepers(
        companies=DocumentCompanies(store),
        numbers=DocumentGivenNumbers(store),
        mirror=mirror,
        vendor_invoices=DocumentInvoiceRecords(store, VendorInvoice),
        owner_invoices=DocumentInvoiceRecords(store, OwnerInvoice),
        exceptions=exceptions,
        audit=DocumentAuditTrail(store),
        transactions=store,
        inbox=Inbox(exceptions, time),
    )
    billed = InvoicesFollowed(InvoiceBuilding(InvoiceLookups(mirror, links)), keepers, time)
    paid = PaymentsFollowed(
        mirror, DocumentPostings(store), keepers.vendor_invoices, keepers.owner_invoices, keepers.inbox, store
    )
    return AllFollowed((billed, paid))
