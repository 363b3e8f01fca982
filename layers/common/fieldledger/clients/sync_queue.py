"""Sending slices of sync runs to their worker through SQS."""

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode, Result

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

LONGEST_DELAY_SECONDS: Final = 900


class SliceQueue(Protocol):
    """Messages are hints: where a run goes on is in the control table, so a lost or doubled one does no harm."""

    async def send(self, company_id: str, resource: SyncResource, run_id: str, delay_seconds: int = 0) -> Result[None]:
        """``QUEUE_UNAVAILABLE`` if SQS did not take it: the schedule finds the run. Delays end at 15 minutes."""
        ...

    async def send_record(
        self, company_id: str, resource: SyncResource, record_id: str, scope: tuple[str, str | None] | None
    ) -> Result[None]:
        """Let one record be read again; ``scope`` is the record it belongs to and that one's own scope."""
        ...


class SqsPushQueue:
    """Wakes what pushes the books' payments to Procore: the same queue and worker, which know Procore's limits."""

    def __init__(self, sqs: "Callable[[], SQSClient]", queue_url: str) -> None:
        self._sqs = sqs
        self._queue_url = queue_url

    async def wake(self, company_id: str, posting_ids: Sequence[str], occasion: str) -> Result[int]:
        """One message, a hint: what is due is in the postings table."""
        del posting_ids, occasion
        resource = SyncResource.PROCORE_CONTRACT_PAYMENTS.value
        body = json.dumps({"company_id": company_id, "resource": resource, "push": True})
        sent = await asyncio.to_thread(_send, self._sqs, self._queue_url, body, 0)
        return sent.map(lambda _: 1)


class SqsSliceQueue:
    """A standard queue: slices of different companies need no order, and one run has one slice at a time."""

    def __init__(self, sqs: "Callable[[], SQSClient]", queue_url: str) -> None:
        self._sqs = sqs
        self._queue_url = queue_url

    async def send(self, company_id: str, resource: SyncResource, run_id: str, delay_seconds: int = 0) -> Result[None]:
        """One message."""
        body = {"company_id": company_id, "resource": resource.value, "run_id": run_id}
        delay = min(max(0, delay_seconds), LONGEST_DELAY_SECONDS)
        return await asyncio.to_thread(_send, self._sqs, self._queue_url, json.dumps(body), delay)

    async def send_record(
        self, company_id: str, resource: SyncResource, record_id: str, scope: tuple[str, str | None] | None
    ) -> Result[None]:
        """One message."""
        scope_id, parent_id = scope or (None, None)
        body = {
            "company_id": company_id,
            "resource": resource.value,
            "record_id": record_id,
            "scope_id": scope_id,
            "parent_id": parent_id,
        }
        return await asyncio.to_thread(_send, self._sqs, self._queue_url, json.dumps(body), 0)


def _send(sqs: "Callable[[], SQSClient]", queue_url: str, body: str, delay_seconds: int) -> Result[None]:
    try:
        sqs().send_message(QueueUrl=queue_url, MessageBody=body, DelaySeconds=delay_seconds)
    except (ClientError, BotoCoreError) as broken:
        details = {"cause": type(broken).__name__}
        return Result.fail("the sync queue did not answer", ErrorCode.QUEUE_UNAVAILABLE, details)
    return Result.ok(None)
