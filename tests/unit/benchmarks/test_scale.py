"""The simulation's core beside queues whose waits are known in closed form, and days worked by hand."""

from collections.abc import Callable
from random import Random

import pytest

from benchmarks.scale.day import DayLimits, kinds_of, of_hundred, simulated
from benchmarks.scale.events import Account, Events, Peaks, Pool
from benchmarks.scale.payday import Approval, Payday, approvals
from benchmarks.scale.service_times import MIX, Job, Times, Work
from benchmarks.scale.syncing import BEGINS, DAY, MINUTE, Resource, SyncLimits, Syncs
from fieldledger.domain.rate_windows import Window

RATE = 0.8
ARRIVALS = 80_000
POSTING = {"postings_counted": 300.0, "writing_seconds": 30.0, "write_units_each": 40.0, "due_writes_each": 2.0}


def _waits(gap: Callable[[], float], service: Callable[[], float], workers: int = 1) -> list[float]:
    """How long each of many arrivals waits until it is begun."""
    events, found, now = Events[float](), list[float](), 0.0
    taken: dict[float, float] = {}

    def takes(arrived: float) -> float:
        taken[arrived] = service()
        return taken[arrived]

    pool = Pool(workers, events, takes, lambda at, arrived: found.append(at - arrived - taken[arrived]))
    for _ in range(ARRIVALS):
        now += gap()
        events.at(now, pool.arrive, now)
    events.run(float("inf"))
    return found


def _mean(values: list[float]) -> float:
    return sum(values[1000:]) / len(values[1000:])


def test_random_service_times_wait_as_an_m_m_1_queue_does() -> None:
    random = Random(7)
    found = _waits(lambda: random.expovariate(RATE), lambda: random.expovariate(1.0))
    assert _mean(found) == pytest.approx(RATE / (1 - RATE), rel=0.1)


def test_constant_service_times_wait_half_as_long_as_an_m_d_1_queue_does() -> None:
    random = Random(7)
    found = _waits(lambda: random.expovariate(RATE), lambda: 1.0)
    assert _mean(found) == pytest.approx(RATE / (2 * (1 - RATE)), rel=0.1)


def test_several_workers_wait_as_erlang_says() -> None:
    """M/M/3 at 2.4 Erlang: the probability of waiting is 0.6472, the mean wait that over 3 - 2.4."""
    random = Random(7)
    found = _waits(lambda: random.expovariate(2.4), lambda: random.expovariate(1.0), workers=3)
    assert _mean(found) == pytest.approx(0.6472 / 0.6, rel=0.1)


def test_a_queue_tells_how_many_waited_and_how_many_worked() -> None:
    events = Events[str]()
    pool = Pool(2, events, lambda _work: 10.0, lambda _now, _work: None)
    for name in ("a", "b", "c", "d"):
        pool.arrive(0.0, name)
    events.run(100)
    assert (pool.deepest, pool.most_busy, pool.busy, pool.busy_seconds) == (2, 2, 0, 40.0)


def test_an_account_lets_a_burst_go_and_paces_the_rest() -> None:
    window = Window("hour", 3600, 3600)
    account = Account(window)
    at = [account.reserve(0.0, 100) for _ in range(40)]
    assert at[:2] == [0.0, 0.0]
    assert max(at) == pytest.approx(40 * 100 * window.spacing / 1e6, rel=0.1)
    assert at == sorted(at)


def test_peaks_are_the_mean_of_the_busiest_minute_of_one_partition() -> None:
    peaks = Peaks()
    for moment, partition, units in ((0, 1, 60), (59, 1, 60), (61, 1, 60), (0, 2, 90)):
        peaks.add(moment, partition, units)
    assert peaks.a_second() == 2.0


def _job(seconds: float = 1.0, *, vendor: str = "quickbooks", calls: int = 1, daily: Work | None = None) -> Job:
    quiet = Work(slices=1, seconds=seconds, calls=calls, due_writes=3)
    return Job(f"{vendor}/books", every=900, quiet=quiet, daily=daily or quiet)


def _syncs(job: Job, customers: int, limits: SyncLimits) -> Syncs:
    events = Events[Resource]()
    syncs = Syncs(events, [(job,)] * customers, limits, Random(1), counted_from=0.0)
    minute = BEGINS
    while minute < DAY:
        syncs.tick(minute)
        events.run(minute + MINUTE)
        minute += MINUTE
    return syncs


def test_syncs_with_workers_to_spare_are_done_within_their_minute_and_keep_their_cadence() -> None:
    syncs = _syncs(_job(), 100, SyncLimits(begun_a_minute=500, workers=200))
    assert syncs.runs == pytest.approx(100 * 96, rel=0.02)
    assert max(syncs.seen.late) <= 61
    assert of_hundred(syncs.seen.ages, 99) <= 900 + 61
    assert syncs.deepest_due == 0


def test_syncs_of_too_few_workers_are_late_and_are_not_queued_twice() -> None:
    syncs = _syncs(_job(seconds=5.0), 400, SyncLimits(begun_a_minute=500, workers=1))
    assert syncs.runs == pytest.approx(DAY / 5, rel=0.01)
    assert of_hundred(syncs.seen.ages, 50) >= 2000
    assert syncs.pool.deepest <= 400


def test_runs_that_the_schedule_cannot_begin_wait_for_it() -> None:
    syncs = _syncs(_job(), 400, SyncLimits(begun_a_minute=20, workers=500))
    assert syncs.runs == pytest.approx(20 * 1440, rel=0.01)
    assert 80 < syncs.deepest_due <= 400


def test_everything_is_read_once_a_day_between_the_other_reads() -> None:
    whole = Work(slices=4, seconds=80.0, calls=1, due_writes=12)
    syncs = _syncs(_job(daily=whole), 50, SyncLimits(begun_a_minute=500, workers=200))
    assert len(syncs.seen.daily_late) == 50
    assert min(syncs.seen.daily_late) >= 80


def test_one_key_of_foundation_is_shared_by_all_customers() -> None:
    """150 calls each quarter of an hour are 10 a minute: 500 a minute are enough for 40 customers and not for 200."""
    enough = _syncs(_job(vendor="foundation", calls=150), 40, SyncLimits(5000, 5000))
    short = _syncs(_job(vendor="foundation", calls=150), 200, SyncLimits(5000, 5000))
    assert of_hundred(enough.seen.ages, 99) < 1800
    assert of_hundred(short.seen.ages, 50) > 3600
    assert of_hundred(_syncs(_job(vendor="procore", calls=150), 200, SyncLimits(5000, 5000)).seen.ages, 99) < 1000


def _payday(of: list[Approval], writers: int) -> Payday:
    events = Events[Approval]()
    payday = Payday(events, Times({}, POSTING), writers)
    for approval in of:
        events.at(approval.at, payday.approved, approval)
    events.run(float("inf"))
    return payday


def test_one_company_is_written_by_one_writer_at_a_time() -> None:
    day = _payday([Approval(1, 0, 300, 0.0), Approval(1, 0, 300, 0.0), Approval(2, 0, 300, 0.0)], writers=5)
    assert sorted(day.delays) == [30.0, 30.0, 60.0]
    assert (day.postings, day.pool.most_busy, day.pool.deepest) == (900, 2, 0)


def test_companies_without_a_writer_wait_in_line() -> None:
    day = _payday([Approval(company, 0, 300, 0.0) for company in range(4)], writers=1)
    assert list(day.delays) == [30.0, 60.0, 90.0, 120.0]
    assert day.pool.deepest == 3


def test_all_cards_of_a_fortnight_are_approved_within_the_hour() -> None:
    of = list(approvals(["small", "large"], 300, Random(3)))
    assert sum(one.cards for one in of if one.company == 0) == 500
    assert sum(one.cards for one in of if one.company == 1) == 20_000
    assert all(8 * 3600 <= one.at <= 9 * 3600 for one in of)


def test_the_same_seed_gives_the_same_day() -> None:
    times = Times({kind: (_job(),) for kind in MIX}, POSTING)
    limits = DayLimits(SyncLimits(500, 20), 20)
    day = simulated(times, 40, limits, 7)
    assert day == simulated(times, 40, limits, 7)
    assert day["runs"] == pytest.approx(40 * 96, rel=0.03)
    assert day["postings"] == 28 * 500 + 10 * 3000 + 2 * 20_000
    assert kinds_of(40).count("large") == 2
