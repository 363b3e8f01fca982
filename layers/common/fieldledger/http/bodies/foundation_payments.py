"""A payments file of FOUNDATION as a person sends it."""

from typing import Annotated

from pydantic import Field

from fieldledger.http.bodies.base import Body


class PaymentsFileBody(Body):
    """``csv`` is the file's text, its first line the names of the columns."""

    csv: Annotated[str, Field(min_length=1, max_length=200_000)]
