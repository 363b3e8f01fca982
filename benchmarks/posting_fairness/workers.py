"""The queue and its workers, as Lambda reads a FIFO queue: one message of a group at a time, groups side by side."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from tests.fakes.clock import FakeClock

type Round = Callable[[str], Awaitable[datetime | None]]
"""Works for one company; the answer is when to come back, or None."""


@dataclass
class Queue:
    """Messages in order of arrival. ``apart``: each company is a group; otherwise all are one."""

    clock: FakeClock
    apart: bool
    waiting: list[tuple[datetime, str]] = field(default_factory=list)
    busy: set[str] = field(default_factory=set)

    def send(self, company_id: str) -> None:
        """A wake-up."""
        self.waiting.append((self.clock.now(), company_id))

    async def work(self, round_: Round, until: Callable[[], bool]) -> None:
        """One worker. A message that comes back keeps its place; in one group it holds up what is behind it."""
        while not until():
            taken = self._take()
            if taken is None:
                await self.clock.sleep(0.2)
                continue
            visible, company_id = taken
            group = company_id if self.apart else "all"
            self.busy.add(group)
            again = await round_(company_id)
            while again is not None and not self.apart:
                await self.clock.sleep(max(0.0, (again - self.clock.now()).total_seconds()))
                again = await round_(company_id)
            self.busy.discard(group)
            if again is not None:
                self.waiting.append((max(again, visible), company_id))

    def _take(self) -> tuple[datetime, str] | None:
        now = self.clock.now()
        for place, (visible, company_id) in enumerate(self.waiting):
            if visible <= now and (company_id if self.apart else "all") not in self.busy:
                return self.waiting.pop(place)
        return None


async def gather_workers(queue: Queue, workers: int, round_: Round, until: Callable[[], bool]) -> None:
    """So many at once."""
    await asyncio.gather(*(queue.work(round_, until) for _ in range(workers)))
