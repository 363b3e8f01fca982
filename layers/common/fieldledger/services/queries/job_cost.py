"""The cost of a job from everything that is stored: nobody waits for a vendor."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.connection import VendorName
from fieldledger.domain.job_cost import CostEntry, CostHolder, CostKind, JobCost, JobCostParts, job_cost
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.visibility import VisibleProjects
from fieldledger.repositories.mirror import Mirror
from fieldledger.repositories.sync_states import SyncStates
from fieldledger.result import Result
from fieldledger.services.job_cost.foundation import foundation_costs
from fieldledger.services.job_cost.jobs import Job, Jobs
from fieldledger.services.job_cost.pending import Books, PendingCosts
from fieldledger.services.job_cost.procore import procore_costs, with_expenses_of_the_books
from fieldledger.services.job_cost.quickbooks import Billed, QuickbooksBills
from fieldledger.services.job_cost.quickbooks_spending import QuickbooksSpending
from fieldledger.services.job_cost.quickbooks_time import QuickbooksTime
from fieldledger.services.job_cost.unposted import UnpostedCosts

_SOURCES: Final = (
    SyncResource.PROCORE_BUDGETS,
    SyncResource.PROCORE_COMMITMENTS,
    SyncResource.PROCORE_CHANGE_ORDERS,
    SyncResource.PROCORE_DIRECT_COSTS,
    SyncResource.FOUNDATION_JOB_COST_HISTORY,
    SyncResource.QUICKBOOKS_BILLS,
    SyncResource.QUICKBOOKS_PURCHASES,
    SyncResource.QUICKBOOKS_VENDOR_CREDITS,
    SyncResource.QUICKBOOKS_JOURNAL_ENTRIES,
    SyncResource.QUICKBOOKS_TIME_ACTIVITIES,
)


class CostSource(CanonicalModel):
    """``as_of``: everything that changed before it is counted, null if it was never read.

    ``record_id`` is what the vendor calls the job, null if it is not linked there: then nothing of it is counted.
    """

    source: SyncResource
    record_id: str | None
    as_of: Utc | None


class ProjectCost(CanonicalModel):
    """A job with its costs and what they were taken from."""

    project_id: str
    number: str | None
    name: str
    cost: JobCost
    sources: tuple[CostSource, ...]


@dataclass(frozen=True, slots=True)
class JobCostReaders:
    """What the parts of a job's cost are read with."""

    bills: QuickbooksBills
    spending: QuickbooksSpending
    time: QuickbooksTime
    pending: PendingCosts
    unposted: UnpostedCosts


class JobCostQueries:
    """Costs of one job at a time."""

    def __init__(self, jobs: Jobs, mirror: Mirror, states: SyncStates, readers: JobCostReaders) -> None:
        self._jobs = jobs
        self._mirror = mirror
        self._states = states
        self._readers = readers

    async def get(self, company_id: str, project_id: str, visible: VisibleProjects) -> Result[ProjectCost]:
        """Codes: ``NOT_FOUND``, also for a job that the caller may not see; ``COMPANY_NOT_CONFIGURED``."""
        job = await self._jobs.visible(company_id, project_id, visible)
        if job.failed:
            return job.failure()
        times = await self._read_times(company_id)
        if times.failed:
            return times.failure()
        parts = await self._parts(job.unwrap(), times.unwrap())
        return parts.map(lambda found: _shown(job.unwrap(), job_cost(found), times.unwrap()))

    async def _read_times(self, company_id: str) -> Result[Mapping[SyncResource, datetime | None]]:
        states = await asyncio.gather(*(self._states.find(company_id, each.read_with) for each in _SOURCES))
        times: dict[SyncResource, datetime | None] = {}
        for resource, found in zip(_SOURCES, states, strict=True):
            if found.failed:
                return found.failure()
            state = found.unwrap()
            times[resource] = None if state is None else state.synced_until
        return Result.ok(times)

    async def _parts(self, job: Job, times: Mapping[SyncResource, datetime | None]) -> Result[JobCostParts]:
        """The books before what is on its way to them, and that before what is not yet."""
        company, book, customer = job.company, job.book, job.name_at(VendorName.QUICKBOOKS)
        foundation, bills, spending, time = await asyncio.gather(
            foundation_costs(self._mirror, company.company_id, job.name_at(VendorName.FOUNDATION), book),
            self._readers.bills.of_job(company, customer, book),
            self._readers.spending.charging(company, customer, book),
            self._readers.time.of_job(company.company_id, customer, book),
        )
        for read in (foundation, bills, spending, time):
            if read.failed:
                return read.failure()
        books = Books(
            {
                "quickbooks": times[SyncResource.QUICKBOOKS_BILLS],
                "foundation": times[SyncResource.FOUNDATION_JOB_COST_HISTORY],
            },
            bills.unwrap().markers | time.unwrap().markers,
            job.hours,
        )
        costs = {
            CostHolder.FOUNDATION: foundation.unwrap(),
            CostHolder.QUICKBOOKS: (
                *bills.unwrap().entries,
                *(entry for each in spending.unwrap() for entry in each.of(CostKind.PAYABLES)),
                *time.unwrap().entries,
            ),
            CostHolder.JOURNAL: [entry for each in spending.unwrap() for entry in each.of(CostKind.LABOR)],
        }
        return await self._with_pending(job, costs, books, bills.unwrap().billed)

    async def _with_pending(
        self,
        job: Job,
        costs: Mapping[CostHolder, Sequence[CostEntry]],
        books: Books,
        billed: Collection[Billed],
    ) -> Result[JobCostParts]:
        company, book, readers = job.company, job.book, self._readers
        pending = await readers.pending.of_job(company.company_id, job.ours, books, book)
        time, bills = await asyncio.gather(
            readers.unposted.time(company, job.ours, book, priced=books.hours == "quickbooks"),
            readers.unposted.bills(company, job.name_at(VendorName.PROCORE), billed, book),
        )
        for read in (pending, time, bills):
            if read.failed:
                return read.failure()
        going = bills.unwrap().direct_costs
        procore = await procore_costs(self._mirror, company.company_id, job.name_at(VendorName.PROCORE), book, going)
        return procore.map(
            lambda found: JobCostParts(
                company.books.bills,
                books.hours,
                found.budget,
                found.committed,
                {**costs, CostHolder.PROCORE: with_expenses_of_the_books(found.direct, costs[CostHolder.QUICKBOOKS])},
                (*pending.unwrap(), *time.unwrap(), *bills.unwrap().entries),
                company.currency,
            )
        )


def _shown(job: Job, cost: JobCost, times: Mapping[SyncResource, datetime | None]) -> ProjectCost:
    sources = tuple(
        CostSource(source=source, record_id=job.name_at(source.vendor), as_of=times[source]) for source in _SOURCES
    )
    return ProjectCost(
        project_id=job.project.project_id,
        number=job.project.number,
        name=job.project.name,
        cost=cost,
        sources=sources,
    )
