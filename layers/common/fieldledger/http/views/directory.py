"""Vendors, workers, customers and members as callers see them."""

from typing import Self

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.crosswalk import Counterpart
from fieldledger.domain.employee import Employee, EmployeeStatus
from fieldledger.domain.member import Member
from fieldledger.domain.supplier import Supplier
from fieldledger.http.roles import Role


class VendorView(CanonicalModel):
    """A subcontractor or supplier; ``number`` is the contractor's own vendor number."""

    vendor_id: str
    number: str | None
    name: str
    email: str | None
    active: bool
    source: str
    source_updated_at: Utc | None
    version: int

    @classmethod
    def of(cls, supplier: Supplier) -> Self:
        """The view of ``supplier``."""
        shown = supplier.model_dump(include=set(cls.model_fields) - {"vendor_id"})
        return cls(vendor_id=supplier.supplier_id, **shown)


class EmployeeView(CanonicalModel):
    """A worker; ``number`` is the payroll key. ``email`` is null for viewers."""

    employee_id: str
    number: str | None
    name: str
    first_name: str
    last_name: str
    email: str | None
    status: EmployeeStatus
    source: str
    version: int

    @classmethod
    def for_role(cls, role: Role, employee: Employee) -> Self:
        """The view of ``employee`` for somebody of that role."""
        shown = employee.model_dump(include=set(cls.model_fields) - {"name", "email"})
        return cls(name=employee.display_name, email=None if role is Role.VIEWER else employee.email, **shown)


class CustomerView(CanonicalModel):
    """A customer of QuickBooks, or one of its jobs: an owner whose jobs are built."""

    customer_id: str
    name: str
    active: bool

    @classmethod
    def of(cls, row: Counterpart) -> Self:
        """The view of ``row``."""
        return cls(customer_id=row.vendor_id, name=row.display_name, active=row.active)


class MemberView(CanonicalModel):
    """The jobs of one of the company's people."""

    user_id: str
    project_ids: tuple[str, ...]
    version: int

    @classmethod
    def of(cls, member: Member) -> Self:
        """The view of ``member``."""
        return cls(**member.model_dump(exclude={"company_id"}))
