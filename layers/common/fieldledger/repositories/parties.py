"""Our canonical records as the crosswalk compares them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.employee import Employee, EmployeeStatus
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.party import Party
from fieldledger.domain.project import Project, ProjectStatus
from fieldledger.domain.supplier import Supplier
from fieldledger.repositories.aggregate import Aggregate, partition
from fieldledger.repositories.documents import DocumentStore, TableName, every_page
from fieldledger.result import Result

_GONE: Final = frozenset({EmployeeStatus.INACTIVE, EmployeeStatus.DELETED})


class Parties(Protocol):
    """Access to jobs, workers and suppliers alike; kinds that have no records of their own (codes) have none here."""

    async def every(self, company_id: str, kind: IdentityKind) -> Result[list[Party]]:
        """All of a kind by id, whatever their state: who left still owns old cards."""
        ...

    async def some(self, company_id: str, kind: IdentityKind, canonical_ids: Sequence[str]) -> Result[list[Party]]:
        """Those that exist."""
        ...


class DocumentParties:
    """Over ``PROJECT#``, ``EMPLOYEE#`` and ``SUPPLIER#`` in the records table."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._lists: Mapping[IdentityKind, _List[Project] | _List[Employee] | _List[Supplier]] = {
            IdentityKind.PROJECT: _List(store, Project, "PROJECT", project_party),
            IdentityKind.EMPLOYEE: _List(store, Employee, "EMPLOYEE", employee_party),
            IdentityKind.SUPPLIER: _List(store, Supplier, "SUPPLIER", supplier_party),
        }

    async def every(self, company_id: str, kind: IdentityKind) -> Result[list[Party]]:
        """All of a kind."""
        listed = self._lists.get(kind)
        return Result.ok([]) if listed is None else await listed.every(company_id)

    async def some(self, company_id: str, kind: IdentityKind, canonical_ids: Sequence[str]) -> Result[list[Party]]:
        """Those that exist."""
        listed = self._lists.get(kind)
        return Result.ok([]) if listed is None else await listed.some(company_id, canonical_ids)


class _List[M: CanonicalModel]:
    def __init__(self, store: DocumentStore, kind: type[M], prefix: str, view: Callable[[M], Party]) -> None:
        self._records = Aggregate(store, TableName.RECORDS, kind, prefix)
        self._view = view

    async def every(self, company_id: str) -> Result[list[Party]]:
        records = self._records
        found = await every_page(records.store, TableName.RECORDS, partition(company_id), records.span())
        return found.map(lambda documents: [self._view(records.model(document)) for document in documents])

    async def some(self, company_id: str, canonical_ids: Sequence[str]) -> Result[list[Party]]:
        found = await self._records.get_many(company_id, list(dict.fromkeys(canonical_ids)))
        return found.map(lambda models: [self._view(model) for model in models])


def project_party(project: Project) -> Party:
    """A job of ours."""
    active = project.status is ProjectStatus.ACTIVE
    return Party(project.project_id, project.name, project.number, active=active, source=project.source)


def employee_party(employee: Employee) -> Party:
    """A worker of ours."""
    active = employee.status not in _GONE
    return Party(
        employee.employee_id,
        employee.display_name,
        employee.number,
        employee.email,
        active=active,
        source=employee.source,
    )


def supplier_party(supplier: Supplier) -> Party:
    """A subcontractor of ours."""
    return Party(
        supplier.supplier_id,
        supplier.name,
        supplier.number,
        supplier.email,
        active=supplier.active,
        source=supplier.source,
    )
