"""POST /v1/webhooks/quickbooks: check Intuit's signature, queue the events, answer within three seconds.

Needs nothing but SQS: no framework, no table. The worker behind the queue does the rest.
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.clients.quickbooks.webhooks import SIGNATURE_HEADER
from fieldledger.clients.vendor_event_queue import SqsVendorEventQueue
from fieldledger.result import Result
from fieldledger.runtime import aws, lambda_entry
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.gateway import HttpAnswer, HttpEvent, header, raw_body, request_id
from fieldledger.runtime.secrets import WebhookSecret
from fieldledger.runtime.webhooks import read_secret, webhook_answer
from fieldledger.services.quickbooks_intake import QuickbooksIntake, QuickbooksReceived
from fieldledger.settings import EventsQueueSettings, QuickbooksSecretSettings, load


class WebhookSettings(QuickbooksSecretSettings, EventsQueueSettings):
    """What this function needs."""


settings = load(WebhookSettings)
intake = QuickbooksIntake(SqsVendorEventQueue(aws.direct_sqs, settings.quickbooks_events_queue_url))


@lambda_entry.api
def lambda_handler(event: HttpEvent, context: LambdaContext) -> HttpAnswer:  # noqa: ARG001 - Lambda's signature
    """200 once the events are queued. Any other answer makes Intuit repeat the delivery."""
    received = run(_receive(event))
    return webhook_answer(received, event, unreadable=received.map(lambda known: known.unreadable).unwrap_or(0))


async def _receive(event: HttpEvent) -> Result[QuickbooksReceived]:
    secret = await read_secret(settings.quickbooks_secret_id, WebhookSecret)
    if secret.failed:
        return secret.failure()
    signature = header(event, SIGNATURE_HEADER)
    return await intake.receive(raw_body(event), signature, secret.unwrap().verifier_tokens, request_id(event))
