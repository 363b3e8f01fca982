"""The cost of jobs, over what is stored. No vendor's client is needed for that."""

from fieldledger.domain.clock import Clock
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.repositories.job_records import DocumentJobBills, DocumentJobTime
from fieldledger.repositories.mapping_tables import DocumentMappingTables
from fieldledger.repositories.mappings_for_foundation import DocumentMappingsForFoundation
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.repositories.work_weeks import DocumentWorkWeeks
from fieldledger.services.job_cost.jobs import Jobs
from fieldledger.services.job_cost.labor import LaborRates
from fieldledger.services.job_cost.pending import PendingCosts
from fieldledger.services.job_cost.quickbooks import QuickbooksBills
from fieldledger.services.job_cost.quickbooks_time import QuickbooksTime
from fieldledger.services.job_cost.unposted import SourceRecords, UnpostedCosts
from fieldledger.services.mappings.settings import MappedCompanies
from fieldledger.services.per_diem_days import PerDiemDays
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
    mirror, postings, names = DocumentMirror(store), DocumentPostings(store), DocumentCrosswalk(store)
    identities, invoices = DocumentIdentities(store), DocumentInvoiceRecords(store, VendorInvoice)
    rates = LaborRates(identities, names)
    cards = DocumentTimeCards(store)
    records = SourceRecords(cards, invoices, postings, mirror, identities)
    per_diems = PerDiemDays(cards, postings, identities, DocumentWorkWeeks(store))
    return JobCostQueries(
        jobs_over(store),
        mirror,
        DocumentSyncStates(store),
        JobCostReaders(
            QuickbooksBills(DocumentJobBills(store), mirror, names, postings),
            QuickbooksTime(DocumentJobTime(store), mirror, rates, postings),
            PendingCosts(postings, rates, time),
            UnpostedCosts(records, rates, per_diems, time),
        ),
    )


def jobs_over(store: DocumentStore) -> Jobs:
    """Jobs as their costs are looked for, by the mappings as they are now."""
    return Jobs(
        MappedCompanies(DocumentCompanies(store), DocumentMappingTables(store)),
        DocumentProjects(store),
        DocumentIdentities(store),
        DocumentMappingsForFoundation(store),
        DocumentMirror(store),
    )
