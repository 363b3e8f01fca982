"""Plays a scenario with one effect disturbed, lets redelivery and the sweep finish, and has the end compared."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from fieldledger.result import ErrorCode, Result, UnwrapError
from tests.integration.flow.doubles import Crash
from tests.soak.effects import Effects, Harm
from tests.soak.scenario import Ending, Play, Scenario, Step

_TRIES: Final = 8


@dataclass(frozen=True, slots=True)
class Run:
    """One disturbed run; without a ``point`` nothing is disturbed."""

    scenario: Scenario
    point: int | None
    harm: Harm
    books: str


@dataclass(frozen=True, slots=True)
class Carried:
    """A run, its effects, and its ending."""

    run: Run
    effects: tuple[str, ...]
    ending: Ending

    @property
    def problems(self) -> tuple[str, ...]:
        """Why the run failed; a disturbance that never happened proves nothing."""
        point = self.run.point
        if point is not None and point >= len(self.effects):
            return (*self.ending.problems, f"effect {point} was never reached")
        return self.ending.problems

    @property
    def place(self) -> str:
        """Where the run was disturbed."""
        point = self.run.point
        name = "nowhere" if point is None or point >= len(self.effects) else f"{point} {self.effects[point]}"
        return f"{self.run.scenario.name}: {self.run.harm} at {name}, books: {self.run.books}"


@cache
def effects_of(scenario: Scenario, books: str) -> tuple[str, ...]:
    """The effects of the undisturbed scenario, in order."""
    return asyncio.run(carry_out(undisturbed(scenario, books))).effects


def points_of(scenario: Scenario) -> int:
    """How many effects can be disturbed; some kinds of books make fewer calls necessary."""
    return max(len(effects_of(scenario, books)) for books in scenario.books)


def undisturbed(scenario: Scenario, books: str) -> Run:
    """The run that nothing happens to."""
    return Run(scenario, None, Harm.LOST, books)


def runs(scenario: Scenario, stride: int = 1, offset: int = 0) -> Iterator[Run]:
    """Every point with every harm that fits and all kinds of books; with ``stride``, every so-manieth of them."""
    every = [run for books in scenario.books for run in runs_of(scenario, books)]
    yield from every[offset % stride :: stride]


def runs_of(scenario: Scenario, books: str) -> Iterator[Run]:
    """Every point with every harm that fits, with one kind of books."""
    for point, effect in enumerate(effects_of(scenario, books)):
        for harm in Harm:
            if harm.fits(effect):
                yield Run(scenario, point, harm, books)


async def carry_out(run: Run) -> Carried:
    """One run from an empty world."""
    effects = Effects(run.point, run.harm)
    async with run.scenario.played(effects, run.books) as play:
        for step in play.steps:
            await _until_done(play, effects, step)
        await play.finish()
        return Carried(run, tuple(effects.seen), await play.ending())


async def _until_done(play: Play, effects: Effects, step: Step) -> None:
    """A queue redelivers, a person repeats: a step that died or failed comes again a little later."""
    for _ in range(_TRIES):
        done = await _watched(effects, step)
        effects.invocation_ends()
        if done.success:
            return
        await play.recover()


async def _watched(effects: Effects, step: Step) -> Result[object]:
    effects.watching = True
    try:
        return await step()
    except (Crash, UnwrapError):  # the step's own look at the store may be what is disturbed
        return Result.fail("the step did not get to its end", ErrorCode.INTERNAL)
    finally:
        effects.watching = False
