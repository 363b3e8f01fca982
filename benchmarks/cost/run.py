"""The bill of a small, a medium and a large customer, beside a naive design's, from counts measured here.

``FIELDLEDGER_COST_COUNTS`` names a folder with the sync counts of an earlier run (``<size>.jsonl``), which saves a
quarter of an hour; a run without it leaves them in ``.local/cost``.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from benchmarks.cost import bill, month, picture
from benchmarks.cost.customers import CUSTOMERS, Customer
from benchmarks.cost.posting_counts import PostingCounts, posting_counts
from benchmarks.cost.prices import PRICES
from benchmarks.cost.stack import Stack, stack
from benchmarks.cost.sync_runs import read
from benchmarks.cost.usage import Usage, total
from benchmarks.kit.lossy_wire import CALL_SECONDS
from benchmarks.kit.results import Measures, Results
from benchmarks.kit.servers import ROOT, environment

AMONG: Final = 100
CARDS: Final = 300


def measure() -> Results:
    """Count, then reckon."""
    here = stack()
    counts = {name: _measured(customer) for name, customer in CUSTOMERS.items()}
    alone = bill.added(bill.fixed(here), _variable(_stack_usage(counts["small"], here), here))
    usages = {name: month.customer_month(counts[name], CUSTOMERS[name], here.memory_mb) for name in CUSTOMERS}
    naive = {name: month.naive_month(counts[name], CUSTOMERS[name], here.memory_mb) for name in CUSTOMERS}
    bills = {name: _variable(usage, here) for name, usage in usages.items()}
    naive_bills = {name: _variable(usage, here) for name, usage in naive.items()}
    picture.draw(
        {"stack, nobody there": alone} | bills | {f"{name}, naive design": each for name, each in naive_bills.items()}
    )
    return Results(
        measures=_measures(alone, bills, naive_bills, usages, naive),
        peers={f"naive_{name}": _lines(naive_bills[name], naive[name]) for name in CUSTOMERS},
        setting=_setting(here),
        runs={"stack": {f"usd_{name}": round(float(usd), 2) for name, usd in alone.items()}}
        | {name: _lines(bills[name], usages[name]) for name in CUSTOMERS}
        | {"posting": _posting(counts["small"].posting)}
        | {each: figures for name in CUSTOMERS for each, figures in _runs_of(name, counts[name]).items()},
    )


def _variable(usage: Usage, here: Stack) -> bill.Bill:
    return bill.variable(usage, here.memory_mb, here.log_retention_days)


def _stack_usage(counts: month.Measured, here: Stack) -> Usage:
    return month.stack_month(counts, here.schedules, here.idle_polls)


def _measures(
    alone: bill.Bill,
    bills: dict[str, bill.Bill],
    naive: dict[str, bill.Bill],
    usages: dict[str, Usage],
    naive_usages: dict[str, Usage],
) -> Measures:
    fixed = bill.sum_of(alone)
    found: dict[str, float | int | str] = {"usd_per_month_stack": fixed}
    for name, own in bills.items():
        caused = bill.sum_of(own)
        calls, others = total(usages[name].vendor_calls), total(naive_usages[name].vendor_calls)
        found |= {
            f"usd_per_month_{name}": round(caused + fixed / AMONG, 2),
            f"usd_per_month_{name}_alone": round(caused + fixed, 2),
            f"usd_per_month_{name}_caused": caused,
            f"vs_naive_{name}": round(caused / bill.sum_of(naive[name]), 3),
            f"vendor_calls_{name}": round(calls),
            f"vendor_calls_vs_naive_{name}": round(calls / others, 3),
        }
    return found


def _lines(own: bill.Bill, usage: Usage) -> Measures:
    return {
        **{f"usd_{service}": round(float(usd), 3) for service, usd in own.items()},
        "usd": bill.sum_of(own),
        "lambda_invocations": round(total(usage.invocations)),
        **{f"lambda_seconds_{name}": round(spent) for name, spent in usage.seconds.items()},
        "read_units": round(total(usage.read_units)),
        "write_units": round(total(usage.write_units)),
        "sqs_requests": round(usage.sqs_standard + usage.sqs_fifo),
        "api_requests": round(usage.api_requests),
        "kms_requests": round(usage.kms_requests),
        "log_megabytes": round(usage.log_bytes / 2**20, 1),
        "stored_megabytes": round(usage.stored_bytes / 2**20, 1),
        **{f"vendor_calls_{name}": round(calls) for name, calls in usage.vendor_calls.items()},
    }


def _posting(counts: PostingCounts) -> Measures:
    """Of one posting, from the approval on; ``due_writes`` meet the shard of the company in ``by_due``."""
    spent = (counts.approval, counts.writing)
    due = sum(n for each in spent for name, n in each.partitions.items() if name.startswith("postings:DUE#"))
    return {
        "postings_counted": counts.postings,
        "minutes_until_in_the_books": counts.minutes,
        "approval_seconds": counts.approval.seconds + counts.approval.cpu_seconds,
        "writing_seconds": counts.writing.seconds + counts.writing.cpu_seconds,
        "vendor_calls_each": round(counts.writing.vendor_calls / counts.postings, 4),
        "write_units_each": round(sum(sum(each.write_units.values()) for each in spent) / counts.postings, 2),
        "read_units_each": round(sum(sum(each.read_units.values()) for each in spent) / counts.postings, 2),
        "due_writes_each": round(due / counts.postings, 3),
        "sqs_requests": counts.approval.sqs_requests + counts.writing.sqs_requests,
    }


def _runs_of(name: str, counts: month.Measured) -> dict[str, Measures]:
    """By resource what a quiet run and the daily one take: what a simulation of many customers needs."""
    found: dict[str, dict[str, float | int | str]] = {}
    for run in counts.runs:
        if run.pull not in {"unchanged", "daily"}:
            continue
        own = found.setdefault(f"{name} {run.resource}", {"every_minutes": run.minutes})
        waited = month.seconds(1024, run.cpu_seconds, run.calls, run.requests, run.slept)
        own |= {
            f"{run.pull}_calls": run.calls,
            f"{run.pull}_slices": run.slices,
            f"{run.pull}_seconds": round(waited, 2),
            f"{run.pull}_due_writes": run.due_writes,
            f"{run.pull}_write_units": sum(run.write_units.values()),
            f"{run.pull}_read_units": sum(run.read_units.values()),
        }
    return dict(found)


def _measured(customer: Customer) -> month.Measured:
    runs, last = read(iter(_counts(customer.size).read_text().splitlines()))
    stored = last["stored_bytes"]
    assert isinstance(stored, dict)
    return month.Measured(
        runs=runs,
        posting=posting_counts(CARDS),
        stored_bytes=sum(stored.values()),
        idle_reads=float(str(last["idle_reads"])),
        idle_requests=int(str(last["idle_requests"])),
    )


def _counts(size: str) -> Path:
    given = os.environ.get("FIELDLEDGER_COST_COUNTS")
    if given is not None:
        return Path(given) / f"{size}.jsonl"
    path = ROOT / ".local" / "cost" / f"{size}.jsonl"
    if not _counted_now:
        path.parent.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda each: _count(each, path.parent / f"{each}.jsonl"), _SIZES))
        _counted_now.append(size)
    return path


_SIZES = [customer.size for customer in CUSTOMERS.values()]
_counted_now: list[str] = []


def _count(size: str, into: Path) -> None:
    settings = environment(FIELDLEDGER_SYNC_SIZE=size, POWERTOOLS_LOG_LEVEL="INFO")
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.cost.sync_runs"]
    with into.open("w") as out:
        subprocess.run(command, cwd=ROOT, env=settings, stdout=out, check=True)
    print(f"counted the syncs of {size}", flush=True)


def _setting(here: Stack) -> Measures:
    customers = "; ".join(
        f"{name}: {c.jobs} jobs, {c.workers} workers, {c.postings} postings a month, {c.requests_a_business_day} "
        "requests a business day"
        for name, c in CUSTOMERS.items()
    )
    return {
        "customers": customers,
        "usd_per_month": f"what the customer causes and a hundredth of the stack ({AMONG} customers share it); "
        "_alone: with the whole stack",
        "prices": f"us-east-1, {len(PRICES)} prices, read {max(p.read_on for p in PRICES.values())}, no free tiers",
        "prices_not_verified": "; ".join(item.value for item, price in PRICES.items() if not price.verified),
        "counts": "syncs of all four vendors by resource (first, changed, unchanged, daily), multiplied by their "
        f"cadence; an approval of {CARDS} cards and its postings; an idle sweep and an idle start of syncs",
        "seconds": f"processor time of this machine at the function's share ({month.FULL_CORE_MB} MB is one), "
        f"{CALL_SECONDS} s a vendor call, {month.STORE_SECONDS} s a request of DynamoDB, one after the other "
        "(ASSUMPTIONS of benchmarks/kit)",
        "assumed": "people: lists of 50 of 30 read units, 150 ms; webhooks: 60 ms and 0.5 s of the worker, one for 30 "
        "records; 2 kB sent a call; no cold starts",
        "naive": "a poll of every list each 15 minutes with our filters and pages, each record written again, one "
        "call and one invocation a posting; no stack of its own is counted",
        "stack": f"{here.alarms} alarms, {here.metrics} metrics, {here.secrets} secrets, {here.keys} key, logs kept "
        f"{here.log_retention_days} days, {sum(here.schedules.values()):g} schedule runs a day",
    }
