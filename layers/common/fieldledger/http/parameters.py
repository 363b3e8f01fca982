"""Types of request parameters that several routes share."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

# Printable and without "#", which separates the parts of our keys.
RecordId = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r'^[!"$-~]+$')]
# What a person writes in one line: nothing that a log or a terminal would take for a command.
PlainText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")
]
# Of lists in the order of an index.
Order = Literal["asc", "desc"]
# Dollars and cents, not negative.
Money = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
# A day that a contractor may have to do with.
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
