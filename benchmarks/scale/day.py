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

SIMULATED_AT_MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class DayLimits:
    """What a stack allows itself."""

    syncs: SyncLimits
    writers: int


def kinds_of(count: int) -> list[str]:
    """Of so many customers, by the mix."""
    return [kind for kind, share in MIX.items() for _ in range(round(share * count))]


def simulated(times: Times, count: int, limits: DayLimits, seed: int, most: int = SIMULATED_AT_MOST) -> Measures:
    """The same seed gives the same day.

    Of more customers than ``most`` one of equal parts is simulated, with its part of every shared limit: as loaded,
    and with less luck in sharing, so that waits are rather longer. What is counted in pieces is told for all parts.
    """
    parts = -(-count // most)
    kinds, random = kinds_of(count // parts), Random(seed)  # noqa: S311 - a simulation that can be repeated
    syncs = _synced(times, kinds, limits.syncs.shared_out(parts), random)
    payday = _paid(times, kinds, limits.writers // parts, random)
    return {"simulated_customers": len(kinds), **_of_syncs(syncs, parts), **_of_payday(payday, parts)}


def _of_syncs(syncs: Syncs, parts: int) -> Measures:
    return {
        "runs": syncs.runs * parts,
        "sync_late_p50_s": of_hundred(syncs.seen.late, 50),
        "sync_late_p99_s": of_hundred(syncs.seen.late, 99),
        "freshness_p99_min": round(of_hundred(syncs.seen.ages, 99) / 60, 1),
        "daily_read_late_p99_min": round(of_hundred(syncs.seen.daily_late, 99) / 60, 1),
        "deepest_due": syncs.deepest_due * parts,
        "deepest_sync_queue": syncs.pool.deepest * parts,
        "sync_workers_most_busy": syncs.pool.most_busy * parts,
        "sync_workers_load": round(syncs.pool.busy_seconds / (syncs.pool.workers * DAY), 3),
        "sync_due_shard_writes_a_second": round(syncs.due_writes.a_second() * parts, 2),
    }


def _of_payday(payday: Payday, parts: int) -> Measures:
    return {
        "postings": payday.postings * parts,
        "posting_delay_p50_s": of_hundred(payday.delays, 50),
        "posting_delay_p99_s": of_hundred(payday.delays, 99),
        "deepest_posting_queue": payday.pool.deepest * parts,
        "writers_most_busy": payday.pool.most_busy * parts,
        "company_partition_writes_a_second": payday.company_writes.a_second(),
        "posting_due_shard_writes_a_second": round(payday.due_writes.a_second() * parts, 2),
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
