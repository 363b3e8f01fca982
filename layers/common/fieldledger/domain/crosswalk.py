"""The name lists of QuickBooks: what postings refer to and records of ours are linked to (domain/identity.py)."""

from enum import StrEnum

from fieldledger.domain.base import CanonicalModel


class CounterpartKind(StrEnum):
    """Name lists of the books that postings refer to."""

    EMPLOYEE = "employee"
    CUSTOMER = "customer"
    VENDOR = "vendor"
    ITEM = "item"
    ACCOUNT = "account"
    CLASS = "class"


class Counterpart(CanonicalModel):
    """One row of a QuickBooks name list, as last read.

    ``number`` is the employee's payroll number or the account's number; the name of an account, an item or a class is
    its whole path with colons.
    """

    company_id: str
    kind: CounterpartKind
    vendor_id: str
    display_name: str
    number: str | None = None
    email: str | None = None
    active: bool = True
    sync_token: str = "0"
