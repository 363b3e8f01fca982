"""What QuickBooks would refuse anyway, found before it is sent (quickbooks.md 3, 7.1)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from fieldledger.clients.quickbooks.fields import Fields, Value
from fieldledger.clients.quickbooks.models import BatchItem, BatchQuery
from fieldledger.clients.vendor_answer import CallOutcome
from fieldledger.result import ErrorCode, Result

MAX_REQUEST_ID: Final = 50
MAX_BATCH_REQUEST_ID: Final = 36
MAX_BID: Final = 10

# Display names: 500 in current texts, 100 in captured refusals; the smaller one is safe.
_LENGTHS: Final[Mapping[str, int]] = {
    "DisplayName": 100,
    "GivenName": 100,
    "MiddleName": 100,
    "FamilyName": 100,
    "CompanyName": 100,
    "Title": 16,
    "Suffix": 16,
    "PrintOnCheckName": 100,
    "Name": 100,
    "Sku": 100,
    "PurchaseDesc": 1000,
    "Notes": 2000,
    "DocNumber": 21,
    "PrivateNote": 4000,
    "Description": 4000,
    "Memo": 4000,
    "CustomerMemo.value": 1000,
}
_NAMES: Final = frozenset({"DisplayName", "GivenName", "MiddleName", "FamilyName", "PrintOnCheckName"})
_NOT_IN_NAMES: Final = re.compile(r"[:\t\n]")
_NOT_IN_ACCOUNT_NAMES: Final = re.compile(r'[":]')
# Money in "10.5 format"; rates may be larger and finer, as far as a JSON number holds them exactly.
_MONEY: Final = frozenset({"Amount", "TotalAmt", "DiscountAmt", "CostAmount"})
_WHOLE_DIGITS: Final = 10
_DECIMALS: Final = 5
_LARGEST: Final = Decimal(99_999_999_999)
_EXACT_DIGITS: Final = 15
_INEXACT: Final = "is no number that JSON holds exactly"
_UNSAYABLE: Final = "holds half of a character"


def check_fields(entity: str, fields: Fields) -> Result[None]:
    """``VALIDATION_FAILED`` with ``field``, a path like ``Line.0.Amount``, for the first that is out of bounds."""
    for path, value in _leaves(fields, ()):
        why = _objection(entity, path, value)
        if why is not None:
            return unsent(".".join(path), why)
    return Result.ok(None)


def check_sendable(fields: Fields) -> Result[None]:
    """``VALIDATION_FAILED`` for what no request can carry; a full update sends back what QuickBooks itself sent."""
    for path, value in _leaves(fields, ()):
        if isinstance(value, Decimal) and not _is_exact(value):
            return unsent(".".join(path), _INEXACT)
        if isinstance(value, str) and not _is_sayable(value):
            return unsent(".".join(path), _UNSAYABLE)
    return Result.ok(None)


def check_request_id(request_id: str, longest: int = MAX_REQUEST_ID) -> Result[None]:
    """A ``requestid`` is 1 to 50 characters long, 36 on a batch."""
    if 0 < len(request_id) <= longest:
        return Result.ok(None)
    return unsent("requestid", f"has {len(request_id)} characters, not 1 to {longest}")


def check_batch(request_id: str, items: Sequence[BatchItem | BatchQuery]) -> Result[None]:
    """A ``requestid`` of 36 characters and item ids of 10: the vendor joins the two and takes 50."""
    checked = check_items(items)
    return checked if checked.failed else check_request_id(request_id, MAX_BATCH_REQUEST_ID)


def check_items(items: Sequence[BatchItem | BatchQuery]) -> Result[None]:
    """Item ids of 1 to 10 characters, unique in their batch, for answers are told apart by them."""
    bids = [item.bid for item in items]
    if any(not 0 < len(bid) <= MAX_BID for bid in bids):
        return unsent("bId", f"has not 1 to {MAX_BID} characters")
    if len(set(bids)) < len(bids):
        return unsent("bId", "is not unique in the batch")
    return Result.ok(None)


def unsent(field: str, why: str) -> Result[None]:
    """The failure for a request that was not sent, since the vendor would have refused it."""
    details = {"field": field, "outcome": CallOutcome.NOT_SENT.value}
    return Result.fail(f"{field} {why}", ErrorCode.VALIDATION_FAILED, details)


def _leaves(value: Value, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str | Decimal]]:
    match value:
        case str() | Decimal():
            yield path, value
        case bool() | None:
            return
        case int():
            yield path, Decimal(value)
        case Mapping():
            for name, each in value.items():
                yield from _leaves(each, (*path, name))
        case _:
            for index, each in enumerate(value):
                yield from _leaves(each, (*path, str(index)))


def _objection(entity: str, path: tuple[str, ...], value: str | Decimal) -> str | None:
    return _text_objection(entity, path, value) if isinstance(value, str) else _number_objection(path[-1], value)


def _text_objection(entity: str, path: tuple[str, ...], text: str) -> str | None:
    name = path[-1]
    longest = _LENGTHS.get(".".join(path[-2:])) or _LENGTHS.get(name)
    if longest is not None and len(text) > longest:
        return f"has {len(text)} characters, more than {longest}"
    if not _is_sayable(text):
        return _UNSAYABLE
    if name in _NAMES and _NOT_IN_NAMES.search(text):
        return "holds a colon, a tab or a line break"
    if (entity, path) == ("Account", ("Name",)) and _NOT_IN_ACCOUNT_NAMES.search(text):
        return "holds a quotation mark or a colon"
    return None


def _number_objection(name: str, number: Decimal) -> str | None:
    if not _is_exact(number):
        return _INEXACT
    if abs(number) > _LARGEST:
        return f"is larger than {_LARGEST}"
    if name in _MONEY and not _is_money(number):
        return f"does not have at most {_WHOLE_DIGITS} digits before the point and {_DECIMALS} behind it"
    return None


def _is_exact(number: Decimal) -> bool:
    return number.is_finite() and len(number.normalize().as_tuple().digits) <= _EXACT_DIGITS


def _is_sayable(text: str) -> bool:
    return text.isprintable() or not any("\ud800" <= character <= "\udfff" for character in text)


def _is_money(amount: Decimal) -> bool:
    exponent = amount.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_DECIMALS and abs(amount) < 10**_WHOLE_DIGITS
