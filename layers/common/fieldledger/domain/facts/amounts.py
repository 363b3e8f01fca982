"""Numbers inside facts: 8, 8.0 and 8.00 are one fact, so that a vendor's way of writing them changes nothing."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator


def trimmed(value: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent; zero has no sign."""
    return Decimal(f"{value.normalize():f}") if value else Decimal(0)


type Exact = Annotated[Decimal, AfterValidator(trimmed)]
"""Money, hours or a quantity."""
