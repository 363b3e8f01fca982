"""Types of request parameters that several routes share."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from fieldledger.domain.connection import VendorName

# Printable and without "#", which separates the parts of our keys.
RecordId = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r'^[!"$-~]+$')]

# The vendors at which people sign in, and those that know our app by its own credentials.
type SignInVendor = Literal[VendorName.RAKEN, VendorName.QUICKBOOKS, VendorName.PROCORE]
type AppVendor = Literal[VendorName.PROCORE, VendorName.FOUNDATION]

# What a person writes in one line: nothing that a log or a terminal would take for a command.
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

# A day that a jobsite, or a typing mistake of little consequence, can have.
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]

# Why somebody decides something, as the audit trail keeps it.
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$")
]
