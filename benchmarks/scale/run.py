"""What bends first as customers are added, and the largest posting load that this machine bears.

For development: ``FIELDLEDGER_SCALE_CUSTOMERS`` (as ``10,100``), ``FIELDLEDGER_SCALE_TENANTS`` and
``FIELDLEDGER_SCALE_CARDS`` make it smaller; the picture is drawn at full size only.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from typing import Final

from benchmarks.cost.stack import Stack, stack
from benchmarks.kit.results import Measures, Results
from benchmarks.scale import picture
from benchmarks.scale.day import APPROVED_AT_ONCE, DayLimits, simulated
from benchmarks.scale.hundred_tenants import hundred_tenants
from benchmarks.scale.limits import shares_of_own, shares_per_customer
from benchmarks.scale.service_times import MIX, measured
from benchmarks.scale.started import MOST_AT_ONCE
from benchmarks.scale.syncing import SyncLimits

EVERY_COUNT: Final = "10,100,300,1000,2000,4000,10000"
CUSTOMERS: Final = tuple(map(int, os.environ.get("FIELDLEDGER_SCALE_CUSTOMERS", EVERY_COUNT).split(",")))
TENANTS: Final = int(os.environ.get("FIELDLEDGER_SCALE_TENANTS", "100"))
CARDS_EACH: Final = int(os.environ.get("FIELDLEDGER_SCALE_CARDS", "500"))
WORKERS: Final = 4
SEED: Final = 7
BEFORE: Final = DayLimits(SyncLimits(begun_a_minute=500, workers=20), writers=20)
"""What a stack allowed itself until this benchmark had run for the first time."""


def measure() -> Results:
    """Arithmetic of every limit, simulated days on all processors, and meanwhile a run of the real writers."""
    times, here = measured(), stack()
    now = DayLimits(SyncLimits(MOST_AT_ONCE, here.sync_concurrency), here.worker_concurrency)
    shares = shares_per_customer(times, here)
    first = max(shares, key=lambda name: shares[name])
    with ProcessPoolExecutor() as pool:
        simulating = {
            (count, limits): pool.submit(simulated, times, count, limits, SEED)
            for count in sorted(CUSTOMERS, reverse=True)
            for limits in (now, BEFORE)
        }
        posting = hundred_tenants(TENANTS, CARDS_EACH, WORKERS)
        print(f"{TENANTS} tenants: {posting}", flush=True)
        before, after = ({count: simulating[count, each].result() for count in CUSTOMERS} for each in (BEFORE, now))
    if ",".join(map(str, CUSTOMERS)) == EVERY_COUNT:
        picture.draw(before, after)
    return Results(
        measures={
            "bends_first": first,
            "bends_first_at_customers": round(1 / shares[first]),
            **{f"customers_at_limit_{name}": round(1 / share) for name, share in shares.items()},
            **{f"share_of_own_{name}": round(share, 3) for name, share in shares_of_own(times).items()},
            **{f"hundred_tenants_{name}": value for name, value in posting.items()},
        },
        peers={"before": {f"{name}_{count}": day[name] for count, day in before.items() for name in _COMPARED}},
        setting=_setting(here),
        runs={f"{count} customers": day for count, day in after.items()}
        | {f"{count} customers, before": day for count, day in before.items()},
    )


_COMPARED: Final = ("freshness_p99_min", "posting_delay_p99_s")


def _setting(here: Stack) -> Measures:
    return {
        "service_times": "of cost.json",
        "mix": "; ".join(f"{kind} {share:.0%}" for kind, share in MIX.items()),
        "sync_workers": here.sync_concurrency,
        "sync_workers_before": BEFORE.syncs.workers,
        "begun_a_minute": MOST_AT_ONCE,
        "begun_a_minute_before": BEFORE.syncs.begun_a_minute,
        "writers": here.worker_concurrency,
        "writers_before": BEFORE.writers,
        "day": "midnight to midnight after two hours that fill the queues; every resource is read whole once, at the "
        "hour when the customer connected (between 8 and 18)",
        "sync_late": "seconds from due to done, of every run",
        "freshness": "minutes between the beginning of one read and the end of the next: how old what is shown may be; "
        "of resources that are read every 15 minutes or more often",
        "payday": "every customer approves a fortnight's cards from 8 to 9, ten a worker, in approvals of "
        f"{APPROVED_AT_ONCE}",
        "posting_delay": "seconds from an approval until its last card is in the books",
        "deepest": "messages that wait for a worker (queue) or runs that wait for the schedule (due)",
        "writes_a_second": "of the busiest partition in its busiest minute; DynamoDB bears 1,000",
        "hundred_tenants": "the product's services and writers on a virtual clock, all customers approve at once; "
        "2 % of the calls fail in six ways",
        "seed": SEED,
    }
