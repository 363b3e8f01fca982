"""Our engine: the real services over a store in memory, woken as the queue would wake them."""

from datetime import datetime, timedelta
from random import Random

from benchmarks.quickbooks_write.lossy_wire import LossyWire
from benchmarks.quickbooks_write.outcome import Outcome, counted
from fieldledger.domain.posting import PostingState
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.services.posting.reports import WriterReport
from tests.builders import COMPANY, WORK_DATE, a_time_card, an_entry
from tests.integration.flow import simulated_quickbooks as books_side
from tests.integration.flow.harness import World, a_contractor

DAYS = 14
WORKERS = ("rosa", "ben", "ana")


async def ours(entries: int, share: float, seed: int) -> Outcome:
    """Approve all, then write until nothing is left."""
    async with a_contractor() as world:
        await _approved(world, entries)
        clock = world.flow.clock
        wire = LossyWire(world.flow.wire.hosts[books_side.HOST], clock, share, Random(seed))  # noqa: S311
        world.flow.wire.hosts = {**world.flow.wire.hosts, books_side.HOST: wire}
        start = clock.now()
        drained = await _drain(world)
        ended = clock.now()
        markers = await world.books.markers()
        stats = await world.books.stats()
        return counted(
            entries,
            markers,
            wire.tally,
            drained=(drained - start).total_seconds(),
            whole=(ended - start).total_seconds(),
        ).with_fill(entries, stats)


async def _approved(world: World, entries: int) -> None:
    (await world.flow.sync()).unwrap()
    cards = DocumentTimeCards(world.flow.store)
    for number in range(entries):
        card = a_time_card(
            time_card_id=f"c-{number:05}",
            content_hash=f"hash-{number}",
            work_date=WORK_DATE - timedelta(days=number % DAYS),
            employee_id=WORKERS[number % len(WORKERS)],
            project_id="clinic" if number % 2 else "plant",
            entries=[an_entry("8", pay_type="RT")],
        )
        (await cards.save(card)).unwrap()
    while (await world.flow.approve()).remaining:
        pass


async def _drain(world: World) -> datetime:
    """Each turn is an invocation of the writer; the answer is when the last entry was sent for the first time."""
    container, clock = world.flow.container(), world.flow.clock
    drained: datetime | None = None
    while True:
        written = await world.flow.write(container)
        pending = await _count(world, PostingState.PENDING)
        if drained is None and not pending:
            drained = clock.now()
        if not pending and not await _count(world, PostingState.SEALED):
            return drained or clock.now()
        # As the function does: a message comes back when the report says, 30 s after a failure, or with the sweep.
        report = written.unwrap_or(WriterReport(again_at=clock.now() + timedelta(seconds=30)))
        again = report.again_at or clock.now() + timedelta(seconds=60)
        clock.set(max(clock.now(), again))


async def _count(world: World, state: PostingState) -> int:
    page = (await DocumentPostings(world.flow.store).by_state(COMPANY, state, 1)).unwrap()
    return len(page.items)
