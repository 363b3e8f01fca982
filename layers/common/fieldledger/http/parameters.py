"""Types of request parameters that several routes share."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from fieldledger.domain.connection import VendorName

# Printable and without "#", which separates the parts of our keys.
RecordId = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r'^[!"$-~]+$')]

# The vendors at which people sign in, and those that know our app by its own credentials.
type SignInVendor = Literal[VendorName.RAKEN, VendorName.QUICKBOOKS, VendorName.PROCORE]
type AppVendor = Literal[VendorName.PROCORE, VendorName.FOUNDATION]
