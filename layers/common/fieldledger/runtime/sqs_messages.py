"""SQS messages as typed values: reading a batch, and putting a message off."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, Final, NotRequired, Protocol, TypedDict

from pydantic import BaseModel, ValidationError

from fieldledger.result import ErrorCode, Result

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

# SQS lets a message be invisible for twelve hours at most.
MAX_POSTPONEMENT_SECONDS: Final = 43_200
CORRELATION_ATTRIBUTE: Final = "correlation_id"


class SqsAttribute(TypedDict):
    """A message attribute."""

    stringValue: NotRequired[str]
    dataType: str


class SqsRecord(TypedDict):
    """One message as Lambda hands it over."""

    messageId: str
    receiptHandle: str
    body: str
    attributes: dict[str, str]
    messageAttributes: dict[str, SqsAttribute]
    eventSourceARN: str


class SqsEvent(TypedDict):
    """A batch as Lambda hands it over."""

    Records: list[SqsRecord]


@dataclass(frozen=True, slots=True)
class SqsMessage[M: BaseModel]:
    """A message whose body was understood; ``group`` is None on a standard queue."""

    message_id: str
    receipt_handle: str
    body: M
    group: str | None
    receive_count: int
    correlation_id: str | None


class Postponer(Protocol):
    """Gives a message back to its queue until later."""

    async def postpone(self, receipt_handle: str, seconds: int) -> Result[None]:
        """Hide the message for ``seconds`` more; ``QUEUE_UNAVAILABLE`` leaves it to the queue's own timeout."""
        ...


class SqsPostponer:
    """``Postponer`` through ChangeMessageVisibility."""

    def __init__(self, sqs: "Callable[[], SQSClient]", queue_url: str) -> None:
        self._sqs = sqs
        self._queue_url = queue_url

    async def postpone(self, receipt_handle: str, seconds: int) -> Result[None]:
        """Hide the message."""
        return await asyncio.to_thread(self._postpone, receipt_handle, seconds)

    def _postpone(self, receipt_handle: str, seconds: int) -> Result[None]:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - imported at first use

        try:
            self._sqs().change_message_visibility(
                QueueUrl=self._queue_url, ReceiptHandle=receipt_handle, VisibilityTimeout=seconds
            )
        except (ClientError, BotoCoreError) as broken:
            details = {"cause": type(broken).__name__}
            return Result.fail("the message could not be put off", ErrorCode.QUEUE_UNAVAILABLE, details)
        return Result.ok(None)


def read_message[M: BaseModel](record: SqsRecord, kind: type[M]) -> Result[SqsMessage[M]]:
    """The record as a typed message; ``RECORD_MALFORMED`` with the fields at fault, never their values."""
    try:
        body = kind.model_validate_json(record["body"])
    except ValidationError as invalid:
        return Result.fail("the message is malformed", ErrorCode.RECORD_MALFORMED, {"fields": _faults(invalid)})
    message = SqsMessage(
        message_id=record["messageId"],
        receipt_handle=record["receiptHandle"],
        body=body,
        group=group_of(record),
        receive_count=int(record["attributes"].get("ApproximateReceiveCount", "1")),
        correlation_id=_correlation(record, body),
    )
    return Result.ok(message)


def group_of(record: SqsRecord) -> str | None:
    """The message group of a FIFO queue's message.

    A standard queue takes group ids too, for fairness and without any order; only a FIFO queue keeps an order.
    """
    return record["attributes"].get("MessageGroupId") if record["eventSourceARN"].endswith(".fifo") else None


def seconds_until(moment: datetime, now: datetime) -> int:
    """Whole seconds from ``now``, rounded up, as far as SQS can postpone."""
    return min(max(ceil((moment - now).total_seconds()), 0), MAX_POSTPONEMENT_SECONDS)


def _correlation(record: SqsRecord, body: BaseModel) -> str | None:
    attribute = record["messageAttributes"].get(CORRELATION_ATTRIBUTE)
    if attribute is not None:
        return attribute.get("stringValue")
    found = getattr(body, CORRELATION_ATTRIBUTE, None)
    return found if isinstance(found, str) else None


def _faults(invalid: ValidationError) -> Sequence[str]:
    errors = invalid.errors(include_input=False, include_url=False, include_context=False)
    return [f"{'.'.join(map(str, fault['loc'])) or 'body'}: {fault['type']}" for fault in errors]
