"""Payday: everybody approves a fortnight's cards in one hour, and writers bring them to the books.

As in the product, one writer at a time works for a company, and companies are served in the order of their messages.
"""

from array import array
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from benchmarks.cost.customers import CUSTOMERS
from benchmarks.scale.events import Events, Peaks, Pool, floats
from benchmarks.scale.service_times import Times
from fieldledger.repositories.postings import DUE_SHARDS

BEGINS: Final = 8 * 3600.0
WINDOW: Final = 3600.0
"""ASSUMPTION: all customers approve a fortnight's cards within one hour of a Monday morning."""

CARDS_A_WORKER: Final = 10


@dataclass(frozen=True, slots=True)
class Approval:
    """So many cards of a customer, approved at one moment."""

    company: int
    shard: int
    cards: int
    at: float


@dataclass
class Payday:
    """``delays`` are seconds from the approval until its last card is in the books; weighed by ``cards``."""

    events: Events[Approval]
    times: Times
    writers: int
    delays: array[float] = field(default_factory=floats)
    company_writes: Peaks = field(default_factory=Peaks)
    due_writes: Peaks = field(default_factory=Peaks)
    postings: int = 0
    _next: dict[int, deque[Approval]] = field(default_factory=lambda: defaultdict(deque))
    _busy: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.pool = Pool(self.writers, self.events, self._seconds, self._written)

    def approved(self, now: float, approval: Approval) -> None:
        """Its message waits while another of the company is being worked on."""
        if approval.company in self._busy:
            self._next[approval.company].append(approval)
            return
        self._busy.add(approval.company)
        self.pool.arrive(now, approval)

    def _written(self, now: float, approval: Approval) -> None:
        self._busy.discard(approval.company)
        each = self.times.posting
        self.postings += approval.cards
        self.delays.append(now - approval.at)
        self.company_writes.add(now, approval.company, approval.cards * each["write_units_each"])
        self.due_writes.add(now, approval.shard, approval.cards * each["due_writes_each"])
        if self._next[approval.company]:
            self.approved(now, self._next[approval.company].popleft())

    def _seconds(self, approval: Approval) -> float:
        return approval.cards * self.times.posting["writing_seconds"] / self.times.posting["postings_counted"]


def approvals(kinds: Sequence[str], most: int, random: Random) -> Iterator[Approval]:
    """Each customer's cards in approvals of at most ``most``, at any moments of the hour."""
    for company, kind in enumerate(kinds):
        shard, left = random.randrange(DUE_SHARDS), CUSTOMERS[kind].workers * CARDS_A_WORKER
        while left > 0:
            yield Approval(company, shard, min(most, left), random.uniform(BEGINS, BEGINS + WINDOW))
            left -= most
