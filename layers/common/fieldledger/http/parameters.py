"""Types of request parameters that several routes share."""

from typing import Annotated, Literal

from pydantic import StringConstraints

# Printable and without "#", which separates the parts of our keys.
RecordId = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r'^[!"$-~]+$')]

# One line of a person's words.
PlainText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")
]
# Why somebody decides something, as the audit trail keeps it.
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$")
]
# Of lists in the order of an index.
Order = Literal["asc", "desc"]
