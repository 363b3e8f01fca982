"""The name lists of QuickBooks: what postings refer to and records of ours are linked to (domain/identity.py)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.facts.amounts import Exact
from fieldledger.domain.sync_resource import SyncResource


class CounterpartKind(StrEnum):
    """Name lists of the books that postings refer to."""

    EMPLOYEE = "employee"
    CUSTOMER = "customer"
    VENDOR = "vendor"
    ITEM = "item"
    ACCOUNT = "account"
    CLASS = "class"


LISTS: Final[Mapping[SyncResource, CounterpartKind]] = {
    SyncResource.QUICKBOOKS_CUSTOMERS: CounterpartKind.CUSTOMER,
    SyncResource.QUICKBOOKS_VENDORS: CounterpartKind.VENDOR,
    SyncResource.QUICKBOOKS_EMPLOYEES: CounterpartKind.EMPLOYEE,
    SyncResource.QUICKBOOKS_ITEMS: CounterpartKind.ITEM,
    SyncResource.QUICKBOOKS_ACCOUNTS: CounterpartKind.ACCOUNT,
    SyncResource.QUICKBOOKS_CLASSES: CounterpartKind.CLASS,
}
"""The name lists, of which the posting engine has the one copy."""


class Counterpart(CanonicalModel):
    """One row of a QuickBooks name list, as last read.

    ``number`` is the employee's payroll number or the account's number; the name of an account, an item or a class is
    its whole path with colons. ``cost_rate`` is what an hour of a worker costs, where QuickBooks says so;
    ``account_type`` and ``account_sub_type`` are an account's. ``purchased``: whether an item can be bought; None of
    other rows, and of an item that was read before this was kept. A row that is ``gone`` (merged into another one) is
    in no list any more and not active.
    """

    company_id: str
    kind: CounterpartKind
    vendor_id: str
    display_name: str
    number: str | None = None
    email: str | None = None
    cost_rate: Exact | None = None
    account_type: str | None = None
    account_sub_type: str | None = None
    purchased: bool | None = None
    active: bool = True
    gone: bool = False
    sync_token: str = "0"
