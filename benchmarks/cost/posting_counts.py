"""What an approval and its postings cost: the product's services over the QuickBooks simulator, in virtual time.

Waits are the wire's and the store's (``benchmarks/kit``), so an invocation's seconds are those of the real concurrency;
processor time is added to them.
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from random import Random
from typing import Final

from benchmarks.cost.log_bytes import log_bytes
from benchmarks.kit.counted_store import CountedStore, StoreTally
from benchmarks.kit.crew import crew_for, hire
from benchmarks.kit.fifo_queue import FifoQueue, Lane, Message
from benchmarks.kit.lambdas import INVOKE_SECONDS, Container, Writers
from benchmarks.kit.lossy_wire import LossyWire
from benchmarks.kit.virtual_time import VirtualClock, VirtualLoop, in_virtual_time
from benchmarks.posting_fairness.tenants import a_card, card_id, drained
from fieldledger.domain.clock import Clock
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import Result
from fieldledger.services.approvals import ApproveTimeCards
from fieldledger.services.deadline import Deadline
from fieldledger.services.posting.reports import WriterReport
from fieldledger.services.posting.sweep import PostingSweep
from fieldledger.wiring.approvals import approvals_over
from tests.builders import ACCOUNTANT, COMPANY, WORK_DATE
from tests.integration.flow import simulated_quickbooks as books_side
from tests.integration.flow.harness import World, a_contractor

STORE_SECONDS: Final = 0.008
SEED: Final = 7


@dataclass(frozen=True, slots=True)
class Spent:
    """Of one step; ``seconds`` are waits, those of all invocations added up, ``cpu_seconds`` this machine's."""

    invocations: int
    seconds: float
    cpu_seconds: float
    read_units: dict[str, float]
    write_units: dict[str, int]
    partitions: dict[str, int]
    requests: int
    log_bytes: int
    sqs_requests: int = 0
    vendor_calls: int = 0
    kms_requests: int = 0


@dataclass(frozen=True, slots=True)
class PostingCounts:
    """``minutes`` from the approval until everything is in the books; ``idle`` is a sweep that finds nothing."""

    postings: int
    approval: Spent
    writing: Spent
    idle: Spent
    stored_bytes: int
    minutes: float


@dataclass
class TimedQueue(FifoQueue):
    """``requests`` as SQS bills them: a receive that brings something, and deletes and sends by ten at most."""

    requests: Counter[str] = field(default_factory=Counter)

    def receive(self) -> list[Message]:
        """Empty receives are the stack's, not a customer's."""
        taken = super().receive()
        if taken:
            self.requests["receive"] += 1
            self.requests["delete"] += 1
        return taken

    def send(self, *message: object) -> None:
        """One request a message."""
        self.requests["send"] += 1
        super().send(*message)  # type: ignore[arg-type]


@dataclass
class TimedContainer:
    """Adds up the time of its rounds, and of what Lambda adds to each."""

    writer: Container
    clock: Clock
    rounds: int = 0
    waited: timedelta = timedelta(0)

    async def write(self, company_id: str, hinted: Sequence[str], deadline: Deadline) -> Result[WriterReport]:
        """One round."""
        began = self.clock.now()
        written = await self.writer.write(company_id, hinted, deadline)
        self.rounds += 1
        self.waited += self.clock.now() - began
        return written


def posting_counts(cards: int) -> PostingCounts:
    """One approval of so many cards, one posting each."""
    return in_virtual_time(partial(_approved_and_written, cards))


async def _approved_and_written(cards: int, loop: VirtualLoop, clock: VirtualClock) -> PostingCounts:
    del loop
    async with a_contractor(clock) as world:
        (await world.flow.sync()).unwrap()
        await hire(world, crew_for(cards))
        for number in range(cards):
            (await DocumentTimeCards(world.flow.store).save(a_card(COMPANY, number))).unwrap()
        before = sum(CountedStore.over(world.flow.store).stored_bytes.values())
        store = CountedStore.over(world.flow.store)
        world.flow.store = store
        store.latency = partial(clock.sleep, STORE_SECONDS)
        queue, began = TimedQueue(clock), clock.now()
        approval = await _approved(world, store, queue, cards)
        writing = await _written(world, store, queue)
        minutes = (clock.now() - began) / timedelta(minutes=1)
        posted = [d for d in store.documents_of("postings") if d.sk.startswith("BOOKS_RECORD#")]
        assert len(posted) == cards, f"{len(posted)} of {cards} postings are in the books"
        idle = await _idle_sweep(world, store, queue)
        stored = sum(store.stored_bytes.values()) - before
        return PostingCounts(cards, approval, writing, idle, stored, round(minutes, 2))


async def _approved(world: World, store: CountedStore, queue: TimedQueue, cards: int) -> Spent:
    watch = _Watch(world, store, queue)
    request = ApproveTimeCards(
        company_id=COMPANY,
        user_id=ACCOUNTANT,
        approval_id="approval-1",
        first_day=WORK_DATE - timedelta(days=14),
        last_day=WORK_DATE,
        time_card_ids=tuple(card_id(number) for number in range(cards)),
    )
    with log_bytes() as logs:
        done = await approvals_over(store, Lane(queue), world.flow.clock).approve(request)
    assert not done.unwrap().remaining
    return watch.spent(logs.written, invocations=1)


async def _written(world: World, store: CountedStore, queue: TimedQueue) -> Spent:
    hosts = world.flow.wire.hosts
    wire = LossyWire(hosts[books_side.HOST], world.flow.clock, 0.0, Random(SEED))  # noqa: S311
    world.flow.wire.hosts = {**hosts, books_side.HOST: wire}
    watch = _Watch(world, store, queue)
    container = TimedContainer(world.flow.container().writer, world.flow.clock)
    over = _Over(store, queue)
    with log_bytes() as logs:
        await Writers(queue, world.flow.clock, store, (container,), over).run()
    assert await drained(world)
    waited = container.waited.total_seconds() + container.rounds * INVOKE_SECONDS
    spent = watch.spent(logs.written, invocations=container.rounds, waited=waited)
    return spent_with(spent, wire.tally.calls, container.rounds)


def spent_with(spent: Spent, vendor_calls: int, decryptions: int) -> Spent:
    """With the vendor's calls, and at most one decryption of the token an invocation."""
    values = {name: getattr(spent, name) for name in Spent.__slots__}
    return Spent(**{**values, "vendor_calls": vendor_calls, "kms_requests": decryptions})


async def _idle_sweep(world: World, store: CountedStore, queue: TimedQueue) -> Spent:
    watch = _Watch(world, store, queue)
    with log_bytes() as logs:
        for target in ("quickbooks", "foundation"):
            lane, connections = Lane(queue, "sweep"), DocumentConnections(store)
            sweep = PostingSweep(DocumentPostings(store), connections, lane, world.flow.clock, target)
            assert (await sweep.sweep()).unwrap().companies == 0
    return watch.spent(logs.written, invocations=1)


@dataclass
class _Over:
    """Nothing waits in the queue, and nothing is pending or open."""

    store: CountedStore
    queue: TimedQueue

    def __call__(self) -> bool:
        return not self.queue.messages and not any("due_shard" in d.index for d in self.store.documents_of("postings"))


class _Watch:
    """From its making on."""

    def __init__(self, world: World, store: CountedStore, queue: TimedQueue) -> None:
        self._clock, self._store, self._queue = world.flow.clock, store, queue
        self._tally: StoreTally = store.tally.copy()
        self._began, self._cpu, self._sent = self._clock.now(), time.process_time(), queue.requests.total()

    def spent(self, logged: int, *, invocations: int, waited: float | None = None) -> Spent:
        """``waited``: unless it is everything that has passed."""
        tally = self._store.tally.minus(self._tally)
        passed = (self._clock.now() - self._began).total_seconds()
        return Spent(
            invocations=invocations,
            seconds=round(passed if waited is None else waited, 3),
            cpu_seconds=round(time.process_time() - self._cpu, 4),
            read_units=tally.read_units,
            write_units=dict(tally.writes),
            partitions=dict(tally.partitions),
            requests=tally.requests,
            log_bytes=logged,
            sqs_requests=self._queue.requests.total() - self._sent,
        )
