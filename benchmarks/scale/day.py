"""A day of so many customers, minute by minute: syncs, and payday from eight to nine."""

from array import array
from dataclasses import dataclass
from random import Random
from typing import Final

from benchmarks.kit.results import Measures
from benchmarks.scale.events import Events
from benchmarks.scale.payday import Approval, Payday, approvals
from benchmarks.scale.service_times import MIX, Times
from benchmarks.scale.syncing import BEGINS, DAY, MINUTE, Resource, SyncLimits, Syncs

APPROVED_AT_ONCE: Final = 300
"""Cards of an approval: as many as the one that was measured."""


@dataclass(frozen=True, slots=True)
class DayLimits:
    """What a stack allows itself."""

    syncs: SyncLimits
    writers: int


def kinds_of(count: int) -> list[str]:
    """Of so many customers, by the mix."""
    return [kind for kind, share in MIX.items() for _ in range(round(share * count))]


def simulated(times: Times, count: int, limits: DayLimits, seed: int) -> Measures:
    """The same seed gives the same day."""
    kinds, random = kinds_of(count), Random(seed)  # noqa: S311 - a simulation that can be repeated
    syncs = _synced(times, kinds, limits.syncs, random)
    payday = _paid(times, kinds, limits.writers, random)
    workers = syncs.pool.workers * DAY
    return {
        "runs": syncs.runs,
        "sync_late_p50_s": of_hundred(syncs.seen.late, 50),
        "sync_late_p99_s": of_hundred(syncs.seen.late, 99),
        "freshness_p99_min": round(of_hundred(syncs.seen.ages, 99) / 60, 1),
        "daily_read_late_p99_min": round(of_hundred(syncs.seen.daily_late, 99) / 60, 1),
        "deepest_due": syncs.deepest_due,
        "deepest_sync_queue": syncs.pool.deepest,
        "sync_workers_most_busy": syncs.pool.most_busy,
        "sync_workers_load": round(syncs.pool.busy_seconds / workers, 3),
        "sync_due_shard_writes_a_second": syncs.due_writes.a_second(),
        "postings": payday.postings,
        "posting_delay_p50_s": of_hundred(payday.delays, 50),
        "posting_delay_p99_s": of_hundred(payday.delays, 99),
        "deepest_posting_queue": payday.pool.deepest,
        "writers_most_busy": payday.pool.most_busy,
        "company_partition_writes_a_second": payday.company_writes.a_second(),
        "posting_due_shard_writes_a_second": payday.due_writes.a_second(),
    }


def _synced(times: Times, kinds: list[str], limits: SyncLimits, random: Random) -> Syncs:
    """The evening before fills the queues; then what was counted is forgotten."""
    events = Events[Resource]()
    syncs = Syncs(events, [times.jobs[kind] for kind in kinds], limits, random, counted_from=0.0)
    minute = BEGINS
    while minute < DAY:
        if minute == 0:
            syncs.pool.forget()
        syncs.tick(minute)
        events.run(minute + MINUTE)
        minute += MINUTE
    return syncs


def _paid(times: Times, kinds: list[str], writers: int, random: Random) -> Payday:
    """Until everything is in the books, if it takes until the next day."""
    events = Events[Approval]()
    payday = Payday(events, times, writers)
    for approval in approvals(kinds, APPROVED_AT_ONCE, random):
        events.at(approval.at, payday.approved, approval)
    events.run(float("inf"))
    return payday


def of_hundred(values: array[float], rank: int) -> float:
    """The value that ``rank`` of a hundred do not exceed."""
    return round(sorted(values)[min(len(values) - 1, len(values) * rank // 100)], 1) if values else 0.0
