"""A customer's month out of measured counts: nothing here measures, and nothing here knows a price."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.cost.customers import BUSINESS_DAYS, DAYS, Customer
from benchmarks.cost.posting_counts import PostingCounts, Spent
from benchmarks.cost.sync_runs import RunCounts
from benchmarks.cost.usage import Usage
from benchmarks.kit.lossy_wire import CALL_SECONDS

STORE_SECONDS: Final = 0.008
INVOKE_SECONDS: Final = 0.05
FULL_CORE_MB: Final = 1769
"""Lambda gives a whole processor at so much memory, and a share of it below (AWS's words)."""

CALL_BYTES: Final = 2_000
"""ASSUMPTION: what a call of a vendor sends: TLS, headers and a token; bodies of writes included."""

PLATFORM_LOG_BYTES: Final = 350
"""ASSUMPTION: what Lambda itself logs for each invocation."""

_SQS_A_MESSAGE: Final = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """What was counted for one size: a run of each resource in each pull, postings, and what is stored."""

    runs: Sequence[RunCounts]
    posting: PostingCounts
    stored_bytes: int
    idle_reads: float
    idle_requests: int


def seconds(memory_mb: int, cpu: float, calls: int, requests: int, slept: float) -> float:
    """Of one invocation: processor time at the function's share, and waits one after the other.

    Counting had calls that took no time, so that the whole pace of the budget was waited for; where calls take theirs,
    the longer of both counts.
    """
    share = min(1.0, memory_mb / FULL_CORE_MB)
    return cpu / share + max(slept, calls * CALL_SECONDS + requests * STORE_SECONDS)


def sync_month(runs: Sequence[RunCounts], memory_mb: int) -> Usage:
    """Each resource in its rhythm: every day one run reads everything, one finds the day's changes, others nothing."""
    usage = Usage()
    for resource in {run.resource for run in runs}:
        by_pull = {run.pull: run for run in runs if run.resource == resource}
        a_day = 1440 / by_pull["unchanged"].minutes
        usage = usage.plus(_of_run(by_pull["daily"], memory_mb).times(DAYS))
        changed = min(1.0, max(0.0, a_day - 1))
        usage = usage.plus(_of_run(by_pull["changed"], memory_mb).times(changed * BUSINESS_DAYS))
        quiet = max(0.0, (a_day - 1) * DAYS - changed * BUSINESS_DAYS)
        usage = usage.plus(_of_run(by_pull["unchanged"], memory_mb).times(quiet))
    return usage


def _of_run(run: RunCounts, memory_mb: int) -> Usage:
    worked = seconds(memory_mb, run.cpu_seconds, run.calls, run.requests, run.slept)
    return Usage(
        invocations={"sync_slices": run.slices},
        seconds={"sync_slices": worked + run.slices * INVOKE_SECONDS},
        read_units=run.read_units,
        write_units=run.write_units,
        vendor_calls={run.resource.partition("/")[0]: run.calls},
        sqs_standard=run.slices * _SQS_A_MESSAGE,
        kms_requests=run.slices,
        log_bytes=run.log_bytes + run.slices * PLATFORM_LOG_BYTES,
        egress_bytes=run.calls * CALL_BYTES,
    )


def posting_month(counts: PostingCounts, customer: Customer, memory_mb: Mapping[str, int]) -> Usage:
    """Approvals and postings: in proportion to what was counted for one approval."""
    approving = _of_step(counts.approval, "approve_time_cards", memory_mb)
    approving = approving.plus(Usage(api_requests=1))
    writing = _of_step(counts.writing, "quickbooks_postings", memory_mb)
    share = customer.postings / counts.postings
    notified = _notified(customer, memory_mb)
    return approving.plus(writing).times(share).plus(notified)


def _of_step(spent: Spent, function: str, memory_mb: Mapping[str, int]) -> Usage:
    share = min(1.0, memory_mb[function] / FULL_CORE_MB)
    return Usage(
        invocations={function: spent.invocations},
        seconds={function: spent.seconds + spent.cpu_seconds / share},
        read_units=spent.read_units,
        write_units=spent.write_units,
        vendor_calls={"quickbooks": spent.vendor_calls},
        sqs_fifo=spent.sqs_requests,
        kms_requests=spent.kms_requests,
        log_bytes=spent.log_bytes + spent.invocations * PLATFORM_LOG_BYTES,
        egress_bytes=spent.vendor_calls * CALL_BYTES,
    )


_NOTIFIED_AT_ONCE: Final = 30
_WEBHOOK_SECONDS: Final = 0.06
_EVENTS_SECONDS: Final = 0.5


def _notified(customer: Customer, memory_mb: Mapping[str, int]) -> Usage:
    """ASSUMPTION: QuickBooks tells of each batch that was written in one notification, whose events need no read."""
    del memory_mb
    told = customer.postings / _NOTIFIED_AT_ONCE
    return Usage(
        invocations={"quickbooks": told, "quickbooks_events": told},
        seconds={"quickbooks": told * _WEBHOOK_SECONDS, "quickbooks_events": told * _EVENTS_SECONDS},
        api_requests=told,
        sqs_standard=told * _SQS_A_MESSAGE,
        log_bytes=2 * told * PLATFORM_LOG_BYTES,
    )


_PAGE_UNITS: Final = 30.0
_PAGE_SECONDS: Final = 0.15
_PAGE_BYTES: Final = 20_000


def people_month(customer: Customer) -> Usage:
    """ASSUMPTION: every request is a list of 50: 30 read units, 150 ms at 512 MB, 20 kB of answer, 1 kB of log."""
    requests = customer.requests_a_business_day * BUSINESS_DAYS
    return Usage(
        invocations={"list_time_cards": requests},
        seconds={"list_time_cards": requests * _PAGE_SECONDS},
        read_units={"records": requests * _PAGE_UNITS},
        api_requests=requests,
        log_bytes=requests * (1000 + PLATFORM_LOG_BYTES),
        egress_bytes=requests * _PAGE_BYTES,
    )


def customer_month(measured: Measured, customer: Customer, memory_mb: Mapping[str, int]) -> Usage:
    """Everything that this customer causes; storage as after a quarter, its postings with what they left behind."""
    stored = measured.stored_bytes + measured.posting.stored_bytes * customer.postings / measured.posting.postings
    usage = sync_month(measured.runs, memory_mb["sync_slices"])
    usage = usage.plus(posting_month(measured.posting, customer, memory_mb))
    return usage.plus(people_month(customer)).plus(Usage(stored_bytes=stored))


def stack_month(measured: Measured, schedules: Mapping[str, float], idle_polls: Mapping[str, int]) -> Usage:
    """What runs although nobody is there: schedules and the reading of empty queues.

    Schedules that were not measured are counted like the sweep, the one that reads most when idle.
    """
    idle = measured.posting.idle
    usage = Usage(sqs_standard=idle_polls["standard"] * DAYS, sqs_fifo=idle_polls["fifo"] * DAYS)
    for name, a_day in schedules.items():
        starts = name == "start_syncs"
        reads = measured.idle_reads if starts else sum(idle.read_units.values())
        requests = measured.idle_requests if starts else idle.requests
        each = Usage(
            invocations={name: 1},
            seconds={name: INVOKE_SECONDS + requests * STORE_SECONDS},
            read_units={"control" if starts else "postings": reads},
            schedule_invocations=1,
            log_bytes=PLATFORM_LOG_BYTES * 2,
        )
        usage = usage.plus(each.times(a_day * DAYS))
    return usage


def naive_month(measured: Measured, customer: Customer, memory_mb: Mapping[str, int]) -> Usage:
    """A poll of every list each quarter of an hour, each record written again, each posting a call of its own.

    It is given our lists, filters and pages (the calls of a run without changes), batches of 25 writes, and no
    bookkeeping of its own. A record is one write unit, a time card two for its index.
    """
    quiet = [run for run in measured.runs if run.pull == "unchanged"]
    calls, seen = sum(run.calls for run in quiet), sum(run.seen for run in quiet)
    cards = sum(run.seen for run in quiet if run.resource == "raken/time_cards")
    polls, postings = 96 * DAYS, customer.postings
    cpu = sum(run.cpu_seconds for run in quiet)
    worked = seconds(memory_mb["sync_slices"], cpu, calls, seen // 25, 0.0)
    by_vendor: dict[str, float] = {}
    for run in quiet:
        vendor = run.resource.partition("/")[0]
        by_vendor[vendor] = by_vendor.get(vendor, 0.0) + run.calls * polls
    by_vendor["quickbooks"] = by_vendor.get("quickbooks", 0.0) + postings
    polling = Usage(
        invocations={"sync_slices": sum(run.slices for run in quiet)},
        seconds={"sync_slices": worked},
        write_units={"records": seen + cards},
        log_bytes=sum(run.log_bytes for run in quiet),
        egress_bytes=calls * CALL_BYTES,
    )
    own = Usage(
        invocations={"quickbooks_postings": postings},
        seconds={"quickbooks_postings": postings * (CALL_SECONDS + 4 * STORE_SECONDS + INVOKE_SECONDS)},
        read_units={"postings": 2.0 * postings},
        write_units={"postings": 2.0 * postings},
        sqs_standard=_SQS_A_MESSAGE * postings,
        egress_bytes=CALL_BYTES * postings,
        vendor_calls=by_vendor,
        stored_bytes=measured.stored_bytes,
    )
    return polling.times(polls).plus(own).plus(people_month(customer))
