"""What we hold of a vendor's records, wherever they are kept: in the mirror, or as records that people work with."""

from collections.abc import Callable
from typing import Final, Protocol

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.census import HeldRecord
from fieldledger.domain.crosswalk import LISTS, Counterpart
from fieldledger.domain.employee import Employee, EmployeeStatus
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.project import Project, ProjectStatus
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.aggregate import Aggregate, partition
from fieldledger.repositories.documents import DocumentStore, StartKey, TableName
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.paging import Slice, to_slice
from fieldledger.result import Result

_PAGE: Final = 1000


class Holdings(Protocol):
    """Access to what is held of one resource; deleted records included, the reader looks at ``deleted``."""

    async def page(
        self, company_id: str, resource: SyncResource, start: StartKey | None = None, scope_id: str | None = None
    ) -> Result[Slice[HeldRecord]]:
        """A page, strongly consistent; ``scope_id`` narrows it to one scope."""
        ...


class DocumentHoldings:
    """Jobs and workers of Raken, the name lists of QuickBooks, and the mirror for everything else."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._mirror = DocumentMirror(store)
        self._projects = Aggregate(store, TableName.RECORDS, Project, "PROJECT")
        self._employees = Aggregate(store, TableName.RECORDS, Employee, "EMPLOYEE")
        self._counterparts = Aggregate(store, TableName.RECORDS, Counterpart, "COUNTERPART")

    async def page(
        self, company_id: str, resource: SyncResource, start: StartKey | None = None, scope_id: str | None = None
    ) -> Result[Slice[HeldRecord]]:
        """A page; jobs and workers that another vendor brought are left out."""
        vendor, kind = resource.vendor.value, LISTS.get(resource)
        if resource is SyncResource.RAKEN_PROJECTS:
            return await self._listed(company_id, self._projects, "", lambda job: _job(job, vendor), start)
        if resource is SyncResource.RAKEN_MEMBERS:
            return await self._listed(company_id, self._employees, "", lambda worker: _worker(worker, vendor), start)
        if kind is not None:
            return await self._listed(company_id, self._counterparts, f"{kind}#", _name, start)
        mirrored = await self._mirror.page(company_id, resource, _PAGE, start, scope_id)
        return mirrored.map(lambda page: Slice(tuple(map(_mirrored, page.items)), page.next_start))

    async def _listed[M: CanonicalModel](
        self,
        company_id: str,
        records: Aggregate[M],
        within: str,
        view: Callable[[M], HeldRecord | None],
        start: StartKey | None,
    ) -> Result[Slice[HeldRecord]]:
        page = await self._store.query(
            TableName.RECORDS, partition(company_id), records.span(within), limit=_PAGE, start=start
        )
        return to_slice(page, records.model).map(
            lambda found: Slice(
                tuple(held for each in found.items if (held := view(each)) is not None), found.next_start
            )
        )


def _job(project: Project, vendor: str) -> HeldRecord | None:
    deleted = project.status is ProjectStatus.DELETED
    return HeldRecord(project.project_id, deleted=deleted) if project.source == vendor else None


def _worker(employee: Employee, vendor: str) -> HeldRecord | None:
    deleted = employee.status is EmployeeStatus.DELETED
    return HeldRecord(employee.employee_id, deleted=deleted) if employee.source == vendor else None


def _name(row: Counterpart) -> HeldRecord:
    return HeldRecord(row.vendor_id, deleted=row.gone)


def _mirrored(record: MirrorRecord) -> HeldRecord:
    return HeldRecord(record.record_id, record.scope_id, record.amount, record.deleted, record.facts)
