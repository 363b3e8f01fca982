"""POST /v1/webhooks/raken: what a customer's relay reports of Raken, which publishes no webhooks itself.

Needs nothing but SQS and a secret: no framework, no table. The worker behind the queue does the rest.
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.domain.connection import VendorName
from fieldledger.runtime import lambda_entry
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.gateway import HttpAnswer, HttpEvent
from fieldledger.runtime.webhooks import read_secret, webhook_answer
from fieldledger.services.webhooks.intake import Received
from fieldledger.settings import load
from fieldledger.wiring.relays import RelaySettings, receive, relay_intake

settings = load(RelaySettings)
intake = relay_intake(VendorName.RAKEN, settings)


@lambda_entry.api
def lambda_handler(event: HttpEvent, context: LambdaContext) -> HttpAnswer:  # noqa: ARG001 - Lambda's signature
    """200 once the events are queued; a relay repeats a 5xx and nothing else."""
    received = run(receive(event, intake, settings, read_secret))
    seen = received.unwrap_or(Received(events=0))
    return webhook_answer(received, event, unreadable=seen.unreadable, unknown=seen.unknown)
