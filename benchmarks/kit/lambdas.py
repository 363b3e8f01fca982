"""The writer's functions as Lambda runs them: containers, deadlines, the product's handling of wake-ups, the sweep."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from benchmarks.kit.fifo_queue import FifoQueue, Lane, Message
from fieldledger.domain.clock import Clock
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import Result
from fieldledger.runtime.coming_back import PAUSE, ComingBack
from fieldledger.runtime.sqs_batch import Done, Outcome, Retry
from fieldledger.services.deadline import Deadline
from fieldledger.services.posting.reports import WriterReport
from fieldledger.services.posting.sweep import PostingSweep

TIMEOUT_SECONDS: Final = 300
SWEEP_SECONDS: Final = 60
INVOKE_SECONDS: Final = 0.05
_POLL_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class LambdaDeadline:
    """Implements ``Deadline`` on the run's clock."""

    clock: Clock
    ends: datetime

    def allows(self, seconds: float) -> bool:
        """As the function's context would say."""
        return (self.ends - self.clock.now()).total_seconds() >= seconds


class Container(Protocol):
    """A writer as a container holds it."""

    async def write(self, company_id: str, hinted: Sequence[str], deadline: Deadline) -> Result[WriterReport]:
        """One round of a company."""
        ...


@dataclass(frozen=True, slots=True)
class Writers:
    """So many containers that read one queue; each works on one batch of messages at a time."""

    queue: FifoQueue
    clock: Clock
    store: DocumentStore
    containers: tuple[Container, ...]
    is_over: Callable[[], bool]

    async def run(self) -> None:
        """Until the work is over."""
        async with asyncio.TaskGroup() as group:
            for writer in self.containers:
                group.create_task(self._container(writer))
            group.create_task(self._sweep())

    async def _container(self, writer: Container) -> None:
        back = ComingBack(Lane(self.queue), self.clock)
        while not self.is_over():
            batch = self.queue.receive()
            if not batch:
                await self.clock.sleep(_POLL_SECONDS)
                continue
            await self.clock.sleep(INVOKE_SECONDS)
            for message, outcome in (await self._invocation(writer, back, batch)).items():
                if isinstance(outcome, Retry):
                    self.queue.postpone(message, outcome.at or message.visible_at)
                else:
                    self.queue.delete(message)

    async def _invocation(self, writer: Container, back: ComingBack, batch: list[Message]) -> Mapping[Message, Outcome]:
        """As the function does it: early wake-ups go back, companies are written side by side."""
        now = self.clock.now()
        deadline = LambdaDeadline(self.clock, now + timedelta(seconds=TIMEOUT_SECONDS))
        outcomes: dict[Message, Outcome] = {
            m: Retry(m.not_before) for m in batch if m.not_before and m.not_before > now
        }
        by_company: dict[str, list[Message]] = defaultdict(list)
        for message in batch:
            if message not in outcomes:
                by_company[message.company_id].append(message)
        if not self.queue.apart:
            for company_id in by_company:
                await self._to_its_end(writer, company_id)
            return outcomes | dict.fromkeys(batch, Done())
        async with asyncio.TaskGroup() as group:
            rounds = [group.create_task(self._one(writer, back, *each, deadline)) for each in by_company.items()]
        for done in rounds:
            outcomes |= done.result()
        return outcomes

    async def _to_its_end(self, writer: Container, company_id: str) -> None:
        """One line for all: nobody's work begins before that of the one before is finished."""
        while True:
            ends = self.clock.now() + timedelta(seconds=TIMEOUT_SECONDS)
            written = await writer.write(company_id, [], LambdaDeadline(self.clock, ends))
            pause = self.clock.now() + PAUSE
            again_at = pause if written.failed else written.unwrap().again_at
            if again_at is None:
                return
            await self.clock.sleep(max(0.0, (again_at - self.clock.now()).total_seconds()))

    async def _one(
        self,
        writer: Container,
        back: ComingBack,
        company_id: str,
        messages: list[Message],
        deadline: LambdaDeadline,
    ) -> dict[Message, Outcome]:
        ids = [posting_id for message in messages for posting_id in message.posting_ids]
        written = await writer.write(company_id, ids, deadline)
        last = messages[-1]
        done: dict[Message, Outcome] = dict.fromkeys(messages, Done())
        return done | {last: await back.after(company_id, last.group, last.receives, written)}

    async def _sweep(self) -> None:
        connections = DocumentConnections(self.store)
        lane = Lane(self.queue, "sweep")
        sweep = PostingSweep(DocumentPostings(self.store), connections, lane, self.clock)
        while not self.is_over():
            (await sweep.sweep()).unwrap()
            for _ in range(SWEEP_SECONDS):
                await self.clock.sleep(0 if self.is_over() else 1)
