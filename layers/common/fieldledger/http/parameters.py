"""Types of request parameters that several routes share."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

# Printable and without "#", which separates the parts of our keys.
RecordId = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r'^[!"$-~]+$')]

# A day on a jobsite: what lies outside is a slip of the pen.
JobsiteDay = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
# Of lists in the order of an index.
Order = Literal["asc", "desc"]
