"""5,000 events about 200 records within a minute: acknowledged, read, and none missed."""

import heapq
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

from benchmarks.kit.results import Measures, Results
from benchmarks.webhook_burst import burst, queue, vendor
from benchmarks.webhook_burst.burst import Burst, Delivery, a_burst
from benchmarks.webhook_burst.functions import Deployment
from benchmarks.webhook_burst.peers import OneReadPerEvent
from benchmarks.webhook_burst.queue import Queue
from benchmarks.webhook_burst.vendor import Procore
from tests.fakes.clock import MONDAY_MORNING, FakeClock

SEED: Final = 7
BATCHING_WINDOW: Final = timedelta(seconds=5)
REPEATED_AFTER: Final = timedelta(seconds=2)
# A peer is stopped by the dead letters of SQS where waiting counts as receiving; its queue is spared that here.
_FOR_EVER: Final = 1_000_000

type Work = Callable[[Sequence[dict[str, object]]], set[str]]


def measure() -> Results:
    """One worker at a time: more of them share the same budget of the vendor."""
    return Results(
        measures=_ours(),
        peers={"read_per_event": _peer(remembers=False), "read_per_unseen_event": _peer(remembers=True)},
        setting={
            "events": burst.EVENTS,
            "records": burst.RECORDS,
            "duplicates": burst.DUPLICATES,
            "burst_seconds": burst.BURST_SECONDS,
            "longest_latency_seconds": burst.LONGEST_LATENCY_SECONDS,
            "sends_refused_by_the_queue": queue.REFUSALS,
            "messages_delivered_twice": queue.TWICE,
            "vendor_reads_in_ten_seconds": vendor.READS,
            "workers": 1,
            "clock": "virtual, but for door_*_ms",
        },
    )


def _ours() -> Measures:
    clock, told = FakeClock(MONDAY_MORNING), a_burst(SEED)
    line, procore = Queue(clock, Random(SEED)), Procore(told.changes, clock)  # noqa: S311
    deployment = Deployment(line, procore, clock)
    acknowledged = _play(told, clock, line, deployment, deployment.work)
    doors = sorted(deployment.door_seconds)
    return {
        "acknowledged": acknowledged,
        "fetches": procore.fetches,
        "missed": procore.missed,
        "runs": procore.runs,
        "dead_letters": line.dead,
        "drained_after_s": _seconds(clock),
        "messages_received": line.received,
        "store_writes": deployment.writes,
        "door_p50_ms": round(doors[len(doors) // 2] * 1000, 2),
        "door_p99_ms": round(doors[int(len(doors) * 0.99)] * 1000, 2),
    }


def _peer(*, remembers: bool) -> Measures:
    clock, told = FakeClock(MONDAY_MORNING), a_burst(SEED)
    line, procore = Queue(clock, Random(SEED), _FOR_EVER), Procore(told.changes, clock)  # noqa: S311
    deployment = Deployment(line, procore, clock)
    peer = OneReadPerEvent(line, procore, clock, remembers=remembers)
    acknowledged = _play(told, clock, line, deployment, peer.work)
    return {
        "acknowledged": acknowledged,
        "fetches": procore.fetches,
        "missed": procore.missed,
        "drained_after_s": _seconds(clock),
    }


def _play(told: Burst, clock: FakeClock, line: Queue, deployment: Deployment, work: Work) -> int:
    """Deliver, gather, work, until nothing is left; the answer counts events that were acknowledged."""
    due = [(delivery.due_at, place, delivery) for place, delivery in enumerate(told.deliveries)]
    heapq.heapify(due)
    acknowledged = 0
    while due or line.next_at() is not None:
        acknowledged += _deliver(due, clock, deployment)
        batch = line.receive()
        if batch:
            line.settle(batch, work(batch))
            continue
        clock.set(_next(due, line, clock))
    return acknowledged


def _deliver(due: list[tuple[datetime, int, Delivery]], clock: FakeClock, deployment: Deployment) -> int:
    """What is due by now; a delivery that is not acknowledged comes again, as Procore repeats it."""
    acknowledged = 0
    while due and due[0][0] <= clock.now():
        at, place, delivery = heapq.heappop(due)
        if deployment.post(delivery):
            acknowledged += 1
        else:
            heapq.heappush(due, (at + REPEATED_AFTER, place, delivery))
    return acknowledged


def _next(due: list[tuple[datetime, int, Delivery]], line: Queue, clock: FakeClock) -> datetime:
    """The next delivery; or the next message and the window in which others are gathered with it."""
    moments = [due[0][0]] if due else []
    visible = line.next_at()
    if visible is not None:
        moments.append(max(visible, clock.now()) + BATCHING_WINDOW)
    return max(min(moments), clock.now() + timedelta(microseconds=1))


def _seconds(clock: FakeClock) -> float:
    return round((clock.now() - MONDAY_MORNING).total_seconds(), 1)
