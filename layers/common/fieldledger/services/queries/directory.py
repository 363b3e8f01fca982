"""Looking through vendors, workers and customers."""

from enum import StrEnum
from functools import partial
from typing import Final

from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.domain.employee import Employee, EmployeeStatus
from fieldledger.domain.supplier import Supplier
from fieldledger.repositories.crosswalk import Crosswalk
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.employees import Employees
from fieldledger.repositories.paging import Slice
from fieldledger.repositories.suppliers import Suppliers
from fieldledger.result import Result
from fieldledger.services.queries.sorted_list import ListWish, Sorting, cut, page_of


class InUse(StrEnum):
    """Whether a record of master data is still used."""

    ACTIVE = "active"
    INACTIVE = "inactive"


_VENDORS: Final[Sorting[Supplier]] = Sorting(
    identify=lambda vendor: vendor.supplier_id,
    keys={"name": lambda vendor: vendor.name, "number": lambda vendor: vendor.number},
    searched=lambda vendor: (vendor.number, vendor.name),
)
_EMPLOYEES: Final[Sorting[Employee]] = Sorting(
    identify=lambda worker: worker.employee_id,
    keys={
        "name": lambda worker: f"{worker.last_name} {worker.first_name}",
        "number": lambda worker: worker.number,
    },
    searched=lambda worker: (worker.number, worker.display_name, f"{worker.last_name}, {worker.first_name}"),
)
_CUSTOMERS: Final[Sorting[Counterpart]] = Sorting(
    identify=lambda customer: customer.vendor_id,
    keys={"name": lambda customer: customer.display_name},
    searched=lambda customer: (customer.display_name,),
)


class DirectoryQueries:
    """Vendors, workers and customers of one company, sorted by ``name`` or ``number``, else by id."""

    def __init__(self, suppliers: Suppliers, employees: Employees, crosswalk: Crosswalk) -> None:
        self._suppliers = suppliers
        self._employees = employees
        self._crosswalk = crosswalk

    async def vendors(
        self, company_id: str, status: InUse | None, wish: ListWish, limit: int, start: StartKey | None
    ) -> Result[Slice[Supplier]]:
        """A page of vendors."""
        keep = None if status is None else partial(_used, status)
        return await page_of(partial(self._suppliers.page, company_id), _VENDORS, wish, limit, start, keep)

    async def employees(
        self, company_id: str, status: EmployeeStatus | None, wish: ListWish, limit: int, start: StartKey | None
    ) -> Result[Slice[Employee]]:
        """A page of workers; by name means by last name."""
        keep = None if status is None else partial(_stands, status)
        return await page_of(partial(self._employees.page, company_id), _EMPLOYEES, wish, limit, start, keep)

    async def customers(
        self, company_id: str, status: InUse | None, wish: ListWish, limit: int, start: StartKey | None
    ) -> Result[Slice[Counterpart]]:
        """A page of QuickBooks' customers and their jobs, as last read; they have no number of their own."""
        keep = None if status is None else partial(_used, status)
        rows = await self._crosswalk.counterparts(company_id, CounterpartKind.CUSTOMER)
        return rows.and_then(lambda found: cut(found, _CUSTOMERS, wish, limit, start, keep))


def _used(status: InUse, record: Supplier | Counterpart) -> bool:
    return record.active is (status is InUse.ACTIVE)


def _stands(status: EmployeeStatus, worker: Employee) -> bool:
    return worker.status is status
