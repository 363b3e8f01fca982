"""Customers (owners and their jobs) and vendors. Display names are unique over both, and over employees too.

The name is therefore what finds such a record again, also one that a person created meanwhile (quickbooks.md 7.1).
"""

from collections.abc import Mapping
from typing import Final

from fieldledger.clients.quickbooks.fields import Fields
from fieldledger.clients.quickbooks.models import Customer, Vendor
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.drafts import CustomerDraft, VendorDraft
from fieldledger.result import Result
from fieldledger.services.posting.kinds.needs import Needs, References, job

_INACTIVE: Final = {"Active": "sent true, holds false: the name belongs to a deactivated row"}


def customer_needs(draft: CustomerDraft) -> Needs:
    """A job needs its owner."""
    return Result.ok(() if draft.parent_id is None else (job(draft.parent_id),))


def customer_fields(draft: CustomerDraft, marker: str, refers: References) -> Fields:
    """A job is a sub-customer: the API cannot make projects (quickbooks.md 7.2)."""
    own: Fields = {"DisplayName": draft.display_name, "Notes": marker}
    if draft.parent_id is None:
        return own
    parent = refers(CounterpartKind.CUSTOMER, draft.parent_id)
    return {**own, "Job": True, "ParentRef": parent, "BillWithParent": True}


def vendor_fields(draft: VendorDraft) -> Fields:
    """A vendor with what the jobsite knows of it; tax numbers are the accountant's to enter."""
    own: Fields = {"DisplayName": draft.display_name}
    return own if draft.email is None else {**own, "PrimaryEmailAddr": {"Address": draft.email}}


def customer_differences(wanted: Customer, held: Customer) -> Mapping[str, str]:
    """Another parent, or a row that is switched off."""
    ours, theirs = (record.parent and record.parent.value for record in (wanted, held))
    changed = {} if ours == theirs else {"ParentRef": f"sent {ours}, holds {theirs}"}
    return changed if held.active else {**changed, **_INACTIVE}


def vendor_differences(held: Vendor) -> Mapping[str, str]:
    """A row that is switched off; everything else of a vendor is the accountant's."""
    return {} if held.active else _INACTIVE


def name_key(display_name: str | None) -> str:
    """What finds a party again. Names are compared without case: quickbooks.md 7.1 leaves it open."""
    return f"name:{(display_name or '').casefold()}"
