"""A writer's worker: wake-ups from SQS, each company of a batch written for once."""

from asyncio import TaskGroup
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from pydantic import AwareDatetime, BaseModel

from fieldledger.clients.wake_queue import LaneQueue
from fieldledger.domain.clock import Clock
from fieldledger.result import Result
from fieldledger.runtime.coming_back import ComingBack
from fieldledger.runtime.deadline import Deadline
from fieldledger.runtime.sqs_batch import Done, Outcome, Retry
from fieldledger.runtime.sqs_messages import SqsMessage
from fieldledger.services.posting.reports import WriterReport


class WakeUp(BaseModel):
    """A hint what to look at first; what has to be written is in the postings table. Not to be heeded too early."""

    company_id: str
    posting_ids: list[str]
    not_before: AwareDatetime | None = None


class Writer(Protocol):
    """Writes one company's postings to one set of books."""

    async def write(self, company_id: str, posting_ids: Sequence[str], deadline: Deadline) -> Result[WriterReport]:
        """As far as time and budget allow."""
        ...


type WakeUps = Callable[[Sequence[SqsMessage[WakeUp]], Deadline], Awaitable[Mapping[str, Outcome]]]


def woken(writer: Writer, queue: LaneQueue, clock: Clock) -> WakeUps:
    """What handles a batch: companies side by side, so that one that waits for its vendor keeps no other waiting."""
    coming_back = ComingBack(queue, clock)

    async def write(messages: Sequence[SqsMessage[WakeUp]], deadline: Deadline) -> Mapping[str, Outcome]:
        by_company: dict[str, list[SqsMessage[WakeUp]]] = defaultdict(list)
        early: dict[str, Outcome] = {}
        for message in messages:
            moment = message.body.not_before
            if moment is not None and moment > clock.now():
                early[message.message_id] = Retry(moment)
            else:
                by_company[message.body.company_id].append(message)
        async with TaskGroup() as group:
            rounds = [group.create_task(write_one(key, each, deadline)) for key, each in by_company.items()]
        return early | {message_id: outcome for each in rounds for message_id, outcome in each.result().items()}

    async def write_one(
        company_id: str, messages: Sequence[SqsMessage[WakeUp]], deadline: Deadline
    ) -> Mapping[str, Outcome]:
        posting_ids = [posting_id for message in messages for posting_id in message.body.posting_ids]
        written = await writer.write(company_id, posting_ids, deadline)
        # One message is enough to come back with, and the last one holds nothing of its group back.
        outcomes: dict[str, Outcome] = {message.message_id: Done() for message in messages}
        last = messages[-1]
        outcome = await coming_back.after(company_id, last.group, last.receive_count, written)
        return outcomes | {last.message_id: outcome}

    return write
