"""FOUNDATION's lists: read whole and compared by content, unless the dialect knows a filter by change (B3)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final, override

from fieldledger.clients.foundation.models import CostCode, Employee, Job, ListedRecord, Vendor
from fieldledger.clients.foundation.paging import FoundationPage
from fieldledger.domain.facts.foundation import CostCodeFacts, EmployeeFacts, JobFacts, VendorFacts
from fieldledger.domain.mirror import Facts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.foundation.reading import FoundationLists, read_page
from fieldledger.services.sync.source import PageRequest, Scope, SourcePage, SourceRow, SourceTraits, SyncSource

_EVERY: Final = timedelta(hours=1)
_FULL_EVERY: Final = timedelta(days=1)


class FoundationList[M: ListedRecord](SyncSource):
    """Records are never deleted, only made inactive; one that a list lacks is left as it is."""

    def __init__(
        self, foundation: FoundationLists, resource: SyncResource, kind: type[M], facts: Callable[[M], Facts]
    ) -> None:
        self._foundation = foundation
        self._kind = kind
        self._facts = facts
        changed_only = foundation.dialect.modified_since is not None
        self._traits = SourceTraits(
            resource, _EVERY, full_every=_FULL_EVERY if changed_only else None, incremental=changed_only
        )

    @property
    @override
    def traits(self) -> SourceTraits:
        """By change only where FOUNDATION offers it."""
        return self._traits

    @override
    async def page(self, request: PageRequest) -> Result[SourcePage]:
        """A page of the list; ``VENDOR_SETUP_INCOMPLETE`` if the subscription has no such list."""
        since = None if request.window is None else request.window.since
        read = await read_page(self._foundation, request.company_id, self._kind, request.cursor, since=since)
        return read.map(lambda found: self._page(*found))

    @override
    async def one(
        self, company_id: str, resource: SyncResource, record_id: str, scope: Scope | None
    ) -> Result[SourcePage]:
        """One record by its FOUNDATION id."""
        read = await self._foundation.one(company_id, self._kind, record_id)
        if read.error_code == ErrorCode.VENDOR_NOT_FOUND:
            return Result.ok(SourcePage((SourceRow(resource, record_id, None, deleted=True),)))
        return read.map(lambda record: SourcePage((self._row(record),)))

    def _page(self, page: FoundationPage[M], following: str | None) -> SourcePage:
        return SourcePage(tuple(self._row(record) for record in page.rows.good), page.rows.malformed, following)

    def _row(self, record: M) -> SourceRow:
        return SourceRow(self._traits.resource, record.key, self._facts(record))


def jobs(foundation: FoundationLists) -> FoundationList[Job]:
    """Jobs, finished ones too: their costs are still of interest."""
    return FoundationList(foundation, SyncResource.FOUNDATION_JOBS, Job, _job)


def vendors(foundation: FoundationLists) -> FoundationList[Vendor]:
    """Suppliers and subcontractors."""
    return FoundationList(foundation, SyncResource.FOUNDATION_VENDORS, Vendor, _vendor)


def employees(foundation: FoundationLists) -> FoundationList[Employee]:
    """People on the payroll."""
    return FoundationList(foundation, SyncResource.FOUNDATION_EMPLOYEES, Employee, _employee)


def cost_codes(foundation: FoundationLists) -> FoundationList[CostCode]:
    """Cost codes of the company."""
    return FoundationList(foundation, SyncResource.FOUNDATION_COST_CODES, CostCode, _cost_code)


def _job(job: Job) -> JobFacts:
    return JobFacts(
        job_no=job.job_id,
        job_number=job.job_number,
        name=job.description,
        status=job.status,
        active=job.active,
        customer_no=job.customer_id,
        project_manager_no=job.project_manager_id,
        city=job.city,
        state=job.state,
        zip_code=job.zip_code,
        original_contract=job.original_contract,
        original_cost=job.original_cost,
        start_date=job.start_date,
        completion_date=job.completion_date,
    )


def _vendor(vendor: Vendor) -> VendorFacts:
    return VendorFacts(
        name=vendor.name or vendor.description,
        active=vendor.active,
        city=vendor.city,
        state=vendor.state,
        zip_code=vendor.zip_code,
    )


def _employee(employee: Employee) -> EmployeeFacts:
    return EmployeeFacts(
        first_name=employee.first_name,
        last_name=employee.last_name,
        active=employee.active,
        default_cost_code=employee.default_cost_code_id,
        union=employee.union_id,
        classification=employee.class_id,
    )


def _cost_code(code: CostCode) -> CostCodeFacts:
    return CostCodeFacts(description=code.description, active=code.active)
