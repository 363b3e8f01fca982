"""A worker whose hours are paid."""

from enum import StrEnum

from fieldledger.domain.base import CanonicalModel


class EmployeeStatus(StrEnum):
    """Workers who left still own old cards, so no status hides a worker."""

    ACTIVE = "active"
    INVITED = "invited"
    INACTIVE = "inactive"
    DELETED = "deleted"


class Employee(CanonicalModel):
    """``number`` is the payroll key (Raken: employeeId); it may be empty or not numeric."""

    company_id: str
    employee_id: str
    source: str
    number: str | None
    first_name: str
    last_name: str
    email: str | None
    status: EmployeeStatus
    content_hash: str
    version: int = 0

    @property
    def display_name(self) -> str:
        """First and last name as people say them."""
        return f"{self.first_name} {self.last_name}".strip()
