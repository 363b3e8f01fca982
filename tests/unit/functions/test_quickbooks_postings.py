"""The writer's function: a wake-up for a later moment is given back without any work, and keeps no other waiting."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.domain.clock import iso
from fieldledger.result import Result
from fieldledger.runtime.sqs_batch import BatchAnswer
from fieldledger.runtime.sqs_messages import SqsEvent, SqsRecord
from fieldledger.runtime.wake_ups import woken
from fieldledger.services.deadline import Deadline
from fieldledger.services.posting.reports import WriterReport
from tests.fakes.lanes import Lanes
from tests.unit.functions.conftest import Backend


@dataclass
class Parts:
    """What the function works with, noted."""

    written: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    postponed: list[tuple[str, int]] = field(default_factory=list)
    report: WriterReport = field(default_factory=WriterReport)

    async def write(self, company_id: str, posting_ids: Sequence[str], deadline: Deadline) -> Result[WriterReport]:
        """The writer."""
        assert deadline.allows(1)
        self.written.append((company_id, tuple(posting_ids)))
        return Result.ok(self.report)

    async def postpone(self, receipt_handle: str, seconds: int) -> Result[None]:
        """The queue."""
        self.postponed.append((receipt_handle, seconds))
        return Result.ok(None)


class Context:
    """As much of Lambda's context as is asked for."""

    aws_request_id = "request-1"
    function_name = memory_limit_in_mb = invoked_function_arn = "quickbooks_postings"

    def get_remaining_time_in_millis(self) -> int:
        """Five minutes."""
        return 300_000


@pytest.fixture
def parts() -> Parts:
    return Parts()


def _record(number: int, group: str, not_before: datetime | None = None, company_id: str = "company-1") -> SqsRecord:
    body: dict[str, object] = {"company_id": company_id, "posting_ids": [f"p-{number}"]}
    if not_before is not None:
        body["not_before"] = iso(not_before)
    return SqsRecord(
        messageId=f"m-{number}",
        receiptHandle=f"r-{number}",
        body=json.dumps(body),
        attributes={"ApproximateReceiveCount": "1", "MessageGroupId": group},
        messageAttributes={},
        eventSourceARN="arn:aws:sqs:us-east-1:123456789012:postings.fifo",
    )


def _handled(backend: Backend, parts: Parts, lanes: Lanes, *records: SqsRecord) -> BatchAnswer:
    write = woken(parts, lanes, backend.clock)
    module = backend.function("workers/quickbooks_postings", write=write, postponer=parts, clock=lambda: backend.clock)
    handler = cast("Callable[[SqsEvent, LambdaContext], BatchAnswer]", module.lambda_handler)
    return handler(SqsEvent(Records=list(records)), cast("LambdaContext", Context()))


def test_a_wake_up_for_later_is_given_back_until_then_and_others_are_heeded(backend: Backend, parts: Parts) -> None:
    later = backend.clock.now() + timedelta(seconds=90)
    answer = _handled(backend, parts, Lanes(), _record(1, "company-1:later", later), _record(2, "company-1:approved"))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
    assert parts.postponed == [("r-1", 90)]
    assert parts.written == [("company-1", ("p-2",))]


def test_at_its_moment_it_is_heeded(backend: Backend, parts: Parts) -> None:
    assert _handled(backend, parts, Lanes(), _record(1, "g", backend.clock.now())) == {"batchItemFailures": []}
    assert parts.written == [("company-1", ("p-1",))]


def test_an_unknown_outcome_ends_the_message_and_wakes_the_writer_in_time(backend: Backend, parts: Parts) -> None:
    moment = backend.clock.now() + timedelta(seconds=150)
    parts.report = WriterReport(posted=30, next_due=moment)
    lanes = Lanes()
    assert _handled(backend, parts, lanes, _record(1, "company-1:approved")) == {"batchItemFailures": []}
    assert lanes.woken_at == [("company-1", moment)]
