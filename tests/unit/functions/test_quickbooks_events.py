"""The worker of QuickBooks' events: waiting is no failing, however often it happens."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from fieldledger.domain.connection import VendorName
from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime.put_back import TIRED
from tests.builders.webhooks import a_vendor_event
from tests.fakes.event_queue import MemoryEventQueue
from tests.support.lambda_context import FakeLambdaContext
from tests.unit.functions.conftest import Backend
from tests.unit.functions.test_vendor_events import a_record


@dataclass
class Books:
    """Answers as it is told."""

    answer: Result[int]
    handled: list[Sequence[VendorEvent]] = field(default_factory=list)

    async def handle(self, account_id: str, events: Sequence[VendorEvent]) -> Result[int]:
        self.handled.append(events)
        return self.answer


def work(backend: Backend, queue: MemoryEventQueue, answer: Result[int], receives: int) -> list[str]:
    event = a_vendor_event(vendor=VendorName.QUICKBOOKS, account_id="310687", entity="customer")
    parts = {"books": Books(answer), "queue": queue, "postponer": queue, "clock": lambda: backend.clock}
    handler = backend.function("workers/quickbooks_events", **parts).lambda_handler
    answered = handler({"Records": [a_record("0", [event], receives)]}, FakeLambdaContext(remaining_millis=300_000))
    return [failure["itemIdentifier"] for failure in answered["batchItemFailures"]]


def later(backend: Backend) -> Result[int]:
    until = backend.clock.now() + timedelta(minutes=5)
    return Result.fail("later", ErrorCode.BUDGET_EXHAUSTED, {"retry_at": until.isoformat()})


def test_out_of_budget_a_message_comes_back_when_it_is_over(backend: Backend) -> None:
    queue = MemoryEventQueue()

    assert work(backend, queue, later(backend), 1) == ["0"]
    assert (queue.put_off, queue.sent) == ([300], [])


@pytest.mark.parametrize("receives", [TIRED, TIRED + 1])
def test_one_that_has_waited_often_goes_as_a_new_message(receives: int, backend: Backend) -> None:
    queue = MemoryEventQueue()

    assert work(backend, queue, later(backend), receives) == []
    assert queue.sent == [(["event-1"], 300)]


def test_a_failure_without_an_end_stays_for_the_dead_letters(backend: Backend) -> None:
    queue = MemoryEventQueue()

    assert work(backend, queue, Result.fail("broken", ErrorCode.INTERNAL), TIRED) == ["0"]
    assert (queue.put_off, queue.sent) == ([], [])
