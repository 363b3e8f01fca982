"""Taking in payments files of FOUNDATION."""

from fieldledger.domain.clock import Clock
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.document_numbers import DocumentGivenNumbers
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.services.payments.importing import ImportParts, PaymentsImport
from fieldledger.services.payments.noting import PaymentNotes
from fieldledger.settings import AuditSettings, PostingsSettings, RecordsSettings
from fieldledger.wiring.contract_payments import push_asking_over
from fieldledger.wiring.store import clock, document_store


class PaymentsSettings(RecordsSettings, PostingsSettings, AuditSettings):
    """What taking payments in needs."""


def payments_import(settings: PaymentsSettings) -> PaymentsImport:
    """On AWS."""
    return payments_import_over(document_store(settings), clock())


def payments_import_over(store: DocumentStore, time: Clock) -> PaymentsImport:
    """Over any store and clock."""
    invoices = DocumentInvoiceRecords(store, VendorInvoice)
    parts = ImportParts(
        identities=DocumentIdentities(store),
        numbers=DocumentGivenNumbers(store),
        invoices=invoices,
        postings=DocumentPostings(store),
        audit=DocumentAuditTrail(store),
        notes=PaymentNotes(invoices, store, (push_asking_over(store, time),)),
        transactions=store,
        clock=time,
    )
    return PaymentsImport(parts)
