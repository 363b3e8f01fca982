"""Types of request parameters that several routes share."""

from typing import Annotated

from pydantic import StringConstraints

# Printable and without "#", which separates the parts of our keys.
RecordId = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r'^[!"$-~]+$')]
# What a person writes in one line: nothing that a log or a terminal would take for a command.
PlainText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")
]
