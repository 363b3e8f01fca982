"""The crosswalk: which record in the books a jobsite record stands for."""

from enum import StrEnum

from fieldledger.domain.base import CanonicalModel, Utc


class CounterpartKind(StrEnum):
    """Name lists of the books that time is posted against."""

    EMPLOYEE = "employee"
    CUSTOMER = "customer"
    ITEM = "item"


class Counterpart(CanonicalModel):
    """One row of a QuickBooks name list, as last read; ``number`` is Employee.EmployeeNumber."""

    company_id: str
    kind: CounterpartKind
    vendor_id: str
    display_name: str
    number: str | None = None
    email: str | None = None
    active: bool = True
    sync_token: str = "0"


class Link(CanonicalModel):
    """Source record -> counterpart. ``decided_by`` is a rule (``rule:employee_number``) or a person's user id."""

    company_id: str
    kind: CounterpartKind
    source_id: str
    vendor_id: str
    decided_by: str
    score: int
    decided_at: Utc
    version: int = 0
