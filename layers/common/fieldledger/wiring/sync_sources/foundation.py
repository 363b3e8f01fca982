"""What is brought from FOUNDATION; all of it goes to the mirror."""

from collections.abc import Mapping

from fieldledger.domain.rate_windows import Priority
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.documents import DocumentStore
from fieldledger.services.sync.foundation import lists
from fieldledger.services.sync.foundation.job_cost import JobCostSource
from fieldledger.services.sync.foundation.reading import FoundationLists
from fieldledger.services.sync.source import SyncSource
from fieldledger.settings import FoundationSettings
from fieldledger.wiring.foundation import foundation_client


def foundation_sources(
    settings: FoundationSettings, store: DocumentStore, priority: Priority
) -> Mapping[SyncResource, SyncSource]:
    """All of FOUNDATION's resources."""
    return foundation_sources_over(foundation_client(settings, store, priority))


def foundation_sources_over(foundation: FoundationLists) -> Mapping[SyncResource, SyncSource]:
    """The same over any client."""
    return {
        SyncResource.FOUNDATION_JOBS: lists.jobs(foundation),
        SyncResource.FOUNDATION_VENDORS: lists.vendors(foundation),
        SyncResource.FOUNDATION_EMPLOYEES: lists.employees(foundation),
        SyncResource.FOUNDATION_COST_CODES: lists.cost_codes(foundation),
        SyncResource.FOUNDATION_JOB_COST_HISTORY: JobCostSource(foundation),
    }
