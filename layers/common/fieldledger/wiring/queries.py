"""Services behind the API's reads."""

from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.sync_states import DocumentSyncStates, SyncStates
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.services.queries.companies import CompanyQueries
from fieldledger.services.queries.connections import ConnectionQueries
from fieldledger.services.queries.postings import PostingQueries
from fieldledger.services.queries.projects import ProjectQueries
from fieldledger.services.queries.time_cards import TimeCardQueries
from fieldledger.settings import ControlSettings, PostingsSettings, RecordsSettings
from fieldledger.wiring.store import document_store


def company_queries(settings: RecordsSettings) -> CompanyQueries:
    """Company settings."""
    return CompanyQueries(DocumentCompanies(document_store(settings)))


def project_queries(settings: RecordsSettings) -> ProjectQueries:
    """Projects."""
    return ProjectQueries(DocumentProjects(document_store(settings)))


def time_card_queries(settings: RecordsSettings) -> TimeCardQueries:
    """Time cards with names."""
    store = document_store(settings)
    return TimeCardQueries(
        DocumentTimeCards(store), DocumentProjects(store), DocumentEmployees(store), DocumentIdentities(store)
    )


def posting_queries(settings: PostingsSettings) -> PostingQueries:
    """Postings."""
    return PostingQueries(DocumentPostings(document_store(settings)))


def connection_queries(settings: ControlSettings) -> ConnectionQueries:
    """Connections."""
    return ConnectionQueries(DocumentConnections(document_store(settings)))


def sync_queries(settings: ControlSettings) -> SyncStates:
    """Where syncs stand."""
    return DocumentSyncStates(document_store(settings))
