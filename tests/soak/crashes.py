"""Runs a scenario with one effect disturbed, lets redelivery and the sweep finish, and compares books and approvals."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from fieldledger.domain.posting import PostingState
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import ErrorCode, Result, UnwrapError
from tests.integration.flow.doubles import Crash
from tests.integration.flow.harness import World, a_contractor
from tests.soak.effects import Effects, Harm
from tests.soak.ending import UNFINISHED, Ending, ending_of
from tests.soak.scenarios import Scenario, Step
from tests.soak.stage import Stage, staged

_TRIES: Final = 8
_ROUNDS: Final = 8
_FORGOTTEN_AFTER_DAYS: Final = 40

type Carelessness = Callable[[World], Awaitable[None]]


class RequestId(StrEnum):
    """What the books do with a ``requestid``. ``FORGOTTEN``: the queue gives up, and the sweep comes 40 days later."""

    HONOURED = "honoured"
    IGNORED = "ignored"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Run:
    """One disturbed run; without a ``point`` nothing is disturbed."""

    scenario: Scenario
    point: int | None
    harm: Harm
    requestid: RequestId


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
        return f"{self.run.scenario.name}: {self.run.harm} at {name}, requestid {self.run.requestid}"


@cache
def effects_of(scenario: Scenario) -> tuple[str, ...]:
    """The effects of the undisturbed scenario, in order."""
    return asyncio.run(carry_out(Run(scenario, None, Harm.LOST, RequestId.HONOURED))).effects


def runs(scenario: Scenario, stride: int = 1, offset: int = 0, requestids: tuple[RequestId, ...] = ()) -> Iterator[Run]:
    """Every point with every harm that fits and all kinds of books; with ``stride``, every so-manieth of them."""
    every = [
        Run(scenario, point, harm, requestid)
        for point, effect in enumerate(effects_of(scenario))
        for harm in Harm
        if harm.fits(effect)
        for requestid in requestids or RequestId
    ]
    yield from every[offset % stride :: stride]


async def carry_out(run: Run, careless: Carelessness | None = None) -> Carried:
    """One run from an empty world. ``careless`` is a fault of our own making, for the harness to notice."""
    async with a_contractor() as world:
        forgets = run.requestid is RequestId.FORGOTTEN
        mode = RequestId.HONOURED if forgets else run.requestid
        await world.books.settings(requestid_mode=str(mode))
        await run.scenario.prepare(world)
        effects = Effects(run.point, run.harm)
        stage = staged(world, effects, redelivers=not forgets)
        effects.watching = True
        for step in run.scenario.steps:
            await _until_done(stage, step)
        effects.watching = False
        await stage.mend()
        if careless is not None:
            await careless(world)
        if forgets:
            world.flow.clock.advance(days=_FORGOTTEN_AFTER_DAYS)
            await world.books.settings(requestid_mode="ignored")
        await _finish(stage)
        return Carried(run, tuple(effects.seen), await ending_of(run.scenario, world))


async def _until_done(stage: Stage, step: Step) -> None:
    """A queue redelivers, a person repeats: a step that died or failed comes again a little later."""
    for _ in range(_TRIES):
        try:
            done = await step(stage)
        except (Crash, UnwrapError):  # the step's own look at the store may be what is disturbed
            done = Result.fail("the step did not get to its end", ErrorCode.INTERNAL)
        if done.success:
            return
        stage.world.flow.clock.advance(seconds=31)
        await _unwatched(stage, stage.mend)


async def _unwatched(stage: Stage, act: Callable[[], Awaitable[None]]) -> None:
    stage.effects.watching = False
    await act()
    stage.effects.watching = True


async def _finish(stage: Stage) -> None:
    """The sweep wakes the writer for what is left: whom nobody wakes, does not run. Then a message comes once more."""
    flow = stage.world.flow
    for _ in range(_ROUNDS):
        flow.settle_time_passes()
        (await flow.sweep().sweep()).unwrap()
        await stage.deliver_with_help()
        if not UNFINISHED & set(await flow.states()):
            await stage.deliver_everything_again()
            return


async def forget_seals(world: World) -> None:
    """What a careless writer would do: take every posting that was not answered for one that was never sent."""
    repository = DocumentPostings(world.flow.store)
    for posting in await world.flow.postings(PostingState.SEALED):
        careless = posting.model_copy(update={"state": PostingState.PENDING, "batch_id": None, "generation": 9})
        (await world.flow.store.transact([repository.write(careless)])).unwrap()


async def claim_to_have_posted(world: World) -> None:
    """What another careless writer would do: take every posting that is not answered for one that is done."""
    repository = DocumentPostings(world.flow.store)
    for state in (PostingState.PENDING, PostingState.SEALED):
        for posting in await world.flow.postings(state):
            careless = posting.model_copy(update={"state": PostingState.POSTED, "vendor_id": "1"})
            (await world.flow.store.transact([repository.write(careless)])).unwrap()
