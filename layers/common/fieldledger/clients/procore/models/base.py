"""Types of Procore's fields: ids of either version, amounts as text, percentages with their sign (procore.md 6)."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

_DATE_LENGTH: Final = len("2026-01-01")
# More digits than any amount has; a number of a million digits is refused instead of computed.
_MOST_DIGITS: Final = 30
_ISO_CODE: Final = 3


class ProcoreModel(BaseModel):
    """Unknown fields are kept: Procore adds fields without notice, and customers add their own."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="allow", hide_input_in_errors=True)


def _id(value: object) -> object:
    """v1 sends 64-bit numbers, v2 text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _text(value: object) -> object:
    """The same field may be a number in one place and text in another."""
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _amount(value: object) -> object:
    if isinstance(value, str):
        return value.strip().replace(",", "") or None
    return None if isinstance(value, bool) else value


def _percent(value: object) -> object:
    return _amount(value.strip().removesuffix("%")) if isinstance(value, str) else _amount(value)


def _date(value: object) -> object:
    """Some dates come with a time of day; an empty text is no date."""
    if isinstance(value, str):
        return value.strip()[:_DATE_LENGTH] or None
    return value


def _currency(value: object) -> object:
    """Of a ``currency_configuration`` only what the amounts are in; what is no ISO code tells nothing."""
    code = value.get("currency_iso_code") if isinstance(value, dict) else None
    plain = code.strip().upper() if isinstance(code, str) else ""
    return plain if len(plain) == _ISO_CODE and plain.isascii() and plain.isalpha() else None


def _moment(value: object) -> object:
    return value.strip() or None if isinstance(value, str) else value


Id = Annotated[str, BeforeValidator(_id), Field(min_length=1)]
OptionalId = Annotated[str | None, BeforeValidator(_id)]
Text = Annotated[str | None, BeforeValidator(_text)]
_Number = Annotated[Decimal, Field(max_digits=_MOST_DIGITS)]
Amount = Annotated[_Number | None, BeforeValidator(_amount)]
# 96.36 for "96.36%".
Percent = Annotated[_Number | None, BeforeValidator(_percent)]
Currency = Annotated[str | None, BeforeValidator(_currency)]
Day = Annotated[date | None, BeforeValidator(_date)]
Moment = Annotated[AwareDatetime | None, BeforeValidator(_moment)]
# Documented as a date in some places and as a time in others.
DayOrMoment = Annotated[AwareDatetime | date | None, BeforeValidator(_moment)]

type Json = dict[str, object]


def _absent(value: object) -> object:
    return None if isinstance(value, dict) and value.get("id") is None else value


# A nested record; one without an id, such as the employee of an invoice, is none.
type Maybe[M] = Annotated[M | None, BeforeValidator(_absent)]


class Named(ProcoreModel):
    """A nested record; only its id is relied on."""

    id: Id
    name: str | None = None


class Person(ProcoreModel):
    """A user as other records show them."""

    id: Id
    name: str | None = None
    login: str | None = None


class VendorRef(ProcoreModel):
    """The vendor of a commitment; ``company`` is its name there, elsewhere it is ``name``."""

    id: Id
    company: str | None = None
    name: str | None = None
    origin_id: Text = None
    origin_data: Text = None


class Synced(ProcoreModel):
    """What every record carries that a sync knows: whose it is there and when it changed."""

    id: Id
    origin_id: Text = None
    origin_data: Text = None
    created_at: Moment = None
    updated_at: Moment = None
    deleted_at: Moment = None
