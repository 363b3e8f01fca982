"""Services behind the lists of master data."""

from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.suppliers import DocumentSuppliers
from fieldledger.services.queries.cost_codes import CostCodeQueries
from fieldledger.services.queries.directory import DirectoryQueries
from fieldledger.settings import RecordsSettings
from fieldledger.wiring.store import document_store


def directory_queries(settings: RecordsSettings) -> DirectoryQueries:
    """Vendors, workers and customers."""
    return directory_over(document_store(settings))


def directory_over(store: DocumentStore) -> DirectoryQueries:
    """The same over any store."""
    return DirectoryQueries(DocumentSuppliers(store), DocumentEmployees(store), DocumentCrosswalk(store))


def cost_code_queries(settings: RecordsSettings) -> CostCodeQueries:
    """Cost codes."""
    return cost_codes_over(document_store(settings))


def cost_codes_over(store: DocumentStore) -> CostCodeQueries:
    """The same over any store."""
    return CostCodeQueries(DocumentMirror(store), DocumentProjects(store), DocumentIdentities(store))
