"""Waking the QuickBooks writer through SQS."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from itertools import batched
from typing import TYPE_CHECKING, Final, Protocol

from anyio import to_thread
from botocore.exceptions import BotoCoreError, ClientError

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
        entries = [self._entry(company_id, group, occasion, place) for place, group in enumerate(groups)]
        for call in batched(entries, _MESSAGES_PER_CALL, strict=False):
            sent = await to_thread.run_sync(partial(self._send, list(call)))
            if sent.failed:
                return sent.failure()
        return Result.ok(len(entries))

    def _entry(
        self, company_id: str, posting_ids: list[str], occasion: str, place: int
    ) -> "SendMessageBatchRequestEntryTypeDef":
        entry: SendMessageBatchRequestEntryTypeDef = {
            "Id": str(place),
            "MessageBody": json.dumps({"company_id": company_id, "posting_ids": posting_ids}),
            "MessageGroupId": f"{company_id}:{self._lane}",
            "MessageDeduplicationId": derive_id(company_id, occasion, *posting_ids, length=48),
        }
        correlation = logger.get_correlation_id()
        if correlation:  # from the API call to the vendor call under one id
            entry["MessageAttributes"] = {"correlation_id": {"DataType": "String", "StringValue": correlation}}
        return entry

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
