"""Taking in deliveries: genuine, understood, queued; in that order and nothing else."""

from collections.abc import Sequence

from fieldledger.clients import relay_events
from fieldledger.clients.procore import webhook_events
from fieldledger.clients.vendor_event_queue import VendorEventQueue
from fieldledger.clients.webhook_keys import account_of_bearer, check_relay, relay_key
from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.log import LogEvent, logger
from fieldledger.result import ErrorCode, Result
from fieldledger.services.webhooks.subjects import subject_of


class Received(CanonicalModel):
    """What was queued. ``unreadable`` events and those of resources ``unknown`` to us were dropped."""

    events: int
    unreadable: int = 0
    unknown: int = 0


class ProcoreIntake:
    """Needs nothing but the queue to be up, and the keys.

    A refusal makes Procore hold back all later deliveries of the hook, for up to an hour, and lose them after twelve
    (procore.md 5). So only a stranger is refused: of a genuine delivery, what cannot be read is counted and dropped.
    """

    def __init__(self, queue: VendorEventQueue) -> None:
        self._queue = queue

    async def receive(
        self, body: bytes, authorization: str, keys: Sequence[str], correlation_id: str
    ) -> Result[Received]:
        """Queue the events. ``SIGNATURE_INVALID``, ``QUEUE_UNAVAILABLE``."""
        holder = account_of_bearer(authorization, keys)
        if holder.failed:
            return holder.failure()
        read = webhook_events.read_delivery(body, holder.unwrap())
        if read.failed:
            return Result.ok(_unreadable(read.error or ""))
        delivery = read.unwrap()
        if delivery.foreign:
            return Result.fail("the bearer belongs to another company", ErrorCode.SIGNATURE_INVALID)
        return await _queued(self._queue, delivery.events, delivery.unreadable, correlation_id)


class RelayIntake:
    """For the relays that we hand to customers of ``vendor``. Answers are theirs to read: they repeat only a 5xx."""

    def __init__(self, vendor: VendorName, queue: VendorEventQueue, clock: Clock) -> None:
        self._vendor = vendor
        self._queue = queue
        self._clock = clock

    async def receive(
        self, body: bytes, account_id: str, signatures: str, timestamp: str, keys: Sequence[str], correlation_id: str
    ) -> Result[Received]:
        """Queue the events. As ``check_relay`` and ``read_report``, and ``QUEUE_UNAVAILABLE``."""
        own_keys = [relay_key(key, self._vendor, account_id) for key in keys]
        genuine = check_relay(body, signatures, timestamp, own_keys, self._clock.now())
        if genuine.failed:
            return genuine.failure()
        read = relay_events.read_report(body, self._vendor, account_id)
        if read.failed:
            return read.failure()
        return await _queued(self._queue, read.unwrap().events, read.unwrap().unreadable, correlation_id)


async def _queued(
    queue: VendorEventQueue, events: Sequence[VendorEvent], unreadable: int, correlation_id: str
) -> Result[Received]:
    known = [event for event in events if subject_of(event) is not None]
    received = Received(events=len(known), unreadable=unreadable, unknown=len(events) - len(known))
    messages = 0
    if known:
        queued = await queue.send(known[0].vendor, {known[0].account_id: known}, correlation_id)
        if queued.failed:
            return queued.failure()
        messages = queued.unwrap()
    logger.info(LogEvent.WEBHOOK_QUEUED, extra={"messages": messages, **received.model_dump()})
    return Result.ok(received)


def _unreadable(why: str) -> Received:
    logger.warning(LogEvent.WEBHOOK_UNREADABLE, extra={"cause": why})
    return Received(events=0, unreadable=1)
