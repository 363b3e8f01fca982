"""Our engine: the product's services, queue handling, deadlines, circuit breaker and sweep on a virtual clock."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import batched
from random import Random
from typing import Final

from benchmarks.kit.crew import DAYS, crew_for, hire
from benchmarks.kit.fifo_queue import FifoQueue, Lane
from benchmarks.kit.lambdas import Writers
from benchmarks.kit.lossy_wire import LossyWire
from benchmarks.kit.results import Measures
from benchmarks.kit.virtual_time import VirtualBreaker, VirtualClock, VirtualLoop, in_virtual_time
from benchmarks.quickbooks_write.outcome import Run
from fieldledger.domain.posting import PostingState
from fieldledger.domain.time_card import TimeCard
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.services.approvals import CARDS_PER_REQUEST, ApproveTimeCards
from fieldledger.wiring.approvals import approvals_over
from tests.builders import ACCOUNTANT, COMPANY, WORK_DATE, a_time_card, an_entry
from tests.fakes.circuits import InMemoryCircuits
from tests.integration.flow import simulated_quickbooks as books_side
from tests.integration.flow.harness import World, a_contractor

CONTAINERS: Final = 4
STORE_SECONDS: Final = 0.008
_HOURS: Final = "1"
_CARDS_A_DAY: Final = 12


def ours(entries: int, share: float, seed: int) -> Measures:
    """Approve all, then let the queue wake the writers until nothing is left."""
    return in_virtual_time(partial(_run, entries, share, seed))


async def _run(entries: int, share: float, seed: int, loop: VirtualLoop, clock: VirtualClock) -> Measures:
    async with a_contractor(clock) as world:
        queue = FifoQueue(clock)
        await _approved(world, queue, entries)
        wire = LossyWire(world.flow.wire.hosts[books_side.HOST], clock, share, Random(seed))  # noqa: S311
        world.flow.wire.hosts = {**world.flow.wire.hosts, books_side.HOST: wire}
        world.flow.store.latency = partial(clock.sleep, STORE_SECONDS)
        world.flow.breaker = VirtualBreaker(loop, InMemoryCircuits())
        containers = tuple(world.flow.container().writer for _ in range(CONTAINERS))
        over = asyncio.Event()
        began = clock.now()
        watch = asyncio.create_task(_watch(world, over))
        await Writers(queue, clock, world.flow.store, containers, over.is_set).run()
        run = Run(entries, await world.books.markers(), wire.tally, began, await watch)
        batches = int(str((await world.books.stats())["batches"]))
        return run.figures | {"batches": batches, "items_per_batch": round(entries / batches, 2)}


async def _approved(world: World, queue: FifoQueue, entries: int) -> None:
    (await world.flow.sync()).unwrap()
    crew = crew_for(entries, _CARDS_A_DAY)
    await hire(world, crew)
    cards = DocumentTimeCards(world.flow.store)
    approvals = approvals_over(world.flow.store, Lane(queue), world.flow.clock)
    for numbers in batched(range(entries), CARDS_PER_REQUEST, strict=False):
        for number in numbers:
            (await cards.save(_card(number, crew))).unwrap()
        request = ApproveTimeCards(
            company_id=COMPANY,
            user_id=ACCOUNTANT,
            approval_id=f"approval-{numbers[0]}",
            first_day=WORK_DATE - timedelta(days=DAYS),
            last_day=WORK_DATE,
            time_card_ids=tuple(_card_id(number) for number in numbers),
        )
        approved = (await approvals.approve(request)).unwrap()
        assert approved.postings == len(numbers), approved.skipped[:1]


def _card_id(number: int) -> str:
    return f"c-{number:05}"


def _card(number: int, crew: Sequence[str]) -> TimeCard:
    return a_time_card(
        time_card_id=_card_id(number),
        content_hash=f"hash-{number}",
        work_date=WORK_DATE - timedelta(days=number // len(crew) % DAYS),
        employee_id=crew[number % len(crew)],
        project_id="clinic" if number % 2 else "plant",
        entries=[an_entry(_HOURS, pay_type="RT")],
    )


async def _watch(world: World, over: asyncio.Event) -> datetime:
    """When everything is in the books or parked, by our own records."""
    postings = DocumentPostings(world.flow.store)
    while True:
        await world.flow.clock.sleep(0.5)
        left = [await postings.by_state(COMPANY, state, 1) for state in (PostingState.PENDING, PostingState.SEALED)]
        if not any(page.unwrap().items for page in left):
            over.set()
            return world.flow.clock.now()
