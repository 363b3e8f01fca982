"""Employees (workers)."""

from collections.abc import Sequence
from typing import Protocol

from fieldledger.domain.employee import Employee
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, StartKey, TableName
from fieldledger.repositories.paging import Slice
from fieldledger.result import Result


class Employees(Protocol):
    """Access to workers."""

    async def get_many(self, company_id: str, employee_ids: Sequence[str]) -> Result[list[Employee]]:
        """The workers that exist."""
        ...

    async def page(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[Employee]]:
        """A page, ordered by id."""
        ...

    async def save(self, employee: Employee) -> Result[Employee]:
        """Create or replace the version that was read."""
        ...


class DocumentEmployees:
    """Sort key ``EMPLOYEE#<id>`` in the records table."""

    def __init__(self, store: DocumentStore) -> None:
        self._employees = Aggregate(store, TableName.RECORDS, Employee, "EMPLOYEE")

    async def get_many(self, company_id: str, employee_ids: Sequence[str]) -> Result[list[Employee]]:
        """The workers that exist."""
        return await self._employees.get_many(company_id, employee_ids)

    async def page(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[Employee]]:
        """A page, ordered by id."""
        return await self._employees.page(company_id, limit, start)

    async def save(self, employee: Employee) -> Result[Employee]:
        """Create or replace."""
        write = self._employees.write(employee, employee.company_id, employee.employee_id, version=employee.version)
        return await self._employees.put(write)
