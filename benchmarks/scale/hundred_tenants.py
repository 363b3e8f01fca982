"""A hundred customers approve at once, 50,000 postings together: the real writers, on a virtual clock."""

import asyncio
from functools import partial
from random import Random
from typing import Final

from benchmarks.kit.fifo_queue import FifoQueue, Lane
from benchmarks.kit.lambdas import Writers
from benchmarks.kit.lossy_wire import LossyWire
from benchmarks.kit.results import Measures
from benchmarks.kit.virtual_time import VirtualBreaker, VirtualClock, VirtualLoop, in_virtual_time
from benchmarks.posting_fairness.tenants import approve, open_small, realm_of, small_tenant
from fieldledger.domain.posting import PostingState
from fieldledger.repositories.postings import DocumentPostings, postings_in
from tests.fakes.circuits import InMemoryCircuits
from tests.integration.flow import simulated_quickbooks as books_side
from tests.integration.flow.harness import World, a_contractor

STORE_SECONDS: Final = 0.008
FAULTS: Final = 0.02
SEED: Final = 7
_PAGE: Final = 1000


def hundred_tenants(tenants: int, cards: int, workers: int) -> Measures:
    """So many customers with so many cards each."""
    return in_virtual_time(partial(_approved_at_once, tenants, cards, workers))


async def _approved_at_once(tenants: int, cards: int, workers: int, loop: VirtualLoop, clock: VirtualClock) -> Measures:
    async with a_contractor(clock) as world:
        names = [small_tenant(number) for number in range(tenants)]
        for name in names:
            await open_small(world, name, cards)
        queue = FifoQueue(clock)
        hosts = world.flow.wire.hosts
        wire = LossyWire(hosts[books_side.HOST], clock, FAULTS, Random(SEED))  # noqa: S311
        world.flow.wire.hosts = {**hosts, books_side.HOST: wire}
        world.flow.breaker = VirtualBreaker(loop, InMemoryCircuits())
        containers = tuple(world.flow.container().writer for _ in range(workers))
        for name in names:
            await approve(world, Lane(queue), name, range(cards), "approval")
        world.flow.store.latency = partial(clock.sleep, STORE_SECONDS)
        over, began = asyncio.Event(), clock.now()
        watching = asyncio.create_task(_watch(world, names, cards, over))
        await Writers(queue, clock, world.flow.store, containers, over.is_set).run()
        await watching
        delays = [delay for name in names for delay in await _delays(world, name)]
        minutes = (clock.now() - began).total_seconds() / 60
        return {
            "tenants": tenants,
            "postings": tenants * cards,
            "workers": workers,
            "postings_per_minute": round(len(delays) / minutes),
            "posting_delay_p50_s": round(sorted(delays)[len(delays) // 2], 1),
            "posting_delay_p99_s": round(sorted(delays)[len(delays) * 99 // 100], 1),
            "vendor_calls": wire.tally.calls,
            "faults": wire.tally.faults.total(),
            "duplicates": sum([await _copies(world, name) for name in names]),
            "lost": tenants * cards - len(delays),
            "minutes": round(minutes, 1),
        }


async def _watch(world: World, names: list[str], cards: int, over: asyncio.Event) -> None:
    """Until each customer's cards are in the books."""
    for name in names:
        while len(await _delays(world, name)) < cards:
            await world.flow.clock.sleep(10)
    over.set()


async def _delays(world: World, name: str) -> list[float]:
    postings = DocumentPostings(world.flow.store)
    found = (await postings_in(postings, name, [("quickbooks", PostingState.POSTED)], _PAGE)).unwrap()
    return [(posting.updated_at - posting.created_at).total_seconds() for posting in found]


async def _copies(world: World, name: str) -> int:
    """Records in the customer's books that carry a marker which another one carries too."""
    answer = await world.books.http.get(f"/_admin/realms/{realm_of(name)}/entities/TimeActivity")
    words = [str(row["Description"]).split()[-1] for row in answer.raise_for_status().json()]
    return len(words) - len(set(words))
