"""Jobs, workers and suppliers as the crosswalk keeps them: many at once, and with their audit entry."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from fieldledger.domain.employee import Employee
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.project import Project
from fieldledger.domain.supplier import Supplier
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, Put, TableName
from fieldledger.result import Result

type CanonicalRecord = Project | Employee | Supplier

KEPT: Final = (IdentityKind.PROJECT, IdentityKind.EMPLOYEE, IdentityKind.SUPPLIER)


class CanonicalRecords(Protocol):
    """Access to records of the kinds in ``KEPT``."""

    async def held(
        self, company_id: str, kind: IdentityKind, canonical_ids: Sequence[str]
    ) -> Result[Mapping[str, CanonicalRecord]]:
        """Those that exist, by id."""
        ...

    def write(self, record: CanonicalRecord) -> Put:
        """The write that creates a record (version 0) or replaces the version that was read."""
        ...


class DocumentCanonicalRecords:
    """Over ``PROJECT#``, ``EMPLOYEE#`` and ``SUPPLIER#`` in the records table."""

    def __init__(self, store: DocumentStore) -> None:
        self._projects = Aggregate(store, TableName.RECORDS, Project, "PROJECT")
        self._employees = Aggregate(store, TableName.RECORDS, Employee, "EMPLOYEE")
        self._suppliers = Aggregate(store, TableName.RECORDS, Supplier, "SUPPLIER")

    async def held(
        self, company_id: str, kind: IdentityKind, canonical_ids: Sequence[str]
    ) -> Result[Mapping[str, CanonicalRecord]]:
        """Those that exist."""
        wanted = list(dict.fromkeys(canonical_ids))
        match kind:
            case IdentityKind.PROJECT:
                projects = await self._projects.get_many(company_id, wanted)
                return projects.map(lambda found: {each.project_id: each for each in found})
            case IdentityKind.EMPLOYEE:
                workers = await self._employees.get_many(company_id, wanted)
                return workers.map(lambda found: {each.employee_id: each for each in found})
            case IdentityKind.SUPPLIER:
                suppliers = await self._suppliers.get_many(company_id, wanted)
                return suppliers.map(lambda found: {each.supplier_id: each for each in found})
            case _:
                return Result.ok({})

    def write(self, record: CanonicalRecord) -> Put:
        """The write that stores a record."""
        match record:
            case Project():
                return self._projects.write(record, record.company_id, record.project_id, version=record.version)
            case Employee():
                return self._employees.write(record, record.company_id, record.employee_id, version=record.version)
            case Supplier():
                return self._suppliers.write(record, record.company_id, record.supplier_id, version=record.version)
