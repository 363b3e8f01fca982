"""The worker of vendors' events: which messages it deletes, which come back, and when."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from fieldledger.domain.connection import VendorName
from fieldledger.domain.vendor_event import VendorEvent, VendorEvents
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.put_back import TIRED
from tests.builders.webhooks import PROCORE_ACCOUNT, a_vendor_event
from tests.fakes.event_queue import MemoryEventQueue
from tests.support.lambda_context import FakeLambdaContext
from tests.unit.functions.conftest import Backend
from tests.unit.services.webhooks.desk import Desk


@dataclass
class Worker:
    """The function, its queue and the desk that it works at."""

    backend: Backend
    desk: Desk = field(default_factory=Desk)
    queue: MemoryEventQueue = field(default_factory=MemoryEventQueue)

    def work(self, *messages: Sequence[VendorEvent], receives: int = 1) -> list[str]:
        """Ids of the messages that SQS has to keep; they are named by their places."""
        handler = self.backend.function(
            "workers/vendor_events",
            handler=self.desk.handler,
            queue=self.queue,
            postponer=self.queue,
            clock=lambda: self.desk.clock,
        ).lambda_handler
        records = [a_record(str(place), events, receives) for place, events in enumerate(messages)]
        answer = handler({"Records": records}, FakeLambdaContext(remaining_millis=300_000))
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def a_record(identifier: str, events: Sequence[VendorEvent], receives: int) -> dict[str, object]:
    """A message as Lambda hands it over."""
    body = VendorEvents(vendor=events[0].vendor, account_id=events[0].account_id, events=tuple(events))
    return {
        "messageId": identifier,
        "receiptHandle": identifier,
        "body": body.model_dump_json(),
        "attributes": {"ApproximateReceiveCount": str(receives)},
        "messageAttributes": {},
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:vendor-events",
    }


@pytest.fixture
def worker(backend: Backend) -> Worker:
    made = Worker(backend)
    made.desk.clock.advance(60)
    run(made.desk.open())
    return made


def out_of_budget(worker: Worker, minutes: int = 9) -> Result[object]:
    until = worker.desk.clock.now() + timedelta(minutes=minutes)
    return Result.fail("later", ErrorCode.BUDGET_EXHAUSTED, {"retry_at": until.isoformat()})


def test_events_of_one_record_in_many_messages_become_one_read(
    worker: Worker, capsys: pytest.CaptureFixture[str]
) -> None:
    assert worker.work(*([a_vendor_event(event_id=str(n))] for n in range(50))) == []
    assert len(worker.desk.resync.reads) == 1
    printed = capsys.readouterr().out
    assert '"VendorEvents":[50.0]' in printed
    assert '"VendorEventReads":[1.0]' in printed


def test_out_of_budget_only_the_messages_concerned_come_back_when_it_is_over(worker: Worker) -> None:
    worker.desk.resync.answers["2"] = [out_of_budget(worker)]
    kept = worker.work([a_vendor_event(entity_id="1")], [a_vendor_event(event_id="2", entity_id="2")])

    assert (kept, worker.queue.put_off, worker.queue.sent) == (["1"], [540], [])


def test_a_message_that_has_waited_often_goes_as_a_new_one_with_what_is_left(worker: Worker) -> None:
    worker.desk.resync.answers["2"] = [out_of_budget(worker)]
    both = [a_vendor_event(event_id="1", entity_id="1"), a_vendor_event(event_id="2", entity_id="2")]

    assert worker.work(both, receives=TIRED) == []
    assert worker.queue.sent == [(["2"], 540)]


def test_a_message_that_cannot_be_sent_anew_stays_what_it_is(worker: Worker) -> None:
    worker.queue.fails = True
    worker.desk.resync.answers["1234"] = [out_of_budget(worker)]

    assert worker.work([a_vendor_event()], receives=TIRED) == ["0"]
    assert worker.queue.put_off == [540]


def test_what_fails_is_never_sent_anew_so_that_it_ends_among_the_dead_letters(worker: Worker) -> None:
    worker.desk.resync.answers["1234"] = [Result.fail("broken", ErrorCode.VENDOR_ANSWER_UNREADABLE)]

    assert worker.work([a_vendor_event()], receives=TIRED) == ["0"]
    assert (worker.queue.put_off, worker.queue.sent) == ([120], [])


def test_accounts_are_apart_one_that_waits_holds_back_no_other(worker: Worker) -> None:
    run(worker.desk.open(VendorName.FOUNDATION, "BLUESTEM"))
    worker.desk.resync.answers["1234"] = [out_of_budget(worker)]
    job = a_vendor_event(
        vendor=VendorName.FOUNDATION, account_id="BLUESTEM", entity="jobs", entity_id="5", scope_id=None
    )

    assert worker.work([a_vendor_event()], [job]) == ["0"]
    assert [record for _, record, _ in worker.desk.resync.reads] == ["1234", "5"]


def test_a_message_that_is_none_stays_for_the_dead_letters(worker: Worker) -> None:
    record = a_record("0", [a_vendor_event()], 1) | {"body": json.dumps({"vendor": "procore"})}
    handler = worker.backend.function("workers/vendor_events").lambda_handler
    answer = handler({"Records": [record]}, FakeLambdaContext())

    assert answer == {"batchItemFailures": [{"itemIdentifier": "0"}]}


def test_events_of_nobody_are_deleted_and_counted(worker: Worker, capsys: pytest.CaptureFixture[str]) -> None:
    assert worker.work([a_vendor_event(account_id="42")]) == []
    assert '"VendorEventsUnheld":[1.0]' in capsys.readouterr().out
    assert PROCORE_ACCOUNT != "42"
