"""How long the request may still take."""

from typing import Annotated, cast

from aws_lambda_powertools.utilities.typing import LambdaContext
from fastapi import Depends, Request

from fieldledger.runtime.deadline import Deadline


def _time_left(request: Request) -> Deadline:
    """Mangum hands Lambda's context on."""
    return Deadline.of(cast("LambdaContext", request.scope["aws.context"]))


TimeLeft = Annotated[Deadline, Depends(_time_left)]
