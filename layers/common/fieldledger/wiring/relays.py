"""The doors for our relays: the same for each vendor that publishes no webhooks."""

from collections.abc import Awaitable, Callable

from fieldledger.clients.vendor_event_queue import SqsVendorEventQueue
from fieldledger.clients.webhook_keys import ACCOUNT_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER
from fieldledger.domain.clock import SystemClock
from fieldledger.domain.connection import VendorName
from fieldledger.result import Result
from fieldledger.runtime import aws
from fieldledger.runtime.gateway import HttpEvent, header, raw_body, request_id
from fieldledger.runtime.secrets import WebhookKeysSecret
from fieldledger.services.webhooks.intake import Received, RelayIntake
from fieldledger.settings import VendorEventsQueueSettings, WebhookKeysSettings

type ReadKeys = Callable[[str, type[WebhookKeysSecret]], Awaitable[Result[WebhookKeysSecret]]]


class RelaySettings(WebhookKeysSettings, VendorEventsQueueSettings):
    """What the function of a relay's door needs."""


def relay_intake(vendor: VendorName, settings: RelaySettings) -> RelayIntake:
    """The intake on SQS."""
    return RelayIntake(vendor, SqsVendorEventQueue(aws.direct_sqs, settings.vendor_events_queue_url), SystemClock())


async def receive(
    event: HttpEvent, intake: RelayIntake, settings: RelaySettings, read_keys: ReadKeys
) -> Result[Received]:
    """Hand a request to ``intake``; ``STORE_UNAVAILABLE`` while the keys cannot be read."""
    secret = await read_keys(settings.webhook_keys_secret_id, WebhookKeysSecret)
    if secret.failed:
        return secret.failure()
    return await intake.receive(
        raw_body(event),
        header(event, ACCOUNT_HEADER),
        header(event, SIGNATURE_HEADER),
        header(event, TIMESTAMP_HEADER),
        secret.unwrap().keys,
        request_id(event),
    )
