"""The simulation's core beside queues whose waits are known in closed form."""

from random import Random

import pytest

from benchmarks.scale.service_times import Job
from benchmarks.scale.station import Station, waits
from benchmarks.scale.syncing import SyncLimits, sync_day

RATE = 0.8
ARRIVALS = 200_000


def _mean(values: list[float]) -> float:
    return sum(values[1000:]) / len(values[1000:])


def test_random_service_times_wait_as_an_m_m_1_queue_does() -> None:
    random = Random(7)
    found = waits(Station(1), ARRIVALS, lambda: random.expovariate(RATE), lambda: random.expovariate(1.0))
    assert _mean(found) == pytest.approx(RATE / (1 - RATE), rel=0.1)


def test_constant_service_times_wait_half_as_long_as_an_m_d_1_queue_does() -> None:
    random = Random(7)
    found = waits(Station(1), ARRIVALS, lambda: random.expovariate(RATE), lambda: 1.0)
    assert _mean(found) == pytest.approx(RATE / (2 * (1 - RATE)), rel=0.1)


def test_a_second_worker_takes_what_the_first_cannot() -> None:
    station = Station(2)
    assert [station.serve(0, 10), station.serve(0, 10), station.serve(0, 10)] == [0, 0, 10]
    assert station.deepest == 1


JOB = Job("raken/projects", every=900, slices=1, seconds=1.0, calls=1, due_writes=3, daily_calls=1)


def test_syncs_with_workers_to_spare_are_on_time() -> None:
    day = sync_day([(JOB,)] * 100, SyncLimits(begun_a_minute=500, workers=20), hours=4, seed=1)
    assert day.stretch_p99 <= 1.1
    assert day.deepest_due == 0


def test_syncs_of_too_few_workers_are_late_and_are_not_queued_twice() -> None:
    day = sync_day([(JOB,)] * 2000, SyncLimits(begun_a_minute=500, workers=1), hours=4, seed=1)
    assert day.worker_load > 0.95
    assert day.stretch_p99 == pytest.approx(2000 / 900, rel=0.2)
    assert day.deepest_queue <= 2000
