"""Small customers approve ten cards now and then while a large one drains: the product's queue, then one line."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random
from typing import Final

from benchmarks.kit.crew import crew_for, hire
from benchmarks.kit.fifo_queue import FifoQueue, Lane
from benchmarks.kit.lambdas import SWEEP_SECONDS, TIMEOUT_SECONDS, Writers
from benchmarks.kit.lossy_wire import CALL_SECONDS, ITEM_SECONDS, PENALTY_SECONDS, WAYS, LossyWire
from benchmarks.kit.results import Measures, Results
from benchmarks.kit.side_by_side import side_by_side
from benchmarks.kit.virtual_time import VirtualBreaker, VirtualClock, VirtualLoop, in_virtual_time
from benchmarks.posting_fairness.tenants import approve, drained, open_small, posted_of, small_tenant
from fieldledger.domain.posting import Posting, PostingState
from tests.builders import COMPANY
from tests.fakes.circuits import InMemoryCircuits
from tests.integration.flow import simulated_quickbooks as books_side
from tests.integration.flow.harness import World, a_contractor

LARGE: Final = 50_000
SMALL_TENANTS: Final = 8
APPROVALS_EACH: Final = 30
CARDS_EACH: Final = 10
FAULTS: Final = 0.02
STORE_SECONDS: Final = 0.008
SEED: Final = 7
_PEER: Final = "one_line_for_all"
_ANSWERED_WITHIN: Final = 60
EVERY_SECONDS: Final = 80.0
"""Mean time between two approvals of one small customer: they go on for about as long as the large one drains."""


@dataclass(frozen=True, slots=True)
class Contest:
    """How many workers, whether each customer has lanes of its own, and the share of faulty calls."""

    workers: int = 1
    apart: bool = True
    faults: float = FAULTS


def measure() -> Results:
    """One worker for everybody is the worst case: with more, the small ones find a free one."""
    contests = {
        "one worker": Contest(),
        _PEER: Contest(apart=False),
        "four workers": Contest(workers=4),
    }
    found = side_by_side({name: partial(_run, contest) for name, contest in contests.items()})
    runs = {name: figures for name, figures in found.items() if name != _PEER}
    return Results(
        measures=runs["one worker"],
        peers={_PEER: found[_PEER]},
        setting={
            "measures": "the run with one worker and faults",
            "large_tenant_postings": LARGE,
            "small_tenants": SMALL_TENANTS,
            "small_tenant_approvals": SMALL_TENANTS * APPROVALS_EACH,
            "postings_each": CARDS_EACH,
            "small_tenant_p99_s": "seconds from an approval until the last of its postings is in the books: 99 of 100 "
            "approvals waited less, those included whose own request failed",
            "without_own_faults": "the same without these: an unknown outcome takes 150 s, a 429 a minute, with or "
            "without a large customer: this one tells how fair it is",
            "faulty_share_of_calls": FAULTS,
            "of_these_in_turn": "; ".join(WAYS),
            "assumption_penalty_seconds": PENALTY_SECONDS,
            "seconds_per_call": CALL_SECONDS,
            "seconds_per_item": ITEM_SECONDS,
            "seconds_per_store_call": STORE_SECONDS,
            "seconds_per_invocation": TIMEOUT_SECONDS,
            "sweep_every_seconds": SWEEP_SECONDS,
            "clock": "virtual: waits take no time, concurrency is real",
            "peer": "one queue and one worker for all, each customer's work finished before the next one's begins",
        },
        runs=runs,
    )


def _run(contest: Contest) -> Measures:
    return in_virtual_time(partial(_contest, contest))


async def _contest(contest: Contest, loop: VirtualLoop, clock: VirtualClock) -> Measures:
    async with a_contractor(clock) as world:
        (await world.flow.sync()).unwrap()
        small = [small_tenant(number) for number in range(SMALL_TENANTS)]
        for tenant in small:
            await open_small(world, tenant, APPROVALS_EACH * CARDS_EACH)
        await hire(world, crew_for(LARGE))
        queue = FifoQueue(clock, contest.apart)
        await approve(world, Lane(queue), COMPANY, range(LARGE), "approval-large")
        hosts = world.flow.wire.hosts
        wire = LossyWire(hosts[books_side.HOST], clock, contest.faults, Random(SEED))  # noqa: S311
        world.flow.wire.hosts = {**hosts, books_side.HOST: wire}
        world.flow.breaker = VirtualBreaker(loop, InMemoryCircuits())
        containers = tuple(world.flow.container().writer for _ in range(contest.workers))
        world.flow.store.latency = partial(clock.sleep, STORE_SECONDS)
        over, began = asyncio.Event(), clock.now()
        people = asyncio.create_task(_people(world, queue, small, over))
        await Writers(queue, clock, world.flow.store, containers, over.is_set).run()
        await people
        return await _measures(world, small, wire, began)


async def _people(world: World, queue: FifoQueue, small: Sequence[str], over: asyncio.Event) -> None:
    async with asyncio.TaskGroup() as group:
        for number, company_id in enumerate(small):
            group.create_task(_accountant(world, queue, company_id, Random(number)))  # noqa: S311
    over.set()


async def _accountant(world: World, queue: FifoQueue, company_id: str, random: Random) -> None:
    """Approves now and then, until all of it is in the books."""
    for turn in range(APPROVALS_EACH):
        await world.flow.clock.sleep(random.uniform(0, 2 * EVERY_SECONDS))
        cards = range(turn * CARDS_EACH, (turn + 1) * CARDS_EACH)
        await approve(world, Lane(queue), company_id, cards, f"approval-{turn}")
    while len(await posted_of(world, company_id)) < APPROVALS_EACH * CARDS_EACH:
        await world.flow.clock.sleep(5)


async def _measures(world: World, small: Sequence[str], wire: LossyWire, began: datetime) -> Measures:
    postings = [posting for company_id in small for posting in await posted_of(world, company_id)]
    approvals: dict[tuple[str, datetime], list[Posting]] = defaultdict(list)
    for posting in postings:
        approvals[posting.company_id, posting.created_at].append(posting)
    everything = [max(map(_waited, each)) for each in approvals.values()]
    untroubled = [max(map(_waited, each)) for each in approvals.values() if not any(map(_met_a_fault, each))]
    markers = await world.books.markers()
    return {
        "small_tenant_p99_s": _of_hundred(everything, 99),
        "small_tenant_p50_s": _of_hundred(everything, 50),
        "small_tenant_p99_without_own_faults_s": _of_hundred(untroubled, 99),
        "small_tenant_worst_without_own_faults_s": round(max(untroubled), 1),
        "small_tenant_approvals": len(everything),
        "small_tenant_approvals_with_faults": len(everything) - len(untroubled),
        "large_tenant_still_draining": int(not await drained(world)),
        "vendor_calls": wire.tally.calls,
        "refused": wire.tally.refused,
        "faults": wire.tally.faults.total(),
        "duplicates": sum(count - 1 for count in markers.values()),
        "lost": SMALL_TENANTS * APPROVALS_EACH * CARDS_EACH - len(postings),
        "minutes": round((world.flow.clock.now() - began).total_seconds() / 60, 1),
    }


def _waited(posting: Posting) -> float:
    return (posting.updated_at - posting.created_at).total_seconds()


def _met_a_fault(posting: Posting) -> bool:
    """Whether its own request failed: it was sealed more than once, or its outcome had to be waited for."""
    sealed = [event.at for event in posting.history if event.state is PostingState.SEALED]
    return len(sealed) > 1 or (posting.updated_at - sealed[0]).total_seconds() > _ANSWERED_WITHIN


def _of_hundred(values: Sequence[float], rank: int) -> float:
    return round(sorted(values)[min(len(values) - 1, len(values) * rank // 100)], 1)
