"""POST /v1/webhooks/procore: check the hook's bearer, queue the events, answer within five seconds.

Needs nothing but SQS and a secret: no framework, no table. The worker behind the queue does the rest.
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.clients.vendor_event_queue import SqsVendorEventQueue
from fieldledger.result import Result
from fieldledger.runtime import aws, lambda_entry
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.gateway import HttpAnswer, HttpEvent, header, raw_body, request_id
from fieldledger.runtime.secrets import WebhookKeysSecret
from fieldledger.runtime.webhooks import read_secret, webhook_answer
from fieldledger.services.webhooks.intake import ProcoreIntake, Received
from fieldledger.settings import VendorEventsQueueSettings, WebhookKeysSettings, load


class WebhookSettings(WebhookKeysSettings, VendorEventsQueueSettings):
    """What this function needs."""


settings = load(WebhookSettings)
intake = ProcoreIntake(SqsVendorEventQueue(aws.direct_sqs, settings.vendor_events_queue_url))


@lambda_entry.api
def lambda_handler(event: HttpEvent, context: LambdaContext) -> HttpAnswer:  # noqa: ARG001 - Lambda's signature
    """200 once the events are queued. Any other answer makes Procore pause this hook."""
    received = run(_receive(event))
    seen = received.unwrap_or(Received(events=0))
    return webhook_answer(received, event, unreadable=seen.unreadable, unknown=seen.unknown)


async def _receive(event: HttpEvent) -> Result[Received]:
    secret = await read_secret(settings.webhook_keys_secret_id, WebhookKeysSecret)
    if secret.failed:
        return secret.failure()
    return await intake.receive(
        raw_body(event), header(event, "authorization"), secret.unwrap().keys, request_id(event)
    )
