"""Waking the QuickBooks writer through SQS."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import batched
from typing import TYPE_CHECKING, Final, Protocol

from anyio import to_thread
from botocore.exceptions import BotoCoreError, ClientError

from fieldledger.domain.clock import iso
from fieldledger.domain.hashing import derive_id
from fieldledger.log import logger
from fieldledger.result import ErrorCode, Result

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

IDS_PER_MESSAGE: Final = 30
_MESSAGES_PER_CALL: Final = 10


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
        """``QUEUE_UNAVAILABLE`` if SQS took none or only some of the messages; the sweep finds the rest."""
        groups = [list(group) for group in batched(posting_ids, IDS_PER_MESSAGE, strict=False)] or [[]]
        entries = [self._hint(company_id, group, occasion, place) for place, group in enumerate(groups)]
        for call in batched(entries, _MESSAGES_PER_CALL, strict=False):
            sent = await to_thread.run_sync(partial(self._send, list(call)))
            if sent.failed:
                return sent.failure()
        return Result.ok(len(entries))

    async def go_on(self, company_id: str, group: str | None, occasion: str) -> Result[int]:
        """In the same lane: another one may be held up by a writer that died."""
        lane = group or self._group(company_id)
        key = derive_id(company_id, lane, "go on", occasion, length=48)
        entry = _entry("0", {"company_id": company_id, "posting_ids": []}, lane, key)
        return (await to_thread.run_sync(partial(self._send, [entry]))).map(lambda _: 1)

    async def wake_at(self, company_id: str, moment: datetime) -> Result[int]:
        """A message of FIFO cannot be delayed by itself: it says ``not_before``, and is given back until then.

        Each moment is a group of its own, so that none waits behind another.
        """
        at = iso(moment)
        body = {"company_id": company_id, "posting_ids": [], "not_before": at}
        entry = _entry("0", body, f"{company_id}:{at}", derive_id(company_id, "at", at, length=48))
        return (await to_thread.run_sync(partial(self._send, [entry]))).map(lambda _: 1)

    def _group(self, company_id: str) -> str:
        return f"{company_id}:{self._lane}"

    def _hint(
        self, company_id: str, posting_ids: list[str], occasion: str, place: int
    ) -> "SendMessageBatchRequestEntryTypeDef":
        body = {"company_id": company_id, "posting_ids": posting_ids}
        key = derive_id(company_id, occasion, *posting_ids, length=48)
        return _entry(str(place), body, self._group(company_id), key)

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


def _entry(place: str, body: Mapping[str, object], group: str, key: str) -> "SendMessageBatchRequestEntryTypeDef":
    """One message; the call that it came from goes along, from the API to the vendor under one id."""
    entry: SendMessageBatchRequestEntryTypeDef = {
        "Id": place,
        "MessageBody": json.dumps(body),
        "MessageGroupId": group,
        "MessageDeduplicationId": key,
    }
    correlation = logger.get_correlation_id()
    if correlation:
        entry["MessageAttributes"] = {"correlation_id": {"DataType": "String", "StringValue": correlation}}
    return entry
