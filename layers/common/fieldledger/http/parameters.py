"""Types of request parameters that several routes share."""

from typing import Annotated

from pydantic import StringConstraints

# Printable and without "#", which separates the parts of our keys.
RecordId = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r'^[!"$-~]+$')]
