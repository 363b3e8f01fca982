"""Certified payroll over what is stored."""

from fieldledger.domain.clock import Clock
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.services.certified_payroll.files import CertifiedPayrollFiles
from fieldledger.services.certified_payroll.gathering import CertifiedWeeks
from fieldledger.settings import AuditSettings, PostingsSettings, RecordsSettings
from fieldledger.wiring.store import clock, document_store


class CertifiedPayrollSettings(RecordsSettings, PostingsSettings, AuditSettings):
    """Cards, their postings, and the trail that says who took a file."""


def certified_payroll(settings: CertifiedPayrollSettings) -> CertifiedPayrollFiles:
    """Certified payroll on AWS."""
    return certified_payroll_over(document_store(settings), clock())


def certified_payroll_over(store: DocumentStore, time: Clock) -> CertifiedPayrollFiles:
    """The same over any store and clock."""
    weeks = CertifiedWeeks(
        DocumentCompanies(store),
        DocumentProjects(store),
        DocumentEmployees(store),
        DocumentIdentities(store),
        DocumentTimeCards(store),
        DocumentPostings(store),
    )
    return CertifiedPayrollFiles(weeks, DocumentAuditTrail(store), store, time)
