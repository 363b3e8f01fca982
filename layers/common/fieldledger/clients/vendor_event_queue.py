"""Hands a vendor's events to the worker through SQS."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from itertools import batched
from typing import TYPE_CHECKING, Final, Protocol

from fieldledger.clients.aws_faults import aws_faults
from fieldledger.domain.connection import VendorName
from fieldledger.domain.vendor_event import VendorEvent, VendorEvents
from fieldledger.result import ErrorCode, Result

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef, SendMessageBatchResultTypeDef

EVENTS_PER_MESSAGE: Final = 100
# Ten messages fill one call; five of a hundred events each stay far below SQS's limit on a call's bytes.
_MESSAGES_PER_CALL: Final = 5
_TRIES: Final = 2
LONGEST_DELAY_SECONDS: Final = 900


class VendorEventQueue(Protocol):
    """A vendor's events on their way to the worker."""

    async def send(
        self,
        vendor: VendorName,
        events: Mapping[str, Sequence[VendorEvent]],
        correlation_id: str,
        delay_seconds: int | None = None,
    ) -> Result[int]:
        """Queue the events by vendor account; the answer counts messages. ``delay_seconds`` is 900 at most.

        ``QUEUE_UNAVAILABLE`` if any event may be missing from the queue: the vendor has to repeat all of them, and the
        worker knows those that arrived twice.
        """
        ...


class MessageSender(Protocol):
    """A client of SQS, as far as sending needs one; raises botocore's exceptions."""

    def send_message_batch(
        self,
        *,
        QueueUrl: str,  # noqa: N803 - botocore's names
        Entries: "Sequence[SendMessageBatchRequestEntryTypeDef]",  # noqa: N803
    ) -> "SendMessageBatchResultTypeDef":
        """Ten messages at most."""
        ...


class SqsVendorEventQueue:
    """``VendorEventQueue`` on a standard queue."""

    def __init__(self, sqs: Callable[[], MessageSender], queue_url: str) -> None:
        self._sqs = sqs
        self._queue_url = queue_url

    async def send(
        self,
        vendor: VendorName,
        events: Mapping[str, Sequence[VendorEvent]],
        correlation_id: str,
        delay_seconds: int | None = None,
    ) -> Result[int]:
        """Queue the events; without a delay of their own they have the queue's."""
        bodies = [
            VendorEvents(vendor=vendor, account_id=account, events=chunk).model_dump_json()
            for account, listed in events.items()
            for chunk in batched(listed, EVENTS_PER_MESSAGE, strict=False)
        ]
        entries = [_entry(place, body, correlation_id, delay_seconds) for place, body in enumerate(bodies)]
        for call in batched(entries, _MESSAGES_PER_CALL, strict=False):
            # The loop's own threads live as long as the container; anyio would end its thread with each delivery.
            sent = await asyncio.to_thread(self._send, list(call))
            if sent.failed:
                return sent.failure()
        return Result.ok(len(entries))

    def _send(self, entries: "list[SendMessageBatchRequestEntryTypeDef]") -> Result[None]:
        """Send; entries that SQS refused are offered once more."""
        for _ in range(_TRIES):
            try:
                answer = self._sqs().send_message_batch(QueueUrl=self._queue_url, Entries=entries)
            except aws_faults() as broken:
                return _unavailable({"cause": type(broken).__name__})
            refused = {entry["Id"] for entry in answer.get("Failed", [])}
            if not refused:
                return Result.ok(None)
            entries = [entry for entry in entries if entry["Id"] in refused]
        return _unavailable({"refused": len(entries)})


def _entry(
    place: int, body: str, correlation_id: str, delay_seconds: int | None
) -> "SendMessageBatchRequestEntryTypeDef":
    entry: SendMessageBatchRequestEntryTypeDef = {
        "Id": str(place),
        "MessageBody": body,
        "MessageAttributes": {"correlation_id": {"DataType": "String", "StringValue": correlation_id or "none"}},
    }
    if delay_seconds is not None:
        entry["DelaySeconds"] = min(max(0, delay_seconds), LONGEST_DELAY_SECONDS)
    return entry


def _unavailable(details: Mapping[str, object]) -> Result[None]:
    return Result.fail("the event queue did not take the events", ErrorCode.QUEUE_UNAVAILABLE, details)
