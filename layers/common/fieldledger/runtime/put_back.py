"""Giving vendors' events back to their queue, as often as it takes, without their ending among the dead letters."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from fieldledger.clients.vendor_event_queue import VendorEventQueue
from fieldledger.domain.clock import Clock
from fieldledger.domain.vendor_event import VendorEvent, VendorEvents
from fieldledger.log import LogEvent, logger
from fieldledger.runtime.sqs_batch import Done, Outcome, Retry
from fieldledger.runtime.sqs_messages import SqsMessage, seconds_until

TIRED: Final = 3
"""Receives after which a message that only waits is sent anew; the queues give up after five."""


async def put_back(
    message: SqsMessage[VendorEvents],
    events: Sequence[VendorEvent],
    at: datetime,
    queue: VendorEventQueue,
    clock: Clock,
) -> Outcome:
    """Have ``events`` of the message, for which it only has to wait, come back at ``at``.

    SQS counts every receive and cannot tell waiting from failing, so a message that has waited often enough goes as a
    new one. If that fails, it stays what it is.
    """
    if message.receive_count < TIRED:
        return Retry(at)
    body = message.body
    delay = seconds_until(at, clock.now())
    sent = await queue.send(body.vendor, {body.account_id: events}, message.correlation_id or "", delay)
    if sent.failed:
        return Retry(at)
    logger.info(LogEvent.EVENTS_REQUEUED, extra={"entity_id": message.message_id, "events": len(events)})
    return Done()
