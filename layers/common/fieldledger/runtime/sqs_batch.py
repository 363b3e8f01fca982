"""Partial batch responses: each message of a batch succeeds, waits or fails by itself.

The queue needs ReportBatchItemFailures. On a FIFO queue the first failure of a message group holds back everything
later in that group, since SQS would otherwise delete the later messages and break the order.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel

from fieldledger.domain.clock import Clock
from fieldledger.log import LogEvent, logger
from fieldledger.runtime import metrics
from fieldledger.runtime.deadline import Deadline
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.sqs_messages import (
    Postponer,
    SqsEvent,
    SqsMessage,
    SqsRecord,
    group_of,
    read_message,
    seconds_until,
)


@dataclass(frozen=True, slots=True)
class Done:
    """The message is dealt with and may be deleted."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Deliver the message again: at ``at``, or when the queue's visibility timeout ends.

    Every delivery counts towards the queue's maxReceiveCount, after which the message goes to the dead-letter queue.
    """

    at: datetime | None = None


type Outcome = Done | Retry
type ProcessBatch[M: BaseModel] = Callable[[Sequence[SqsMessage[M]], Deadline], Awaitable[Mapping[str, Outcome]]]
type ProcessOne[M: BaseModel] = Callable[[SqsMessage[M], Deadline], Awaitable[Outcome]]


class BatchItemFailure(TypedDict):
    """A message that SQS must keep."""

    itemIdentifier: str


class BatchAnswer(TypedDict):
    """Empty means that every message may be deleted."""

    batchItemFailures: list[BatchItemFailure]


def handle[M: BaseModel](
    event: SqsEvent,
    context: LambdaContext,
    kind: type[M],
    process: ProcessBatch[M],
    *,
    postponer: Postponer,
    clock: Clock,
) -> BatchAnswer:
    """Hand the batch's well-formed messages to ``process``, in order, and report what SQS must keep.

    A message that ``process`` says nothing about counts as ``Retry()``. An exception fails the whole batch.
    """
    batch = _Batch(event["Records"], postponer, clock)
    return run(batch.handle(kind, process, Deadline.of(context)))


def one_by_one[M: BaseModel](process: ProcessOne[M], *, seconds_each: float) -> ProcessBatch[M]:
    """Process messages singly, under each one's own correlation id, as long as ``seconds_each`` remain."""

    async def process_batch(messages: Sequence[SqsMessage[M]], deadline: Deadline) -> Mapping[str, Outcome]:
        outcomes: dict[str, Outcome] = {}
        for message in messages:
            if not deadline.allows(seconds_each):
                break
            if message.correlation_id is not None:
                logger.set_correlation_id(message.correlation_id)
            outcomes[message.message_id] = await process(message, deadline)
        return outcomes

    return process_batch


class _Batch:
    def __init__(self, records: Sequence[SqsRecord], postponer: Postponer, clock: Clock) -> None:
        self._records = records
        self._postponer = postponer
        self._clock = clock
        self._failed: list[str] = []

    async def handle[M: BaseModel](self, kind: type[M], process: ProcessBatch[M], deadline: Deadline) -> BatchAnswer:
        messages = self._admitted(kind)
        correlations = {message.correlation_id for message in messages if message.correlation_id}
        if len(correlations) == 1:
            logger.set_correlation_id(correlations.pop())
        outcomes = await process(messages, deadline) if messages else {}
        blocked: set[str] = set()
        for message in messages:
            await self._settle(message, outcomes.get(message.message_id, Retry()), blocked)
        return {"batchItemFailures": [{"itemIdentifier": identifier} for identifier in self._failed]}

    def _admitted[M: BaseModel](self, kind: type[M]) -> list[SqsMessage[M]]:
        """The messages, except those that are malformed or come after a malformed one of their group."""
        messages: list[SqsMessage[M]] = []
        blocked: set[str] = set()
        for record in self._records:
            if self._is_held_back(record["messageId"], group_of(record), blocked):
                continue
            message = read_message(record, kind)
            if message.success:
                messages.append(message.unwrap())
                continue
            extra = {"entity_id": record["messageId"], "code": message.error_code, **message.details}
            logger.error(LogEvent.RECORD_MALFORMED, extra=extra)
            metrics.count("MalformedRecords")
            self._fail(record["messageId"], group_of(record), blocked)
        return messages

    async def _settle[M: BaseModel](self, message: SqsMessage[M], outcome: Outcome, blocked: set[str]) -> None:
        if self._is_held_back(message.message_id, message.group, blocked) or isinstance(outcome, Done):
            return
        self._fail(message.message_id, message.group, blocked)
        if outcome.at is not None:
            await self._postpone(message, outcome.at)

    async def _postpone[M: BaseModel](self, message: SqsMessage[M], until: datetime) -> None:
        seconds = seconds_until(until, self._clock.now())
        put_off = await self._postponer.postpone(message.receipt_handle, seconds)
        extra = {"entity_id": message.message_id, "seconds": seconds, "receive_count": message.receive_count}
        if put_off.success:
            logger.info(LogEvent.RECORD_POSTPONED, extra=extra)
            metrics.count("PostponedRecords")
        else:
            logger.warning(LogEvent.POSTPONING_FAILED, extra={**extra, "code": put_off.error_code, **put_off.details})

    def _is_held_back(self, message_id: str, group: str | None, blocked: set[str]) -> bool:
        """Whether an earlier message of the group failed; then this one fails with it."""
        if group is None or group not in blocked:
            return False
        logger.info(LogEvent.RECORD_HELD_BACK, extra={"entity_id": message_id})
        self._failed.append(message_id)
        return True

    def _fail(self, message_id: str, group: str | None, blocked: set[str]) -> None:
        self._failed.append(message_id)
        if group is not None:
            blocked.add(group)
