"""The values inside QuickBooks' records, read carefully: numbers of a sane size, days, moments."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

# Amounts have 15 digits at most (quickbooks.md 7.1). Anything far beyond is no amount, and an exponent of a billion
# would make later arithmetic run out of memory.
_FINEST_EXPONENT: Final = -20
_COARSEST_EXPONENT: Final = 15


def _number(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or not _FINEST_EXPONENT <= exponent <= _COARSEST_EXPONENT:
        raise ValueError("a number of no plausible size")
    return value


def _plausible(value: object) -> object:
    return _number(value) if isinstance(value, Decimal) else value


def _text(value: object) -> object:
    """Pydantic would read a bare number as seconds since 1970."""
    if isinstance(value, str | date):
        return value
    raise ValueError("a date or time is text")


def _utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


type Amount = Annotated[Decimal, AfterValidator(_number)]
"""Money, a rate or a quantity, exactly as the vendor wrote it."""

type Whole = Annotated[int, BeforeValidator(_plausible)]
"""A whole number."""

type Day = Annotated[date, BeforeValidator(_text)]
"""A day of the company's calendar, without a zone."""

type Moment = Annotated[AwareDatetime, BeforeValidator(_text), AfterValidator(_utc)]
"""A moment in UTC; the vendor writes it with the company's offset."""

type WallTime = Annotated[datetime, BeforeValidator(_text)]
"""A time of the company's clock; its offset is kept as sent, and QuickBooks ignores it (quickbooks.md 7.2)."""
