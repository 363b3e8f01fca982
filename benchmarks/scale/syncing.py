"""Syncs over the day: runs become due, the schedule begins some each minute, workers carry slices on.

As in the product, a resource has one run at a time (who is late is not queued twice, but read less often), comes back
at its own slot of its cadence, reads everything again a day after the last time, and waits for its vendor's budget
without holding a worker.
"""

import heapq
from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from benchmarks.scale.events import Account, Events, Peaks, Pool, floats
from benchmarks.scale.service_times import Job, Work
from benchmarks.scale.vendors import FOUNDATION_A_MINUTE, PROCORE_AN_HOUR, PROCORE_SPIKE, RAKEN_A_DAY, RAKEN_A_SECOND
from fieldledger.clients.foundation.rates import foundation_windows
from fieldledger.clients.procore.rates import procore_windows
from fieldledger.clients.raken.rates import raken_windows
from fieldledger.repositories.sync_states import DUE_SHARDS

MINUTE: Final = 60.0
DAY: Final = 86_400.0
BEGINS: Final = -2 * 3600.0
"""The evening before, so that the queues are at midnight as full as they will be."""

CONNECTED: Final = (8 * 3600.0, 18 * 3600.0)
"""ASSUMPTION: customers connected at these hours; everything is read again at the hour when it was read first."""

FRESH: Final = 15 * MINUTE
"""Cadences up to this are those of what people look at: time cards, reports, jobs."""


@dataclass(frozen=True, slots=True)
class SyncLimits:
    """Runs that the schedule begins in a minute, and slices at the same time."""

    begun_a_minute: int
    workers: int


@dataclass(slots=True)
class Resource:
    """One customer's; ``place`` moves its slots within the cadence."""

    job: Job
    account: Account | None
    shard: int
    place: float
    full_at: float
    due_at: float = 0.0
    began_at: float = 0.0
    known_from: float | None = None
    work: Work | None = None
    left: int = 0


@dataclass(slots=True)
class Seen:
    """In seconds: ``late`` from due to done, ``ages`` between two reads, of resources with a short cadence."""

    late: array[float] = field(default_factory=floats)
    ages: array[float] = field(default_factory=floats)
    daily_late: array[float] = field(default_factory=floats)


class Syncs:
    """``seen`` and the peaks count from ``counted_from`` on."""

    def __init__(
        self,
        events: Events[Resource],
        customers: Sequence[Sequence[Job]],
        limits: SyncLimits,
        random: Random,
        counted_from: float,
    ) -> None:
        self._events = events
        self._limits = limits
        self._counted_from = counted_from
        self._coming: list[tuple[float, int, Resource]] = []
        self._overdue: deque[Resource] = deque()
        self.pool = Pool(limits.workers, events, _seconds, self._carried)
        self.seen, self.due_writes = Seen(), Peaks()
        self.deepest_due, self.runs = 0, 0
        for number, resource in enumerate(_resources(customers, random)):
            heapq.heappush(self._coming, (_next_slot(resource, BEGINS), number, resource))

    def tick(self, now: float) -> None:
        """The schedule's minute: the longest overdue first."""
        while self._coming and self._coming[0][0] <= now:
            due_at, _, resource = heapq.heappop(self._coming)
            resource.due_at = due_at
            self._overdue.append(resource)
        for _ in range(min(self._limits.begun_a_minute, len(self._overdue))):
            self._begin(now, self._overdue.popleft())
        if now >= self._counted_from:
            self.deepest_due = max(self.deepest_due, len(self._overdue))

    def _begin(self, now: float, resource: Resource) -> None:
        full = resource.full_at <= now
        if full:
            resource.full_at = now + DAY
        resource.began_at = now
        resource.work = resource.job.daily if full else resource.job.quiet
        resource.left = resource.work.slices
        self._go_on(now, resource)

    def _go_on(self, now: float, resource: Resource) -> None:
        """The next slice's message, which comes when the vendor's budget allows its calls."""
        assert resource.work is not None
        calls = -(-resource.work.calls // resource.work.slices)
        from_ = now if resource.account is None else resource.account.reserve(now, calls)
        if from_ > now:
            self._events.at(from_, self.pool.arrive, resource)
        else:
            self.pool.arrive(now, resource)

    def _carried(self, now: float, resource: Resource) -> None:
        resource.left -= 1
        if resource.left:
            self._go_on(now, resource)
            return
        if now >= self._counted_from:
            self._note(now, resource)
        resource.known_from = resource.began_at
        heapq.heappush(self._coming, (_next_slot(resource, now), id(resource), resource))

    def _note(self, now: float, resource: Resource) -> None:
        assert resource.work is not None
        self.runs += 1
        self.seen.late.append(now - resource.due_at)
        if resource.work is resource.job.daily:
            self.seen.daily_late.append(now - resource.due_at)
        if resource.known_from is not None and resource.job.every <= FRESH:
            self.seen.ages.append(now - resource.known_from)
        self.due_writes.add(now, resource.shard, resource.work.due_writes)


def _seconds(resource: Resource) -> float:
    assert resource.work is not None
    return resource.work.seconds / resource.work.slices


def _next_slot(resource: Resource, now: float) -> float:
    every = resource.job.every
    return (now - resource.place) // every * every + every + resource.place


def _resources(customers: Sequence[Sequence[Job]], random: Random) -> Iterator[Resource]:
    """Accounts are a customer's own, except FOUNDATION's, whose key is everybody's."""
    key = Account(foundation_windows(FOUNDATION_A_MINUTE)[0])
    for own in customers:
        accounts = {
            "foundation": key,
            "procore": Account(procore_windows(PROCORE_AN_HOUR, PROCORE_SPIKE)[0]),
            "raken": Account(raken_windows(RAKEN_A_SECOND, RAKEN_A_DAY)[1]),
        }
        connected = random.uniform(*CONNECTED)
        for job in own:
            yield Resource(
                job,
                accounts.get(job.vendor),
                random.randrange(DUE_SHARDS),
                place=random.uniform(0, job.every),
                full_at=connected,
            )
