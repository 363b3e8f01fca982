"""Every limit that load grows against: how much of it so many customers use, and at how many it is used up.

What a customer takes is in ``cost.json``; what there is comes from the template, the code and the vendors' documents.
"""

from collections.abc import Mapping
from typing import Final

from benchmarks.cost.customers import CUSTOMERS
from benchmarks.cost.stack import Stack
from benchmarks.scale.service_times import MIX, Job, Times
from benchmarks.scale.started import MOST_AT_ONCE
from benchmarks.scale.vendors import BATCHES_A_MINUTE, FOUNDATION_A_MINUTE, ITEMS_A_BATCH, PROCORE_AN_HOUR, RAKEN_A_DAY
from fieldledger.repositories.postings import DUE_SHARDS as POSTING_SHARDS
from fieldledger.repositories.sync_states import DUE_SHARDS as SYNC_SHARDS

PARTITION_WRITES: Final = 1000
ACCOUNT_CONCURRENCY: Final = 1000
PAYDAY_WINDOW: Final = 3600.0
"""ASSUMPTION: all customers approve a fortnight's cards within one hour of a Monday morning."""


def mixed(values: Mapping[str, float]) -> float:
    """Of the average customer."""
    return sum(MIX[kind] * value for kind, value in values.items())


def shares_per_customer(times: Times, here: Stack) -> dict[str, float]:
    """The part of each shared limit that the average customer takes; 1 over it is where the limit is used up."""
    runs = mixed({kind: sum(1 / job.every for job in jobs) for kind, jobs in times.jobs.items()})
    slices = mixed({kind: sum(job.quiet.seconds / job.every for job in jobs) for kind, jobs in times.jobs.items()})
    due = mixed({kind: sum(job.quiet.due_writes / job.every for job in jobs) for kind, jobs in times.jobs.items()})
    foundation = mixed({kind: _calls(jobs, "foundation") for kind, jobs in times.jobs.items()})
    cards = mixed({kind: CUSTOMERS[kind].workers * 10.0 for kind in MIX}) / PAYDAY_WINDOW
    writing = cards * times.posting["writing_seconds"] / times.posting["postings_counted"]
    return {
        "syncs begun a minute": runs * 60 / MOST_AT_ONCE,
        "sync workers": slices / here.sync_concurrency,
        "Lambda concurrency of the account": (slices + writing) / ACCOUNT_CONCURRENCY,
        "FOUNDATION calls a minute, one key for all": foundation * 60 / FOUNDATION_A_MINUTE,
        "writers on payday": writing / here.worker_concurrency,
        "writes to a shard of SYNC_DUE": due / SYNC_SHARDS / PARTITION_WRITES,
        "writes to a shard of DUE on payday": cards
        * times.posting["due_writes_each"]
        / POSTING_SHARDS
        / PARTITION_WRITES,
    }


def shares_of_own(times: Times) -> dict[str, float]:
    """The part of its own limits that a large customer takes, whoever else is there."""
    jobs = times.jobs["large"]
    cards = CUSTOMERS["large"].workers * 10 / PAYDAY_WINDOW
    return {
        "Procore calls an hour": _calls(jobs, "procore") * 3600 / PROCORE_AN_HOUR,
        "Raken calls a day": (_calls(jobs, "raken") * 86_400 + _daily(jobs, "raken")) / RAKEN_A_DAY,
        "QuickBooks batches on payday": cards * 60 / (BATCHES_A_MINUTE * ITEMS_A_BATCH),
        "writes to the company's partition on payday": cards * times.posting["write_units_each"] / PARTITION_WRITES,
    }


def _calls(jobs: tuple[Job, ...], vendor: str) -> float:
    return sum(job.quiet.calls / job.every for job in jobs if job.vendor == vendor)


def _daily(jobs: tuple[Job, ...], vendor: str) -> int:
    return sum(job.daily.calls for job in jobs if job.vendor == vendor)
