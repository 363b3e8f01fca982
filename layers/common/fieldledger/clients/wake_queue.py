"""Waking the QuickBooks writer through SQS."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from fieldledger.domain.clock import iso
from fieldledger.domain.hashing import derive_id
from fieldledger.log import logger
from fieldledger.result import ErrorCode, Result

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

IDS_PER_MESSAGE: Final = 240


class WriterQueue(Protocol):
    """Messages are hints: what they wake up to is in the postings table, so a lost one costs only time."""

    async def wake(self, company_id: str, posting_ids: Sequence[str], occasion: str) -> Result[int]:
        """Send wake-ups; ``occasion`` makes repeats of the same call fall together and later calls stand apart."""
        ...


class LaneQueue(Protocol):
    """What the writer itself sends; ``QUEUE_UNAVAILABLE`` leaves it to the sweep."""

    async def go_on(self, company_id: str, group: str | None, occasion: str) -> Result[int]:
        """A wake-up in the message group ``group``, for what is left of the work there."""
        ...

    async def wake_at(self, company_id: str, moment: datetime) -> Result[int]:
        """A wake-up for ``moment`` that holds up no other."""
        ...


class SqsWriterQueue:
    """FIFO, one message group per company: writes of one realm are serial, realms run side by side.

    ``lane`` is part of the group: the sweep has one of its own, since a writer that dies leaves its group's messages
    invisible for the queue's whole visibility timeout, and the sweep must get past them.
    """

    def __init__(self, sqs: "Callable[[], SQSClient]", queue_url: str, lane: str = "approved") -> None:
        self._sqs = sqs
        self._queue_url = queue_url
        self._lane = lane

    async def wake(self, company_id: str, posting_ids: Sequence[str], occasion: str) -> Result[int]:
        """One message, whatever the number: thousands would fill every batch that a worker receives, and others'
        wake-ups would wait behind them. It names as many as the writer takes at once; the table tells the rest.

        ``QUEUE_UNAVAILABLE`` if SQS did not take it; the sweep finds the postings then.
        """
        ids = list(posting_ids[:IDS_PER_MESSAGE])
        body = {"company_id": company_id, "posting_ids": ids}
        key = derive_id(company_id, occasion, *posting_ids, length=48)
        return await self._sent(_entry(body, self._group(company_id), key))

    async def go_on(self, company_id: str, group: str | None, occasion: str) -> Result[int]:
        """In the same lane: another one may be held up by a writer that died."""
        lane = group or self._group(company_id)
        key = derive_id(company_id, lane, "go on", occasion, length=48)
        return await self._sent(_entry({"company_id": company_id, "posting_ids": []}, lane, key))

    async def wake_at(self, company_id: str, moment: datetime) -> Result[int]:
        """A message of FIFO cannot be delayed by itself: it says ``not_before``, and is given back until then.

        Each moment is a group of its own, so that none waits behind another.
        """
        at = iso(moment)
        body = {"company_id": company_id, "posting_ids": [], "not_before": at}
        return await self._sent(_entry(body, f"{company_id}:{at}", derive_id(company_id, "at", at, length=48)))

    def _group(self, company_id: str) -> str:
        return f"{company_id}:{self._lane}"

    async def _sent(self, entry: "SendMessageBatchRequestEntryTypeDef") -> Result[int]:
        return (await asyncio.to_thread(self._send, [entry])).map(lambda _: 1)

    def _send(self, entries: "list[SendMessageBatchRequestEntryTypeDef]") -> Result[None]:
        try:
            answer = self._sqs().send_message_batch(QueueUrl=self._queue_url, Entries=entries)
        except (ClientError, BotoCoreError) as broken:
            details = {"cause": type(broken).__name__}
            return Result.fail("the posting queue did not answer", ErrorCode.QUEUE_UNAVAILABLE, details)
        refused = answer.get("Failed", [])
        if refused:
            return Result.fail("the posting queue refused messages", ErrorCode.QUEUE_UNAVAILABLE, {"n": len(refused)})
        return Result.ok(None)


def _entry(body: Mapping[str, object], group: str, key: str) -> "SendMessageBatchRequestEntryTypeDef":
    """One message; the call that it came from goes along, from the API to the vendor under one id."""
    entry: SendMessageBatchRequestEntryTypeDef = {
        "Id": "0",
        "MessageBody": json.dumps(body),
        "MessageGroupId": group,
        "MessageDeduplicationId": key,
    }
    correlation = logger.get_correlation_id()
    if correlation:
        entry["MessageAttributes"] = {"correlation_id": {"DataType": "String", "StringValue": correlation}}
    return entry
