"""Partial batch responses: what is reported failed, what is put off, what is held back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from pydantic import BaseModel

from fieldledger.log import logger
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime.deadline import Deadline
from fieldledger.runtime.sqs_batch import Done, Outcome, Retry, handle, one_by_one
from fieldledger.runtime.sqs_messages import SqsEvent, SqsMessage, SqsRecord
from tests.fakes.clock import FakeClock
from tests.support.lambda_context import FakeLambdaContext
from tests.support.log_lines import LogLines

FIFO = "arn:aws:sqs:us-east-1:123456789012:postings.fifo"
STANDARD = "arn:aws:sqs:us-east-1:123456789012:events"
MALFORMED = '{"company_id": 4711, "email": "rosa@example.com"}'


class Wake(BaseModel):
    """A message body."""

    company_id: str
    correlation_id: str | None = None


@dataclass
class FakePostponer:
    """Remembers what was put off; ``refuses`` makes SQS fail."""

    refuses: bool = False
    put_off: list[tuple[str, int]] = field(default_factory=list)

    async def postpone(self, receipt_handle: str, seconds: int) -> Result[None]:
        self.put_off.append((receipt_handle, seconds))
        if self.refuses:
            return Result.fail("the message could not be put off", ErrorCode.QUEUE_UNAVAILABLE)
        return Result.ok(None)


@dataclass
class Worker:
    """Processes batches with outcomes that the test sets; whatever has none is done."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    forgets: frozenset[str] = frozenset()
    processed: list[str] = field(default_factory=list)

    async def __call__(self, messages: Sequence[SqsMessage[Wake]], deadline: Deadline) -> Mapping[str, Outcome]:
        self.processed += [message.message_id for message in messages]
        return {
            message.message_id: self.outcomes.get(message.message_id, Done())
            for message in messages
            if message.message_id not in self.forgets
        }


def a_record(message_id: str, *, group: str = "", body: str = '{"company_id": "company-1"}') -> SqsRecord:
    """A message; with a group it is a FIFO queue's."""
    attributes = {"ApproximateReceiveCount": "2"} | ({"MessageGroupId": group} if group else {})
    return {
        "messageId": message_id,
        "receiptHandle": f"receipt-{message_id}",
        "body": body,
        "attributes": attributes,
        "messageAttributes": {},
        "eventSourceARN": FIFO if group else STANDARD,
    }


def failures(worker: Worker, *records: SqsRecord, postponer: FakePostponer | None = None) -> list[str]:
    """The message ids that the batch reports failed."""
    event: SqsEvent = {"Records": list(records)}
    chosen = postponer or FakePostponer()
    answer = handle(event, FakeLambdaContext(), Wake, worker, postponer=chosen, clock=FakeClock())
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_a_batch_that_is_done_reports_nothing() -> None:
    assert failures(Worker(), a_record("a"), a_record("b")) == []


def test_only_the_message_that_waits_is_reported() -> None:
    assert failures(Worker({"b": Retry()}), a_record("a"), a_record("b"), a_record("c")) == ["b"]


def test_a_message_that_the_worker_says_nothing_about_is_delivered_again() -> None:
    assert failures(Worker(forgets=frozenset({"a"})), a_record("a"), a_record("b")) == ["a"]


def test_a_malformed_message_fails_while_the_others_are_processed() -> None:
    worker = Worker()

    assert failures(worker, a_record("a", body=MALFORMED), a_record("b")) == ["a"]
    assert worker.processed == ["b"]


def test_a_malformed_message_is_logged_by_its_fields_and_not_by_its_values(logs: LogLines) -> None:
    failures(Worker(), a_record("a", body=MALFORMED))

    [line] = logs.named("record_malformed")
    assert (line["entity_id"], line["code"]) == ("a", "RECORD_MALFORMED")
    assert line["fields"] == ["company_id: string_type"]
    assert "rosa@example.com" not in logs.text


def test_a_worker_is_not_called_for_a_batch_without_a_readable_message() -> None:
    worker = Worker(forgets=frozenset({"a"}))

    assert failures(worker, a_record("a", body="not json")) == ["a"]
    assert worker.processed == []


def test_what_follows_a_failure_in_its_group_fails_with_it() -> None:
    records = [
        a_record("a1", group="a"),
        a_record("b1", group="b"),
        a_record("a2", group="a"),
        a_record("b2", group="b"),
    ]

    assert failures(Worker({"a1": Retry()}), *records) == ["a1", "a2"]


def test_what_came_before_a_failure_in_its_group_is_done() -> None:
    records = [a_record("a1", group="a"), a_record("a2", group="a"), a_record("a3", group="a")]

    assert failures(Worker({"a2": Retry()}), *records) == ["a2", "a3"]


def test_what_follows_a_malformed_message_in_its_group_is_not_processed() -> None:
    worker = Worker()
    records = [
        a_record("a1", group="a"),
        a_record("a2", group="a", body=MALFORMED),
        a_record("a3", group="a"),
        a_record("b1", group="b"),
    ]

    assert failures(worker, *records) == ["a2", "a3"]
    assert worker.processed == ["a1", "b1"]


def test_groups_on_a_standard_queue_hold_nothing_back() -> None:
    fair = [a_record("a1", group="a"), a_record("a2", group="a")]
    for record in fair:
        record["eventSourceARN"] = STANDARD

    assert failures(Worker({"a1": Retry()}), *fair) == ["a1"]


@pytest.mark.parametrize(
    ("wait", "seconds"),
    [
        (timedelta(seconds=90), 90),
        (timedelta(milliseconds=1), 1),
        (timedelta(minutes=-5), 0),
        (timedelta(hours=12), 43_200),
        (timedelta(days=3), 43_200),
    ],
)
def test_a_message_is_put_off_until_its_time_as_far_as_sqs_can(wait: timedelta, seconds: int) -> None:
    postponer = FakePostponer()
    worker = Worker({"a": Retry(FakeClock().now() + wait)})

    assert failures(worker, a_record("a"), postponer=postponer) == ["a"]
    assert postponer.put_off == [("receipt-a", seconds)]


def test_a_message_that_cannot_be_put_off_is_still_reported(logs: LogLines) -> None:
    worker = Worker({"a": Retry(FakeClock().now())})

    assert failures(worker, a_record("a"), postponer=FakePostponer(refuses=True)) == ["a"]
    assert logs.named("postponing_failed")[0]["code"] == "QUEUE_UNAVAILABLE"


def test_only_the_failed_message_of_a_group_is_put_off() -> None:
    postponer = FakePostponer()
    later = Retry(FakeClock().now() + timedelta(seconds=30))
    worker = Worker({"a1": later, "a2": later})

    failures(worker, a_record("a1", group="a"), a_record("a2", group="a"), postponer=postponer)
    assert postponer.put_off == [("receipt-a1", 30)]


def test_a_bug_in_the_worker_fails_the_whole_batch() -> None:
    async def broken(messages: Sequence[SqsMessage[Wake]], deadline: Deadline) -> Mapping[str, Outcome]:
        raise ZeroDivisionError

    event: SqsEvent = {"Records": [a_record("a")]}
    with pytest.raises(ZeroDivisionError):
        handle(event, FakeLambdaContext(), Wake, broken, postponer=FakePostponer(), clock=FakeClock())


def test_a_worker_sees_how_often_a_message_came_and_in_which_group() -> None:
    seen: list[tuple[int, str | None]] = []

    async def process(message: SqsMessage[Wake], deadline: Deadline) -> Outcome:
        seen.append((message.receive_count, message.group))
        return Done()

    event: SqsEvent = {"Records": [a_record("a", group="a"), a_record("b")]}
    single = one_by_one(process, seconds_each=1)
    handle(event, FakeLambdaContext(), Wake, single, postponer=FakePostponer(), clock=FakeClock())
    assert seen == [(2, "a"), (2, None)]


def test_messages_that_no_longer_fit_the_invocation_are_delivered_again() -> None:
    context = FakeLambdaContext(remaining_millis=25_000)

    async def process(message: SqsMessage[Wake], deadline: Deadline) -> Outcome:
        context.remaining_millis -= 10_000
        return Done()

    event: SqsEvent = {"Records": [a_record("a"), a_record("b"), a_record("c")]}
    single = one_by_one(process, seconds_each=10)
    answer = handle(event, context, Wake, single, postponer=FakePostponer(), clock=FakeClock())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "c"}]}


def test_log_lines_of_a_message_carry_the_correlation_id_that_it_brought(logs: LogLines) -> None:
    async def process(message: SqsMessage[Wake], deadline: Deadline) -> Outcome:
        logger.info("processed")
        return Done()

    by_attribute = a_record("a")
    by_attribute["messageAttributes"] = {"correlation_id": {"stringValue": "request-1", "dataType": "String"}}
    by_body = a_record("b", body='{"company_id": "company-1", "correlation_id": "request-2"}')
    event: SqsEvent = {"Records": [by_attribute, by_body]}
    single = one_by_one(process, seconds_each=1)
    handle(event, FakeLambdaContext(), Wake, single, postponer=FakePostponer(), clock=FakeClock())

    assert [line["correlation_id"] for line in logs.named("processed")] == ["request-1", "request-2"]


def test_log_lines_of_a_whole_batch_carry_the_correlation_id_that_its_messages_share(logs: LogLines) -> None:
    async def process(messages: Sequence[SqsMessage[Wake]], deadline: Deadline) -> Mapping[str, Outcome]:
        logger.info("processed")
        return {}

    body = '{"company_id": "company-1", "correlation_id": "request-1"}'
    event: SqsEvent = {"Records": [a_record("a", body=body), a_record("b", body=body)]}
    handle(event, FakeLambdaContext(), Wake, process, postponer=FakePostponer(), clock=FakeClock())

    assert [line["correlation_id"] for line in logs.named("processed")] == ["request-1"]
