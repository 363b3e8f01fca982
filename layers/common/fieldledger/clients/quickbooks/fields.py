"""The fields of a record on their way to QuickBooks (quickbooks.md 1.3)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from fieldledger.clients.quickbooks.models import Record

type Value = str | int | Decimal | bool | Sequence[Value] | Mapping[str, Value] | None
type Fields = Mapping[str, Value]

# Set by QuickBooks alone; the two numbers come masked, and a masked number must not be sent back.
_NEVER_SENT_BACK: Final = frozenset({"MetaData", "domain", "status", "sparse", "SSN", "TaxIdentifier"})

SPARSE_REQUIRES: Final[Mapping[str, tuple[str, ...]]] = {
    "Bill": ("VendorRef",),
    "BillPayment": ("VendorRef",),
    "VendorCredit": ("VendorRef",),
    "Class": ("Name",),
    "Department": ("Name",),
    "Purchase": ("PaymentType",),
}
"""What a sparse update has to repeat although it does not change it (quickbooks.md 1.3)."""


def full_update(current: Record, changes: Fields) -> dict[str, Value]:
    """``current`` with ``changes``: a full update sets every writable field that it leaves out to null."""
    kept = {name: sendable(value) for name, value in current.fields().items() if name not in _NEVER_SENT_BACK}
    return kept | dict(changes) | _identity(current)


def sparse_update(current: Record, changes: Fields) -> dict[str, Value]:
    """``changes`` alone, with what the entity wants to see again. A ``Line`` in it replaces all lines."""
    held = current.fields()
    repeated = {name: sendable(held[name]) for name in SPARSE_REQUIRES.get(current.entity(), ()) if name in held}
    return repeated | dict(changes) | _identity(current) | {"sparse": True}


def bare(current: Record) -> dict[str, Value]:
    """Id and SyncToken, for what needs nothing else."""
    return dict(_identity(current))


def _identity(current: Record) -> dict[str, Value]:
    return {"Id": current.id, "SyncToken": current.sync_token}


def sendable(value: object) -> Value:
    """A value of a model in the forms that JSON has; days and moments become text."""
    match value:
        case Mapping():
            return {str(name): sendable(each) for name, each in value.items()}
        case list() | tuple():
            return [sendable(each) for each in value]
        case datetime() | date():
            return value.isoformat()
        case str() | int() | Decimal() | None:
            return value
        case _:
            raise TypeError(f"{type(value).__name__} has no JSON form")
