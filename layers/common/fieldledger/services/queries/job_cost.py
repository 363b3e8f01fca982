"""The cost of a job from everything that is stored: nobody waits for a vendor."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.company import Company
from fieldledger.domain.connection import VendorName
from fieldledger.domain.facts.procore_cost_codes import CostCodeFacts
from fieldledger.domain.foundation_mappings import FoundationMappings
from fieldledger.domain.identity import Identity, IdentityKind, founder_record
from fieldledger.domain.job_cost import CostEntry, CostHolder, JobCost, JobCostParts, job_cost
from fieldledger.domain.posting import Target
from fieldledger.domain.project import Project
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.visibility import VisibleProjects
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.identities import Identities
from fieldledger.repositories.mappings_for_foundation import MappingsForFoundation
from fieldledger.repositories.mirror import Mirror
from fieldledger.repositories.projects import Projects
from fieldledger.repositories.sync_states import SyncStates
from fieldledger.result import ErrorCode, Result
from fieldledger.services.job_cost.codes import CodeBook
from fieldledger.services.job_cost.foundation import foundation_costs
from fieldledger.services.job_cost.mirrored import living
from fieldledger.services.job_cost.pending import Books, PendingCosts
from fieldledger.services.job_cost.procore import procore_costs
from fieldledger.services.job_cost.quickbooks import Billed, QuickbooksBills
from fieldledger.services.job_cost.quickbooks_time import QuickbooksTime
from fieldledger.services.job_cost.unposted import UnpostedCosts

_SOURCES: Final = (
    SyncResource.PROCORE_BUDGETS,
    SyncResource.PROCORE_COMMITMENTS,
    SyncResource.PROCORE_CHANGE_ORDERS,
    SyncResource.PROCORE_DIRECT_COSTS,
    SyncResource.FOUNDATION_JOB_COST_HISTORY,
    SyncResource.QUICKBOOKS_BILLS,
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
class _Job:
    """A job, what the vendors call it, and how its codes are written."""

    company: Company
    project: Project
    identity: Identity
    names: Mapping[VendorName, str]
    book: CodeBook

    def name_at(self, vendor: VendorName) -> str | None:
        """The vendor's id of the job."""
        return self.names.get(vendor)

    @property
    def hours(self) -> Target:
        """The books that say what its hours cost."""
        return "foundation" if "foundation" in self.company.books.time else "quickbooks"

    @property
    def ours(self) -> frozenset[str]:
        """Every id that it has, or had, here."""
        return frozenset({self.project.project_id, self.identity.canonical_id, *self.identity.aliases})


@dataclass(frozen=True, slots=True)
class JobCostReaders:
    """What the parts of a job's cost are read with."""

    bills: QuickbooksBills
    time: QuickbooksTime
    pending: PendingCosts
    unposted: UnpostedCosts


class JobCostQueries:
    """Costs of one job at a time."""

    def __init__(
        self,
        companies: Companies,
        projects: Projects,
        identities: Identities,
        foundation: MappingsForFoundation,
        mirror: Mirror,
        states: SyncStates,
        readers: JobCostReaders,
    ) -> None:
        self._companies = companies
        self._projects = projects
        self._identities = identities
        self._foundation = foundation
        self._mirror = mirror
        self._states = states
        self._readers = readers

    async def get(self, company_id: str, project_id: str, visible: VisibleProjects) -> Result[ProjectCost]:
        """Codes: ``NOT_FOUND``, also for a job that the caller may not see; ``COMPANY_NOT_CONFIGURED``."""
        job = await self._job(company_id, project_id, visible)
        if job.failed:
            return job.failure()
        times = await self._read_times(company_id)
        if times.failed:
            return times.failure()
        parts = await self._parts(job.unwrap(), times.unwrap())
        return parts.map(lambda found: _shown(job.unwrap(), job_cost(found), times.unwrap()))

    async def _job(self, company_id: str, project_id: str, visible: VisibleProjects) -> Result[_Job]:
        if not visible.includes(project_id):
            return Result.fail("The project was not found", ErrorCode.NOT_FOUND)
        project, company, identity, mappings = await asyncio.gather(
            self._projects.get(company_id, project_id),
            self._companies.get(company_id),
            self._identities.of(company_id, IdentityKind.PROJECT, [project_id]),
            self._foundation.mappings(company_id),
        )
        for read in (project, identity, mappings):
            if read.failed:
                return read.failure()
        if company.error_code == ErrorCode.NOT_FOUND:
            return Result.fail("the company is not set up yet", ErrorCode.COMPANY_NOT_CONFIGURED)
        if company.failed:
            return company.failure()
        known = identity.unwrap()[project_id]
        names = _names(project.unwrap(), known, mappings.unwrap())
        codes = await living(
            self._mirror, company_id, SyncResource.PROCORE_COST_CODES, CostCodeFacts, names.get(VendorName.PROCORE)
        )
        style = company.unwrap().cost_code_format
        return codes.map(
            lambda found: _Job(
                company.unwrap(), project.unwrap(), known, names, CodeBook(style, mappings.unwrap(), found)
            )
        )

    async def _read_times(self, company_id: str) -> Result[Mapping[SyncResource, datetime | None]]:
        states = await asyncio.gather(*(self._states.find(company_id, each.read_with) for each in _SOURCES))
        times: dict[SyncResource, datetime | None] = {}
        for resource, found in zip(_SOURCES, states, strict=True):
            if found.failed:
                return found.failure()
            state = found.unwrap()
            times[resource] = None if state is None else state.synced_until
        return Result.ok(times)

    async def _parts(self, job: _Job, times: Mapping[SyncResource, datetime | None]) -> Result[JobCostParts]:
        """The books before what is on its way to them, and that before what is not yet."""
        company, book, customer = job.company, job.book, job.name_at(VendorName.QUICKBOOKS)
        foundation, bills, time = await asyncio.gather(
            foundation_costs(self._mirror, company.company_id, job.name_at(VendorName.FOUNDATION), book),
            self._readers.bills.of_job(company, customer, book),
            self._readers.time.of_job(company.company_id, customer, book),
        )
        for read in (foundation, bills, time):
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
            CostHolder.QUICKBOOKS: (*bills.unwrap().entries, *time.unwrap().entries),
        }
        return await self._with_pending(job, costs, books, bills.unwrap().billed)

    async def _with_pending(
        self,
        job: _Job,
        costs: Mapping[CostHolder, Sequence[CostEntry]],
        books: Books,
        billed: Collection[Billed],
    ) -> Result[JobCostParts]:
        company, book, readers = job.company, job.book, self._readers
        pending = await readers.pending.of_job(company.company_id, job.ours, books, book)
        time = await readers.unposted.time(company, job.ours, book, priced=books.hours == "quickbooks")
        bills = await readers.unposted.bills(company, job.name_at(VendorName.PROCORE), billed, book)
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
                {**costs, CostHolder.PROCORE: found.direct},
                (*pending.unwrap(), *time.unwrap(), *bills.unwrap().entries),
                company.currency,
            )
        )


def _names(project: Project, identity: Identity, mappings: FoundationMappings) -> dict[VendorName, str]:
    """By links; the record that founded a job needs none, and a number may be FOUNDATION's id."""
    names = {vendor: link.vendor_id for vendor in VendorName if (link := identity.link(vendor)) is not None}
    founder = founder_record(project.source, identity.canonical_id)
    if founder is not None:
        names.setdefault(*founder)
    if mappings.numbers_are_ids and project.number:
        names.setdefault(VendorName.FOUNDATION, project.number.strip())
    return names


def _shown(job: _Job, cost: JobCost, times: Mapping[SyncResource, datetime | None]) -> ProjectCost:
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
