"""A day of syncs: runs become due, the schedule begins some each minute, workers carry slices on.

As in the product, a resource has one run at a time: who is late is not queued twice, but read less often.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.scale.service_times import Job
from benchmarks.scale.station import Station

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class SyncLimits:
    """Runs that the schedule begins in a minute, and slices at the same time."""

    begun_a_minute: int
    workers: int


@dataclass(frozen=True, slots=True)
class SyncDay:
    """``late`` are seconds from due to done; ``stretch`` is the time between two ends of a run over its cadence."""

    runs: int
    late_p99: float
    stretch_p99: float
    deepest_queue: int
    deepest_due: int
    worker_load: float
    begun_per_second_peak: float


def sync_day(customers: Sequence[Sequence[Job]], limits: SyncLimits, hours: float, seed: int) -> SyncDay:
    """``customers`` are the jobs of each; the second half of the time counts, the first one fills the queues."""
    random, ends = Random(seed), hours * 3600  # noqa: S311 - a simulation that can be repeated
    station = Station(limits.workers)
    due = [(random.uniform(0, job.every), n, job) for n, job in enumerate(j for own in customers for j in own)]
    heapq.heapify(due)
    pending: list[tuple[float, float, int, Job, int, float]] = []
    done_at: dict[int, float] = {}
    late, stretch, deepest_due, most = list[float](), list[float](), 0, 0
    minute = 0.0
    while minute < ends:
        begun = 0
        while due and due[0][0] <= minute and begun < limits.begun_a_minute:
            at, n, job = heapq.heappop(due)
            heapq.heappush(pending, (minute, at, n, job, job.slices, at))
            begun += 1
        most = max(most, begun)
        waiting = sum(1 for each in due if each[0] <= minute) if begun == limits.begun_a_minute else 0
        deepest_due = max(deepest_due, waiting)
        _carry_on(pending, station, minute + MINUTE, (due, done_at, late, stretch), ends / 2)
        minute += MINUTE
    busy = station.busy_seconds / (limits.workers * ends)
    return SyncDay(
        runs=len(late),
        late_p99=_p99(late),
        stretch_p99=_p99(stretch),
        deepest_queue=station.deepest,
        deepest_due=deepest_due,
        worker_load=round(busy, 3),
        begun_per_second_peak=round(most / MINUTE, 2),
    )


type _Books = tuple[list[tuple[float, int, Job]], dict[int, float], list[float], list[float]]


def _carry_on(
    pending: list[tuple[float, float, int, Job, int, float]],
    station: Station,
    until: float,
    books: _Books,
    counted_from: float,
) -> None:
    """Slices that arrive before ``until``; a run's next slice arrives when the one before is over."""
    due, done_at, late, stretch = books
    while pending and pending[0][0] < until:
        arrives, _, n, job, left, at = heapq.heappop(pending)
        each = job.seconds / job.slices
        ended = station.serve(arrives, each) + each
        if left > 1:
            heapq.heappush(pending, (ended, at, n, job, left - 1, at))
            continue
        if ended > counted_from:
            late.append(ended - at)
            if n in done_at:
                stretch.append((ended - done_at[n]) / job.every)
        done_at[n] = ended
        heapq.heappush(due, (max(at + job.every, ended), n, job))


def _p99(values: list[float]) -> float:
    return round(sorted(values)[len(values) * 99 // 100], 2) if values else 0.0
