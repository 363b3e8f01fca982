"""Handing events to the worker when SQS takes only some of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest

from fieldledger.clients.vendor_event_queue import SqsVendorEventQueue
from fieldledger.domain.connection import VendorName
from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.result import ErrorCode

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

pytestmark = pytest.mark.anyio


@dataclass
class FakeSqs:
    """Refuses the entries that each call is told to refuse."""

    refusals: list[set[str]] = field(default_factory=list)
    calls: list[list[str]] = field(default_factory=list)
    delays: list[int | None] = field(default_factory=list)

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        self.calls.append([entry["Id"] for entry in Entries])
        self.delays += [entry.get("DelaySeconds") for entry in Entries]
        refused = self.refusals.pop(0) if self.refusals else set()
        return {"Failed": [{"Id": identifier} for identifier in sorted(refused)]}


def an_event(account: str) -> VendorEvent:
    return VendorEvent(
        vendor=VendorName.QUICKBOOKS,
        account_id=account,
        entity="timeactivity",
        entity_id="1",
        operation="updated",
        event_id=f"event-{account}",
        occurred_at=datetime(2026, 3, 2, tzinfo=UTC),
    )


def a_queue(sqs: FakeSqs) -> SqsVendorEventQueue:
    return SqsVendorEventQueue(lambda: cast("SQSClient", sqs), "https://sqs.example/events")


EVENTS = {account: [an_event(account)] for account in ("1", "2", "3")}


async def test_messages_that_sqs_refused_are_offered_once_more() -> None:
    sqs = FakeSqs(refusals=[{"1"}])
    sent = await a_queue(sqs).send(VendorName.QUICKBOOKS, EVENTS, "request-1")

    assert sent.unwrap() == 3
    assert sqs.calls == [["0", "1", "2"], ["1"]]


async def test_messages_that_sqs_refuses_twice_make_the_vendor_repeat_everything() -> None:
    sqs = FakeSqs(refusals=[{"1", "2"}, {"2"}])
    sent = await a_queue(sqs).send(VendorName.QUICKBOOKS, EVENTS, "request-1")

    assert (sent.error_code, sent.details) == (ErrorCode.QUEUE_UNAVAILABLE, {"refused": 1})


async def test_no_events_need_no_queue() -> None:
    sqs = FakeSqs()

    assert (await a_queue(sqs).send(VendorName.QUICKBOOKS, {}, "request-1")).unwrap() == 0
    assert sqs.calls == []


@pytest.mark.parametrize(("asked", "given"), [(None, None), (0, 0), (540, 540), (43_200, 900)])
async def test_a_delay_is_the_queues_own_unless_one_is_asked_for_and_ends_at_what_sqs_allows(
    asked: int | None, given: int | None
) -> None:
    sqs = FakeSqs()
    queue = SqsVendorEventQueue(lambda: cast("SQSClient", sqs), "https://queue")
    (await queue.send(VendorName.QUICKBOOKS, {"1": [an_event("1")]}, "", asked)).unwrap()

    assert sqs.delays == [given]
