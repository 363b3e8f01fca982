"""What was posted against the books, and closing months."""

from fieldledger.domain.clock import Clock
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.books_checks import DocumentBooksChecks
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.repositories.month_closes import DocumentMonthCloses, MonthCloses
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.redated_cards import DocumentRedatedCards
from fieldledger.repositories.settings_versions import DocumentSettingsVersions
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.services.closing.approved_gathering import ApprovedOfDays
from fieldledger.services.closing.exceptions_of_days import ExceptionsOfDays, SubjectsParts
from fieldledger.services.closing.gathering import Gathering, GatheringParts
from fieldledger.services.closing.reconciliation import BooksReconciliations
from fieldledger.services.closing.signing import MonthSigning, SigningParts
from fieldledger.services.company.writing import SettingsWriting
from fieldledger.services.queries.reconciled_postings import ReconciledPostings
from fieldledger.settings import AuditSettings, ControlSettings, PostingsSettings, RecordsSettings
from fieldledger.wiring.store import clock, document_store


class ReconciliationSettings(RecordsSettings, PostingsSettings):
    """What a reconciliation is read from."""


class SigningSettings(ReconciliationSettings, ControlSettings, AuditSettings):
    """What signing a month needs."""


def books_reconciliations(settings: ReconciliationSettings) -> BooksReconciliations:
    """On AWS."""
    return books_reconciliations_over(document_store(settings))


def books_reconciliations_over(store: DocumentStore) -> BooksReconciliations:
    """Over any store."""
    gathering = Gathering(
        GatheringParts(
            postings=DocumentPostings(store),
            identities=DocumentIdentities(store),
            vendor_invoices=DocumentInvoiceRecords(store, VendorInvoice),
            owner_invoices=DocumentInvoiceRecords(store, OwnerInvoice),
        )
    )
    approvals = ApprovedOfDays(
        companies=DocumentCompanies(store),
        cards=DocumentTimeCards(store),
        redated=DocumentRedatedCards(store),
        vendor_invoices=DocumentInvoiceRecords(store, VendorInvoice),
        owner_invoices=DocumentInvoiceRecords(store, OwnerInvoice),
    )
    return BooksReconciliations(gathering, approvals, DocumentBooksChecks(store), DocumentProjects(store))


def reconciled_postings(settings: ReconciliationSettings) -> ReconciledPostings:
    """The postings behind a reconciliation, on AWS."""
    return ReconciledPostings(books_reconciliations(settings))


def month_signing(settings: SigningSettings) -> MonthSigning:
    """On AWS."""
    return month_signing_over(document_store(settings), clock())


def month_signing_over(store: DocumentStore, time: Clock) -> MonthSigning:
    """Over any store and clock."""
    subjects = SubjectsParts(
        postings=DocumentPostings(store),
        cards=DocumentTimeCards(store),
        vendor_invoices=DocumentInvoiceRecords(store, VendorInvoice),
        owner_invoices=DocumentInvoiceRecords(store, OwnerInvoice),
    )
    companies, audit = DocumentCompanies(store), DocumentAuditTrail(store)
    return MonthSigning(
        SigningParts(
            reconciliations=books_reconciliations_over(store),
            exceptions=ExceptionsOfDays(DocumentExceptions(store), subjects),
            companies=companies,
            settings=SettingsWriting(companies, DocumentSettingsVersions(store), audit, time),
            closes=DocumentMonthCloses(store),
            audit=audit,
            transactions=store,
            clock=time,
        )
    )


def month_closes(settings: PostingsSettings) -> MonthCloses:
    """What was signed."""
    return DocumentMonthCloses(document_store(settings))
