"""Runs a scenario with one effect disturbed, lets redelivery and the sweep finish, and compares books and approvals."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fieldledger.domain.posting import PostingState
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import ErrorCode, Result, UnwrapError
from tests.integration.flow.doubles import Crash
from tests.integration.flow.harness import World, a_contractor
from tests.soak.effects import Effects, Harm
from tests.soak.scenarios import Scenario, Step
from tests.soak.watched import WatchedQueue, WatchedStore, WatchedTransport

_TRIES: Final = 6
_ROUNDS: Final = 8
_UNFINISHED: Final = frozenset({PostingState.PENDING, PostingState.SEALED})


@dataclass(frozen=True, slots=True)
class Run:
    """One disturbed run. ``requestid``: whether the books honour it, or act on every request."""

    scenario: Scenario
    point: int | None
    harm: Harm
    requestid: str


@dataclass(frozen=True, slots=True)
class Ending:
    """What a run left behind; ``problems`` is empty if the books equal the approvals and all counts balance."""

    run: Run
    effects: tuple[str, ...]
    postings: int
    duplicates: int
    lost: int
    problems: tuple[str, ...]

    @property
    def place(self) -> str:
        """Where the run was disturbed."""
        point = self.run.point
        name = "nowhere" if point is None or point >= len(self.effects) else f"{point} {self.effects[point]}"
        return f"{self.run.scenario.name}: {self.run.harm} at {name}, requestid {self.run.requestid}"


def points(scenario: Scenario) -> int:
    """How many effects the undisturbed scenario has."""
    return len(asyncio.run(carry_out(Run(scenario, None, Harm.KILLED_BEFORE, "honoured"))).effects)


def runs(scenario: Scenario, stride: int = 1, offset: int = 0) -> Iterator[Run]:
    """Every point with every harm and both kinds of books; with ``stride``, every so-manieth of them."""
    every = [
        Run(scenario, point, harm, requestid)
        for point in range(points(scenario))
        for harm in Harm
        for requestid in ("honoured", "ignored")
    ]
    yield from every[offset::stride]


async def carry_out(run: Run, *, forget_seals: bool = False) -> Ending:
    """One run from an empty world. ``forget_seals`` is a fault of our own, for the harness to notice."""
    async with a_contractor() as world:
        await world.books.settings(requestid_mode=run.requestid)
        await run.scenario.prepare(world)
        effects = Effects(run.point, run.harm)
        _watch(world, effects)
        effects.watching = True
        for step in run.scenario.steps:
            await _until_done(world, step)
        effects.watching = False
        if forget_seals:
            await _forget_seals(world)
        await _finish(world)
        return await _ending(run, world, effects)


def _watch(world: World, effects: Effects) -> None:
    """Containers are made after this, so they see nothing but what is watched."""
    flow = world.flow
    vars(flow).update(store=WatchedStore(flow.store, effects), queue=WatchedQueue(flow.queue, effects))
    hosts = flow.wire.hosts
    flow.wire.hosts = {host: WatchedTransport(transport, effects) for host, transport in hosts.items()}


async def _until_done(world: World, step: Step) -> None:
    """A queue redelivers, a person repeats: a step that died or failed comes again a little later."""
    for _ in range(_TRIES):
        try:
            done: Result[object] = await step(world)
        except (Crash, UnwrapError):  # the step's own look at the store may be what is disturbed
            done = Result.fail("the step did not get to its end", ErrorCode.INTERNAL)
        if done.success:
            return
        world.flow.clock.advance(seconds=31)


async def _finish(world: World) -> None:
    """The sweep wakes what is left; nothing else comes to help."""
    for _ in range(_ROUNDS):
        world.flow.settle_time_passes()
        (await world.flow.sweep().sweep()).unwrap()
        (await world.flow.write()).unwrap()
        if not _UNFINISHED & set(await world.flow.states()):
            return


async def _forget_seals(world: World) -> None:
    """What a careless writer would do: take every posting that was not answered for one that was never sent."""
    repository = DocumentPostings(world.flow.store)
    for posting in await world.flow.postings(PostingState.SEALED):
        careless = posting.model_copy(update={"state": PostingState.PENDING, "batch_id": None, "generation": 9})
        (await world.flow.store.transact([repository.write(careless)])).unwrap()


async def _ending(run: Run, world: World, effects: Effects) -> Ending:
    held = await _held(world)
    expected = run.scenario.books
    counted = [name for name in expected if name[0].isupper()]
    duplicates = sum(max(0, int(held[name] - expected[name])) for name in counted)
    lost = sum(max(0, int(expected[name] - held[name])) for name in counted)
    problems = [f"{name} is {held[name]}, not {expected[name]}" for name in expected if held[name] != expected[name]]
    states = await world.flow.states()
    left = {state: count for state, count in states.items() if state in _UNFINISHED | {PostingState.PARKED}}
    if left:
        problems.append(f"left behind: {left}")
    if await world.flow.inbox():
        problems.append(f"inbox: {sorted(await world.flow.inbox())}")
    return Ending(run, tuple(effects.seen), sum(states.values()), duplicates, lost, tuple(problems))


async def _held(world: World) -> Mapping[str, int | Decimal]:
    """What a bookkeeper would count."""
    found: dict[str, int | Decimal] = {"minutes": sum((await world.books.minutes()).values())}
    rows = {
        entity: [row for row in await world.books.all(entity) if not row["deleted"]]
        for entity in ("TimeActivity", "Vendor", "Bill", "Invoice")
    }
    found |= {entity: len(records) for entity, records in rows.items()}
    found["billed"] = sum((Decimal(str(row["TotalAmt"])) for row in rows["Bill"]), Decimal(0))
    found["due"] = sum((Decimal(str(row["TotalAmt"])) for row in rows["Invoice"]), Decimal(0))
    return found
