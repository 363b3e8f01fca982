"""Types of request parameters that several routes share."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

# Printable and without "#", which separates the parts of our keys.
RecordId = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r'^[!"$-~]+$')]
# One line of a person's words.
PlainText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")
]
# A day on a jobsite: what lies outside is a slip of the pen.
JobsiteDay = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
# A moment with its offset.
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2101, 1, 1, tzinfo=UTC))]
# Of lists in the order of an index.
Order = Literal["asc", "desc"]
