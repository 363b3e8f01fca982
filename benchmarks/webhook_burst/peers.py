"""How it is usually done: a read for each event that arrives; better, for each event that was not seen before."""

from collections.abc import Sequence
from typing import cast

from benchmarks.webhook_burst.queue import Queue
from benchmarks.webhook_burst.vendor import Procore
from fieldledger.domain.vendor_event import VendorEvent, VendorEvents
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.sqs_messages import seconds_until
from tests.fakes.clock import FakeClock


class OneReadPerEvent:
    """The usual worker; ``remembers`` has it keep the ids of events, as the documents advise."""

    def __init__(self, queue: Queue, procore: Procore, clock: FakeClock, *, remembers: bool) -> None:
        self._queue = queue
        self._procore = procore
        self._clock = clock
        self._remembers = remembers
        self._seen: set[str] = set()

    def work(self, batch: Sequence[dict[str, object]]) -> set[str]:
        """The messages that stay. Out of budget they come back as ours do, so that only the reads differ."""
        kept: set[str] = set()
        for record in batch:
            message = VendorEvents.model_validate_json(cast("str", record["body"]))
            if not all(self._read(event, str(record["messageId"])) for event in message.events):
                kept.add(str(record["messageId"]))
        return kept

    def _read(self, event: VendorEvent, message_id: str) -> bool:
        if self._remembers and event.event_id in self._seen:
            return True
        record_id = event.related[0].entity_id if event.related else event.entity_id
        fetched = self._procore.fetch(record_id)
        if fetched.retry_at is not None:
            run(self._queue.postpone(message_id, seconds_until(fetched.retry_at, self._clock.now())))
            return False
        self._seen.add(event.event_id)
        return True
