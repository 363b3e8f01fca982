"""SQS as far as it matters: delays, visibility, receives that are counted, and messages that come twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from fieldledger.domain.connection import VendorName
from fieldledger.domain.vendor_event import VendorEvent, VendorEvents
from fieldledger.result import ErrorCode, Result
from tests.fakes.clock import FakeClock

DELAY: Final = timedelta(seconds=5)
VISIBILITY: Final = timedelta(seconds=1810)
BATCH: Final = 500
TWICE: Final = 0.03
"""Share of messages that come once more although they were deleted: a standard queue delivers at least once."""
REFUSALS: Final = 0.01
"""Share of sends that the queue does not take; then Procore is answered 503 and repeats."""
MOST_RECEIVES: Final = 5


@dataclass(slots=True)
class _Message:
    body: str
    visible_at: datetime
    receives: int = 0


class Queue:
    """Implements ``VendorEventQueue`` and ``Postponer``."""

    def __init__(self, clock: FakeClock, rng: Random, most_receives: int = MOST_RECEIVES) -> None:
        self._clock = clock
        self._rng = rng
        self._most_receives = most_receives
        self._messages: dict[str, _Message] = {}
        self._next = 0
        self.dead = 0
        self.received = 0

    async def send(
        self,
        vendor: VendorName,
        events: Mapping[str, Sequence[VendorEvent]],
        correlation_id: str,
        delay_seconds: int | None = None,
    ) -> Result[int]:
        """Take the events, or now and then refuse them."""
        del correlation_id
        if self._rng.random() < REFUSALS:
            return Result.fail("the queue did not answer", ErrorCode.QUEUE_UNAVAILABLE)
        delay = DELAY if delay_seconds is None else timedelta(seconds=delay_seconds)
        for account, listed in events.items():
            body = VendorEvents(vendor=vendor, account_id=account, events=tuple(listed)).model_dump_json()
            self._put(body, self._clock.now() + delay)
        return Result.ok(len(events))

    async def postpone(self, receipt_handle: str, seconds: int) -> Result[None]:
        """Hide a message for that long."""
        self._messages[receipt_handle].visible_at = self._clock.now() + timedelta(seconds=seconds)
        return Result.ok(None)

    def receive(self) -> list[dict[str, object]]:
        """A batch as Lambda hands it over; what was received too often goes to the dead letters."""
        visible = [key for key, message in self._messages.items() if message.visible_at <= self._clock.now()]
        batch: list[dict[str, object]] = []
        for key in visible:
            message = self._messages[key]
            if message.receives >= self._most_receives:
                del self._messages[key]
                self.dead += 1
                continue
            message.receives += 1
            message.visible_at = self._clock.now() + VISIBILITY
            batch.append(_record(key, message))
            if len(batch) == BATCH:
                break
        self.received += len(batch)
        return batch

    def settle(self, batch: Sequence[Mapping[str, object]], kept: set[str]) -> None:
        """Delete what was done; a few of those come again."""
        for record in batch:
            key = str(record["messageId"])
            if key in kept:
                continue
            message = self._messages.pop(key)
            if self._rng.random() < TWICE:
                self._put(message.body, self._clock.now() + timedelta(seconds=self._rng.uniform(1, 60)))

    def next_at(self) -> datetime | None:
        """When something becomes visible."""
        return min((message.visible_at for message in self._messages.values()), default=None)

    def _put(self, body: str, visible_at: datetime) -> None:
        self._next += 1
        self._messages[str(self._next)] = _Message(body, visible_at)


def _record(key: str, message: _Message) -> dict[str, object]:
    return {
        "messageId": key,
        "receiptHandle": key,
        "body": message.body,
        "attributes": {"ApproximateReceiveCount": str(message.receives)},
        "messageAttributes": {},
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:vendor-events",
    }
