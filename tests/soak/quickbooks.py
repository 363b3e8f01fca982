"""Scenarios of the QuickBooks writer: what they have in common."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from fieldledger.result import Result
from tests.integration.flow.harness import World, a_contractor
from tests.soak.effects import Effects
from tests.soak.ending import UNFINISHED, Expected, ending_of
from tests.soak.scenario import Ending, Step
from tests.soak.stage import Stage, staged

_ROUNDS: Final = 8
_FORGOTTEN_AFTER_DAYS: Final = 40


class RequestId(StrEnum):
    """What the books do with a ``requestid``. ``FORGOTTEN``: the queue gives up, and the sweep comes 40 days later."""

    HONOURED = "honoured"
    IGNORED = "ignored"
    FORGOTTEN = "forgotten"


type Act = Callable[[Stage], Awaitable[Result[object]]]


async def _nothing(_world: World) -> None:
    """What a careful writer does wrong."""


@dataclass(frozen=True, slots=True, eq=False)
class QuickbooksScenario:
    """``acts`` happen on a stage that ``prepare`` has set. ``careless``: a fault of our own making, to be noticed."""

    name: str
    prepare: Callable[[World], Awaitable[None]]
    acts: tuple[Act, ...]
    expected: Expected
    careless: Callable[[World], Awaitable[None]] = _nothing
    books: tuple[str, ...] = tuple(RequestId)

    @asynccontextmanager
    async def played(self, effects: Effects, books: str) -> AsyncIterator["QuickbooksPlay"]:
        """The contractor's world, prepared."""
        forgets = books == RequestId.FORGOTTEN
        async with a_contractor() as world:
            await world.books.settings(requestid_mode=str(RequestId.HONOURED if forgets else books))
            await self.prepare(world)
            yield QuickbooksPlay(self, staged(world, effects, redelivers=not forgets), forgets)


@dataclass(frozen=True, slots=True)
class QuickbooksPlay:
    """One run. ``forgets``: 40 days pass before the sweep comes."""

    scenario: QuickbooksScenario
    stage: Stage
    forgets: bool

    @property
    def steps(self) -> Sequence[Step]:
        """The acts, on this stage."""
        return [partial(act, self.stage) for act in self.scenario.acts]

    async def recover(self) -> None:
        """Between two tries."""
        await self.stage.recover()

    async def finish(self) -> None:
        """The sweep wakes the writer for what is left: whom nobody wakes, does not run. Then all comes once more."""
        world = self.stage.world
        await self.stage.reconnect()
        await self.scenario.careless(world)
        if self.forgets:
            world.flow.clock.advance(days=_FORGOTTEN_AFTER_DAYS)
            await world.books.settings(requestid_mode=str(RequestId.IGNORED))
        for _ in range(_ROUNDS):
            world.flow.settle_time_passes()
            await self.stage.deliver_later()
            (await world.flow.sweep().sweep()).unwrap()
            await self.stage.deliver_with_help()
            if not UNFINISHED & set(await world.flow.states()):
                await self.stage.deliver_everything_again()
                return

    async def ending(self) -> Ending:
        """What a bookkeeper would find, beside what was approved."""
        return await ending_of(self.scenario.expected, self.stage.world)
