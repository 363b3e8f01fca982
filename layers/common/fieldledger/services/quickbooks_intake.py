"""Taking in QuickBooks' webhooks: genuine, understood, queued; in that order and nothing else."""

from collections.abc import Sequence

from fieldledger.clients.quickbooks.webhooks import is_genuine, read_delivery
from fieldledger.clients.vendor_event_queue import VendorEventQueue
from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.connection import VendorName
from fieldledger.log import LogEvent, logger
from fieldledger.result import ErrorCode, Result


class QuickbooksReceived(CanonicalModel):
    """What was queued; ``unreadable`` events were dropped, the scheduled syncs find what they were about."""

    events: int
    unreadable: int


class QuickbooksIntake:
    """Needs nothing but the queue to be up.

    Only what Intuit did not sign is refused, and what the queue did not take: Intuit repeats a refused delivery for
    days and holds back later ones (quickbooks.md 6.4), which does not make it readable. Such a one is counted.
    """

    def __init__(self, queue: VendorEventQueue) -> None:
        self._queue = queue

    async def receive(
        self, body: bytes, signature: str, verifier_tokens: Sequence[str], correlation_id: str
    ) -> Result[QuickbooksReceived]:
        """Queue the events of a delivery. ``SIGNATURE_INVALID``, ``QUEUE_UNAVAILABLE``."""
        if not is_genuine(body, signature, verifier_tokens):
            return Result.fail("the signature does not fit the body", ErrorCode.SIGNATURE_INVALID)
        read = read_delivery(body)
        if read.failed:
            logger.warning(LogEvent.WEBHOOK_UNREADABLE, extra={"cause": read.error})
            return Result.ok(QuickbooksReceived(events=0, unreadable=1))
        delivery = read.unwrap()
        queued = await self._queue.send(VendorName.QUICKBOOKS, delivery.by_account(), correlation_id)
        if queued.failed:
            return queued.failure()
        received = QuickbooksReceived(events=len(delivery.events), unreadable=delivery.unreadable)
        logger.info(LogEvent.WEBHOOK_QUEUED, extra={"messages": queued.unwrap(), **received.model_dump()})
        return Result.ok(received)
