"""Types of request parameters that several routes share."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

# Printable and without "#", which separates the parts of our keys.
RecordId = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r'^[!"$-~]+$')]

# One line of text without control characters.
PlainText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")
]

# What a list is searched for.
SearchText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")
]

Order = Literal["asc", "desc"]

# Dollars and cents, not negative.
Money = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
