"""Waking the writer through SQS."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import boto3
import pytest
from moto import mock_aws

from fieldledger.clients.wake_queue import SqsWriterQueue
from fieldledger.domain.clock import iso
from fieldledger.result import ErrorCode

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@pytest.fixture
def sqs() -> "Iterator[SQSClient]":
    """SQS in memory."""
    with mock_aws():
        yield boto3.client("sqs")


@pytest.fixture
def url(sqs: "SQSClient") -> str:
    """A queue as the template declares it."""
    return sqs.create_queue(QueueName="postings.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]


def _received(sqs: "SQSClient", url: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        page = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"])
        messages = page.get("Messages", [])
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            found.append({"group": message["Attributes"]["MessageGroupId"], **json.loads(message["Body"])})
        if not messages:
            return found


async def test_an_approval_is_one_message_that_names_as_many_as_a_wave_holds(sqs: "SQSClient", url: str) -> None:
    ids = [f"p-{n}" for n in range(1000)]
    assert (await SqsWriterQueue(lambda: sqs, url).wake("company-1", ids, "approval-1")).unwrap() == 1
    [message] = _received(sqs, url)
    assert message["group"] == "company-1:approved"
    assert message["posting_ids"] == ids[:240]


async def test_approvals_that_begin_alike_are_two(sqs: "SQSClient", url: str) -> None:
    ids = [f"p-{n}" for n in range(300)]
    for named in (ids, ids[:299]):
        (await SqsWriterQueue(lambda: sqs, url).wake("company-1", named, "approval-1")).unwrap()
    assert len(_received(sqs, url)) == 2


async def test_a_wake_up_without_postings_is_one_message_in_its_own_lane(sqs: "SQSClient", url: str) -> None:
    assert (await SqsWriterQueue(lambda: sqs, url, lane="sweep").wake("company-1", [], "now")).unwrap() == 1
    assert _received(sqs, url) == [{"group": "company-1:sweep", "company_id": "company-1", "posting_ids": []}]


async def test_work_that_goes_on_stays_in_its_lane(sqs: "SQSClient", url: str) -> None:
    queue = SqsWriterQueue(lambda: sqs, url)
    for occasion in ("12:00:00", "12:00:30"):
        (await queue.go_on("company-1", "company-1:sweep", occasion)).unwrap()
    assert [message["group"] for message in _received(sqs, url)] == ["company-1:sweep", "company-1:sweep"]


async def test_wake_ups_for_a_moment_hold_up_no_other_and_are_sent_once(sqs: "SQSClient", url: str) -> None:
    queue = SqsWriterQueue(lambda: sqs, url)
    moments = [datetime(2026, 3, 2, 13, 0, second, tzinfo=UTC) for second in (30, 10, 30)]
    for moment in moments:
        (await queue.wake_at("company-1", moment)).unwrap()
    received = _received(sqs, url)
    assert [message["not_before"] for message in received] == [iso(moment) for moment in moments[:2]]
    assert len({message["group"] for message in received}) == 2


async def test_repeating_a_call_adds_nothing_and_a_later_occasion_does(sqs: "SQSClient", url: str) -> None:
    queue = SqsWriterQueue(lambda: sqs, url)
    for occasion in ("approval-1", "approval-1", "approval-2"):
        (await queue.wake("company-1", ["p-1"], occasion)).unwrap()
    (await queue.wake("company-2", ["p-1"], "approval-1")).unwrap()
    assert [message["company_id"] for message in _received(sqs, url)] == ["company-1", "company-1", "company-2"]


async def test_a_queue_that_does_not_answer_is_a_failure(sqs: "SQSClient") -> None:
    queue = SqsWriterQueue(lambda: sqs, "https://sqs.us-east-1.amazonaws.com/123456789012/missing.fifo")
    assert (await queue.wake("company-1", ["p-1"], "approval-1")).error_code == ErrorCode.QUEUE_UNAVAILABLE


async def test_a_queue_that_takes_only_some_messages_is_a_failure() -> None:
    sqs = Mock()
    sqs.send_message_batch.return_value = {"Successful": [], "Failed": [{"Id": "0", "SenderFault": False}]}
    failed = await SqsWriterQueue(lambda: sqs, "url").wake("company-1", ["p-1"], "approval-1")
    assert (failed.error_code, failed.details) == (ErrorCode.QUEUE_UNAVAILABLE, {"n": 1})
