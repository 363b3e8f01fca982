"""The cost of jobs, over what is stored. No vendor's client is needed for that."""

from fieldledger.domain.clock import Clock
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.job_bills import DocumentJobBills
from fieldledger.repositories.mapping_tables import DocumentMappingTables
from fieldledger.repositories.mappings_for_foundation import DocumentMappingsForFoundation
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.services.job_cost.pending import PendingCosts
from fieldledger.services.job_cost.quickbooks import QuickbooksBills
from fieldledger.services.mappings.settings import MappedCompanies
from fieldledger.services.queries.job_cost import JobCostQueries, JobCostReaders
from fieldledger.settings import ControlSettings, PostingsSettings, RecordsSettings
from fieldledger.wiring.store import clock, document_store


class JobCostSettings(RecordsSettings, PostingsSettings, ControlSettings):
    """Mirror and mappings, what is on its way to the books, and when each vendor was read."""


def job_costs(settings: JobCostSettings) -> JobCostQueries:
    """Job cost on AWS."""
    return job_costs_over(document_store(settings), clock())


def job_costs_over(store: DocumentStore, time: Clock) -> JobCostQueries:
    """The same over any store and clock."""
    mirror, postings = DocumentMirror(store), DocumentPostings(store)
    return JobCostQueries(
        MappedCompanies(DocumentCompanies(store), DocumentMappingTables(store)),
        DocumentProjects(store),
        DocumentIdentities(store),
        DocumentMappingsForFoundation(store),
        mirror,
        DocumentSyncStates(store),
        JobCostReaders(
            QuickbooksBills(DocumentJobBills(store), mirror, DocumentCrosswalk(store), postings),
            PendingCosts(postings, time),
        ),
    )
