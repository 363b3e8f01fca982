"""Numbers of facts: one spelling for one value, so that the same amount always has the same hash."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator


def _plain(value: Decimal) -> Decimal:
    """``8.00`` from one list and ``8`` from another are equal; without exponent, rounding or a negative zero."""
    text = f"{value:f}"
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return Decimal(0) if value == 0 else Decimal(short)


Number = Annotated[Decimal, AfterValidator(_plain)]
