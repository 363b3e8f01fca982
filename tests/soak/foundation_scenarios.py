"""What is disturbed on the way to FOUNDATION: records over REST and import files."""

import csv
import io
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Final

from fieldledger.domain.foundation_export import OPEN_EXPORTS
from fieldledger.domain.posting import PostingState
from fieldledger.repositories.invoices import DocumentInvoices
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approvals import ApproveTimeCards
from fieldledger.services.posting.requesting import PostingOrder
from fieldledger.wiring.approvals import approvals_over, requests_over
from tests.builders import ACCOUNTANT, COMPANY, WORK_DATE
from tests.builders.documents import a_supplier, a_vendor_invoice
from tests.fakes.export_files import InMemoryExportFiles
from tests.integration.flow import documents
from tests.integration.flow.foundation.world import FoundationWorld, a_foundation_contractor
from tests.integration.flow.simulated_raken import a_card
from tests.soak.effects import Effects
from tests.soak.scenario import Ending, Step
from tests.soak.watched import WatchedQueue, WatchedStore, WatchedTransport

type Act = Callable[["FoundationPlay"], Awaitable[Result[object]]]

_ROUNDS: Final = 8
_UNFINISHED: Final = frozenset({PostingState.PENDING, PostingState.SEALED})
CARDS: Final = (
    a_card("c-1", worker="rosa", hours=[(8, "RT"), (1.5, "OT")]),
    a_card("c-2", worker="ben", project="plant", hours=[(7.25, "RT")]),
)


class Books(StrEnum):
    """``STRICT`` books refuse a second card of one natural key."""

    LENIENT = "lenient"
    STRICT = "strict"


class WatchedFiles:
    """Implements ``ExportFiles``; the bucket is an effect like any other."""

    def __init__(self, files: InMemoryExportFiles, effects: Effects) -> None:
        self.files = files.files
        self._files = files
        self._effects = effects

    async def put_new(self, key: str, content: bytes, content_type: str) -> Result[bool]:
        """Watched."""
        return await self._effects.result(
            f"put file {key.rpartition('.')[2]}",
            ErrorCode.STORE_UNAVAILABLE,
            lambda: self._files.put_new(key, content, content_type),
        )

    async def get(self, key: str) -> Result[bytes]:
        """Watched."""
        return await self._effects.result("get file", ErrorCode.STORE_UNAVAILABLE, lambda: self._files.get(key))


@dataclass(frozen=True, slots=True, eq=False)
class FoundationScenario:
    """``expected`` are hundredths of an hour, or cents, that the books and the files must hold together."""

    name: str
    prepare: Callable[[FoundationWorld], Awaitable[None]]
    acts: tuple[Act, ...]
    expected: int
    books: tuple[str, ...] = tuple(Books)

    @asynccontextmanager
    async def played(self, effects: Effects, books: str) -> AsyncIterator["FoundationPlay"]:
        """The contractor's world, prepared undisturbed and then watched."""
        async with a_foundation_contractor() as world:
            await world.books.settings(unique_time_cards=books == Books.STRICT)
            await self.prepare(world)
            play = FoundationPlay(self, world, effects)
            _watch(world, effects)
            effects.interlude = play.another_writer
            yield play


@dataclass(eq=False)
class FoundationPlay:
    """One run."""

    scenario: FoundationScenario
    world: FoundationWorld
    effects: Effects

    @property
    def steps(self) -> Sequence[Step]:
        """The acts of the scenario."""
        return [partial(act, self) for act in self.scenario.acts]

    async def recover(self) -> None:
        """Half a minute later."""
        self.world.flow.clock.advance(seconds=31)

    async def another_writer(self) -> None:
        """The vendor or the store takes its time, and meanwhile somebody else is woken."""
        self.world.flow.clock.advance(100)
        await self.world.write()

    async def deliver(self) -> Result[object]:
        """One message of the queue."""
        return (await self.world.write(deadline=self.effects)).map(lambda report: report)

    async def finish(self) -> None:
        """The sweep wakes what is left; nothing else comes to help."""
        for _ in range(_ROUNDS):
            self.world.settle_time_passes()
            (await self.world.sweep().sweep()).unwrap()
            await self.world.write()
            unfinished = any(export.state in OPEN_EXPORTS for export in await self.world.exports())
            if not unfinished and not _UNFINISHED & set(await self.world.states()):
                await self.world.write()
                return

    async def ending(self) -> Ending:
        """What a bookkeeper would count in the books and in the files."""
        held = await _in_books(self.world) + await _in_files(self.world)
        states = await self.world.states()
        problems = [] if held == self.scenario.expected else [f"held {held}, not {self.scenario.expected}"]
        left = {state: n for state, n in states.items() if state is not PostingState.POSTED}
        problems += [f"left behind: {left}"] if left else []
        problems += [f"inbox: {sorted(await self.world.flow.inbox())}"] if await self.world.flow.inbox() else []
        problems += [f"open seals: {len(await self.world.seals())}"] if await self.world.seals() else []
        twice = [key for key, n in (await _records(self.world)).items() if n > 1]
        problems += [f"two postings on one record: {twice}"] if twice else []
        too_much = held - self.scenario.expected
        return Ending(sum(states.values()), max(0, too_much), max(0, -too_much), tuple(problems))


def _watch(world: FoundationWorld, effects: Effects) -> None:
    """Containers are made after this, so they see nothing but what is watched."""
    flow = world.flow
    vars(flow).update(store=WatchedStore(flow.store, effects), queue=WatchedQueue(flow.queue, effects))
    vars(world).update(queue=WatchedQueue(world.queue, effects), files=WatchedFiles(world.files, effects))
    hosts = flow.wire.hosts
    flow.wire.hosts = {host: WatchedTransport(transport, effects) for host, transport in hosts.items()}


async def _in_books(world: FoundationWorld) -> int:
    hours = sum((Decimal(str(row["hours"])) for row in await world.books.rows("timecards")), Decimal(0))
    money = sum((Decimal(str(row["invoiceAmount"])) for row in await world.books.rows("apinvoices")), Decimal(0))
    return int((hours + money) * 100)


async def _in_files(world: FoundationWorld) -> int:
    total = Decimal(0)
    for key, content in world.files.files.items():
        if key.endswith(".csv"):
            rows = csv.DictReader(io.StringIO(content.decode("ascii")))
            total += sum((Decimal(row.get("Hours") or row["Amount"]) for row in rows), Decimal(0))
    return int(total * 100)


async def _records(world: FoundationWorld) -> Counter[str]:
    """Over REST each posting has a record of its own; rows of a file share the file's id."""
    exports = {export.export_id for export in await world.exports()}
    ids = [posting.vendor_id or "" for posting in await world.postings(PostingState.POSTED)]
    return Counter(vendor_id for vendor_id in ids if vendor_id not in exports)


async def _cards(world: FoundationWorld) -> None:
    await world.contractor.jobsite.seed("timeCards", *CARDS)
    (await world.flow.sync()).unwrap()


async def _cards_by_file(world: FoundationWorld) -> None:
    await _cards(world)
    await world.set_mappings(time_cards="file", ap_invoices="file")


async def _lost_answer(world: FoundationWorld) -> None:
    await world.approve(*CARDS)
    await world.books.fault("commit_then_drop")
    await world.write()
    world.settle_time_passes()


async def _two_of_a_key(world: FoundationWorld) -> None:
    cards = [a_card(f"c-{n}", hours=[(4, "RT")], day=WORK_DATE) for n in (1, 2)]
    await world.contractor.jobsite.seed("timeCards", *cards)
    (await world.flow.sync()).unwrap()


async def _supplier(world: FoundationWorld) -> None:
    (await world.flow.sync()).unwrap()
    repository = DocumentInvoices(world.flow.store)
    (await repository.save_supplier(a_supplier())).unwrap()
    (await repository.save_vendor_invoice(a_vendor_invoice())).unwrap()


async def _supplier_by_file(world: FoundationWorld) -> None:
    await _supplier(world)
    await world.set_mappings(time_cards="file", ap_invoices="file")


async def _unmapped(world: FoundationWorld) -> None:
    await world.set_mappings(earn_codes={})
    await world.approve(*CARDS)
    (await world.write()).unwrap()


async def _approve(play: FoundationPlay) -> Result[object]:
    flow = play.world.flow
    request = ApproveTimeCards(
        company_id=COMPANY,
        user_id=ACCOUNTANT,
        approval_id="approval-soak",
        first_day=WORK_DATE,
        last_day=WORK_DATE,
    )
    approved = await approvals_over(flow.store, flow.queue, flow.clock, play.world.queue).approve(request)
    return approved.map(lambda outcome: outcome)


async def _request_bill(play: FoundationPlay) -> Result[object]:
    flow = play.world.flow
    intended = (documents.bill_of(a_vendor_invoice()),)
    order = PostingOrder(COMPANY, "approval-bill", ACCOUNTANT, intended, "foundation")
    asked = await requests_over(flow.store, flow.queue, flow.clock, play.world.queue).request(order)
    return asked.map(lambda postings: postings)


async def _map(play: FoundationPlay) -> Result[object]:
    """A person sets the earn codes; again if that failed."""
    done = await play.world.save_mappings()
    return done.map(lambda count: count)


async def _deliver(play: FoundationPlay) -> Result[object]:
    return await play.deliver()


async def _rest(play: FoundationPlay) -> Result[object]:
    """Approvals have come to rest, so that a file is made."""
    play.world.flow.clock.advance(121)
    return await play.deliver()


async def _sweep(play: FoundationPlay) -> Result[object]:
    return (await play.world.sweep().sweep()).map(lambda report: report)


FOUNDATION: Final = (
    FoundationScenario("FOUNDATION: approve and write time", _cards, (_approve, _deliver), 1675),
    FoundationScenario("FOUNDATION: settle a lost answer", _lost_answer, (_sweep, _deliver), 1675),
    FoundationScenario(
        "FOUNDATION: two cards of one key", _two_of_a_key, (_approve, _deliver, _deliver), 800, (Books.LENIENT,)
    ),
    FoundationScenario("FOUNDATION: write a bill", _supplier, (_request_bill, _deliver), 1250000),
    FoundationScenario("FOUNDATION: release what was parked", _unmapped, (_map, _deliver), 1675),
    FoundationScenario("FOUNDATION: hand time over in a file", _cards_by_file, (_approve, _rest), 1675),
    FoundationScenario("FOUNDATION: hand a bill over in a file", _supplier_by_file, (_request_bill, _rest), 1250000),
)
