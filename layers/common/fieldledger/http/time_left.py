"""How long the request may still take."""

from typing import Annotated

from fieldledger.http.declarations import Depends
from fieldledger.http.request import Request
from fieldledger.runtime.deadline import Deadline


def _time_left(request: Request) -> Deadline:
    return Deadline.of(request.context)


TimeLeft = Annotated[Deadline, Depends(_time_left)]
