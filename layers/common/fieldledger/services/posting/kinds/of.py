"""Picks the kind of a draft or of a record."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from fieldledger.clients.quickbooks.fields import Fields
from fieldledger.clients.quickbooks.models import Bill, Customer, Invoice, Record, TimeActivity, Transaction, Vendor
from fieldledger.domain.company import Company
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.drafts import (
    BillDraft,
    CustomerDraft,
    Draft,
    InvoiceDraft,
    PerDiemDraft,
    TimeActivityDraft,
    VendorDraft,
)
from fieldledger.result import ErrorCode, Result
from fieldledger.services.posting.kinds import documents, parties, time_activity
from fieldledger.services.posting.kinds.needs import Needs, References

RECORDS: Final[Mapping[str, type[Record]]] = {
    kind.entity(): kind for kind in (TimeActivity, Customer, Vendor, Bill, Invoice)
}
"""The class of each entity that is written."""

_ENTITIES: Final[Mapping[str, type[Record]]] = {
    "time_activity": TimeActivity,
    "customer": Customer,
    "vendor": Vendor,
    "bill": Bill,
    "invoice": Invoice,
}


def entity_of(draft: Draft) -> str:
    """What QuickBooks calls it."""
    return _ENTITIES[draft.kind].entity()


def needs(company: Company, draft: Draft) -> Needs:
    """The rows that a draft refers to; a failure carries the inbox's ``subject`` in its details."""
    match draft:
        case TimeActivityDraft():
            return time_activity.needs(company, draft)
        case PerDiemDraft():
            text = "QuickBooks holds hours, and no amount for a day"
            return Result.fail(text, ErrorCode.BOOKS_WOULD_REFUSE, {"subject": f"pay_type:{draft.pay_type}"})
        case CustomerDraft():
            return parties.customer_needs(draft)
        case VendorDraft():
            return Result.ok(())
        case BillDraft():
            return documents.bill_needs(company, draft)
        case InvoiceDraft():
            return documents.invoice_needs(company, draft)


def fields(company: Company, draft: Draft, marker: str, refers: References, currency: str | None = None) -> Fields:
    """The record as QuickBooks takes it; ``currency`` is named in documents, for books that have several."""
    match draft:
        case TimeActivityDraft():
            return time_activity.fields(company, draft, marker, refers)
        case PerDiemDraft():
            raise TypeError("a per diem is no record of QuickBooks")
        case CustomerDraft():
            return parties.customer_fields(draft, marker, refers)
        case VendorDraft():
            return parties.vendor_fields(draft)
        case BillDraft():
            return documents.bill_fields(company, draft, marker, refers, currency)
        case InvoiceDraft():
            return documents.invoice_fields(company, draft, marker, refers, currency)


def key_of_draft(draft: Draft, marker: str) -> str:
    """What finds the record again in the books: a party's name, or our marker."""
    return parties.name_key(draft.display_name) if isinstance(draft, CustomerDraft | VendorDraft) else marker


def key_of(held: Record) -> str | None:
    """What a record in the books would be found by: None if it carries nothing of ours."""
    match held:
        case Customer() | Vendor():
            return parties.name_key(held.display_name)
        case TimeActivity():
            return marker_in(held.description)
        case Transaction():
            return marker_in(held.private_note)
        case _:
            return None


def marker_in(text: str | None) -> str | None:
    """The marker at the end of a text."""
    words = (text or "").split()
    return words[-1] if words and words[-1].startswith("[fl:") and words[-1].endswith("]") else None


def is_voided(held: Record) -> bool:
    """A voided invoice stays, with this word before its note (quickbooks.md 1.3)."""
    return isinstance(held, Invoice) and (held.private_note or "").startswith("Voided")


def day_held(held: Record) -> date | None:
    """The day under which the books hold a record; None if it has none that can be read."""
    text = held.txn_date if isinstance(held, TimeActivity | Transaction) else None
    try:
        return None if text is None else date.fromisoformat(str(text))
    except ValueError:
        return None


def quantity_held(held: Record) -> Decimal:
    """Minutes of time, the total of a document."""
    match held:
        case TimeActivity():
            return Decimal(held.total_minutes)
        case Transaction():
            return held.total or Decimal(0)
        case _:
            return Decimal(0)


def customer_held(held: Record) -> str | None:
    """The job that time or an invoice is booked on; a bill names its jobs line by line."""
    customer = held.customer if isinstance(held, TimeActivity | Invoice) else None
    return None if customer is None else customer.value


def differences(sent: str, held: Record) -> Mapping[str, str]:
    """Where the books hold something else than ``sent``, a sealed body."""
    wanted = type(held).model_validate({"Id": held.id, **json.loads(sent)})
    match wanted, held:
        case TimeActivity(), TimeActivity():
            return time_activity.differences(wanted, held)
        case Bill(), Bill():
            return documents.bill_differences(wanted, held)
        case Invoice(), Invoice():
            return documents.invoice_differences(wanted, held)
        case Customer(), Customer():
            return parties.customer_differences(wanted, held)
        case _, Vendor():
            return parties.vendor_differences(held)
        case _:
            return {}


def links_to(draft: Draft) -> tuple[CounterpartKind, str] | None:
    """The link that posting a party makes: our id to the new row."""
    match draft:
        case CustomerDraft():
            return CounterpartKind.CUSTOMER, draft.customer_id
        case VendorDraft():
            return CounterpartKind.VENDOR, draft.supplier_id
        case _:
            return None
