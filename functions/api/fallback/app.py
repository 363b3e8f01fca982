"""Every address and method that no other route takes: 404 or 405 in the envelope."""

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.http.fallback import answer_unrouted
from fieldledger.runtime import lambda_entry
from fieldledger.runtime.gateway import HttpAnswer, HttpEvent
from fieldledger.settings import Settings, load

settings = load(Settings)


@lambda_entry.api
def lambda_handler(event: HttpEvent, context: LambdaContext) -> HttpAnswer:  # noqa: ARG001 - Lambda's signature
    """Answer."""
    return answer_unrouted(event)
