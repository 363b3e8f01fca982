"""A small customer approves ten cards now and then while a large one drains: the product's queue, then one line."""

import asyncio
from datetime import datetime
from random import Random
from typing import Final

import httpx

from benchmarks.kit.results import Measures, Results
from benchmarks.posting_fairness.tenants import SMALL, approve, drained, open_small, posted_of
from benchmarks.posting_fairness.virtual_time import VirtualClock, VirtualLoop
from benchmarks.posting_fairness.workers import Queue, gather_workers
from tests.builders import COMPANY
from tests.integration.flow import simulated_quickbooks as books_side
from tests.integration.flow.doubles import NoDeadline
from tests.integration.flow.harness import World, a_contractor

LARGE: Final = 20_000
APPROVALS: Final = 24
CARDS_EACH: Final = 10
WORKERS: Final = 1
CALL_SECONDS: Final = 0.75
_EVERY_SECONDS: Final = 40.0


class _Slow(httpx.AsyncBaseTransport):
    """The vendor takes its time."""

    def __init__(self, vendor: httpx.AsyncBaseTransport) -> None:
        self._vendor = vendor

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """After a while."""
        await asyncio.sleep(CALL_SECONDS)
        return await self._vendor.handle_async_request(request)


def measure() -> Results:
    """One worker for everybody is the worst case: with more, the small one finds a free one."""
    return Results(
        measures=_run(apart=True),
        peers={"one_line_for_all": _run(apart=False)},
        setting={
            "large_tenant_postings": LARGE,
            "small_tenant_approvals": APPROVALS,
            "postings_each": CARDS_EACH,
            "workers": WORKERS,
            "clock": "virtual: waits take no time, concurrency is real",
            "peer": "one queue for all, each customer's work finished before the next one's begins",
        },
    )


def _run(*, apart: bool) -> Measures:
    loop = VirtualLoop()
    asyncio.set_event_loop(loop)
    return loop.run_until_complete(_contest(VirtualClock(loop), apart=apart))


async def _contest(clock: VirtualClock, *, apart: bool) -> Measures:
    async with a_contractor(clock) as world:
        (await world.flow.sync()).unwrap()
        await open_small(world)
        await approve(world, COMPANY, range(LARGE), "approval-large")
        hosts = world.flow.wire.hosts
        world.flow.wire.hosts = {**hosts, books_side.HOST: _Slow(hosts[books_side.HOST])}
        queue = Queue(clock, apart)
        queue.send(COMPANY)
        done = asyncio.Event()
        people = asyncio.create_task(_small_tenant(world, clock, queue, done))
        writer = world.flow.container().writer

        async def round_(company_id: str) -> datetime | None:
            written = await writer.write(company_id, [], NoDeadline())
            return written.unwrap().again_at

        await gather_workers(queue, WORKERS, round_, done.is_set)
        await people
        return await _measures(world, clock)


async def _small_tenant(world: World, clock: VirtualClock, queue: Queue, done: asyncio.Event) -> None:
    random = Random(11)  # noqa: S311
    for turn in range(APPROVALS):
        await clock.sleep(random.uniform(0, 2 * _EVERY_SECONDS))
        await approve(world, SMALL, range(turn * CARDS_EACH, (turn + 1) * CARDS_EACH), f"approval-{turn}")
        queue.send(SMALL)
    while len(await posted_of(world, SMALL)) < APPROVALS * CARDS_EACH:
        await clock.sleep(5)
    done.set()


async def _measures(world: World, clock: VirtualClock) -> Measures:
    postings = await posted_of(world, SMALL)
    waits = sorted((posting.updated_at - posting.created_at).total_seconds() for posting in postings)
    return {
        "small_tenant_p99_s": round(waits[int(len(waits) * 0.99)], 1),
        "small_tenant_p50_s": round(waits[len(waits) // 2], 1),
        "small_tenant_postings": len(postings),
        "large_tenant_still_draining": int(not await drained(world)),
        "minutes": round((clock.now() - await _begin(world)).total_seconds() / 60, 1),
    }


async def _begin(world: World) -> datetime:
    return min(posting.created_at for posting in await posted_of(world, SMALL))
