"""POST /v1/webhooks/quickbooks: check Intuit's signature, queue the events, answer within three seconds.

Needs nothing but SQS: no framework, no table. The worker behind the queue does the rest.
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.clients.quickbooks_webhooks import SIGNATURE_HEADER, is_genuine, read_delivery
from fieldledger.clients.vendor_event_queue import SqsVendorEventQueue
from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.connection import VendorName
from fieldledger.log import LogEvent, logger
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime import aws, lambda_entry, metrics
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.gateway import HttpAnswer, HttpEvent, failure_answer, raw_body, request_id, success_answer
from fieldledger.runtime.secrets import WebhookSecret, read_secret
from fieldledger.settings import EventsQueueSettings, QuickbooksSecretSettings, load


class WebhookSettings(QuickbooksSecretSettings, EventsQueueSettings):
    """What this function needs."""


class Received(CanonicalModel):
    """What was queued; ``unreadable`` events were dropped, the scheduled syncs find what they were about."""

    events: int
    unreadable: int


settings = load(WebhookSettings)
queue = SqsVendorEventQueue(aws.sqs, settings.quickbooks_events_queue_url)


@lambda_entry.api
def lambda_handler(event: HttpEvent, context: LambdaContext) -> HttpAnswer:  # noqa: ARG001 - Lambda's signature
    """200 once the events are queued. Any other answer makes Intuit repeat the delivery."""
    received = run(_receive(event))
    if received.success:
        return success_answer(received.unwrap(), request_id(event))
    logger.warning(LogEvent.WEBHOOK_REFUSED, extra={"code": received.error_code, **received.details})
    metrics.count("WebhooksRefused")
    return failure_answer(received, request_id(event))


async def _receive(event: HttpEvent) -> Result[Received]:
    secret = await read_secret(settings.quickbooks_secret_id, WebhookSecret)
    if secret.failed:
        return secret.failure()
    body = raw_body(event)
    signature = event.get("headers", {}).get(SIGNATURE_HEADER, "")
    if body is None or not is_genuine(body, signature, secret.unwrap().verifier_tokens):
        return Result.fail("the signature does not fit the body", ErrorCode.SIGNATURE_INVALID)
    read = read_delivery(body)
    if read.failed:
        return read.failure()
    delivery = read.unwrap()
    queued = await queue.send(VendorName.QUICKBOOKS, delivery.by_account(), request_id(event))
    if queued.failed:
        return queued.failure()
    received = Received(events=len(delivery.events), unreadable=delivery.unreadable)
    logger.info(LogEvent.WEBHOOK_QUEUED, extra={"messages": queued.unwrap(), **received.model_dump()})
    metrics.count("WebhookEventsUnreadable", delivery.unreadable)
    return Result.ok(received)
