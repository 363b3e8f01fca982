"""What bends first as customers are added, and the largest posting load that this machine bears."""

import os
from typing import Final

from benchmarks.cost.stack import Stack, stack
from benchmarks.kit.results import Measures, Results
from benchmarks.scale.limits import shares_of_own, shares_per_customer
from benchmarks.scale.posting import hundred_tenants
from benchmarks.scale.service_times import MIX, Job, Times, measured
from benchmarks.scale.started import MOST_AT_ONCE
from benchmarks.scale.syncing import SyncLimits, sync_day

CUSTOMERS: Final = (10, 100, 300, 1000, 3000, 10_000)
TENANTS: Final = 100
CARDS_EACH: Final = int(os.environ.get("FIELDLEDGER_SCALE_CARDS", "500"))
WORKERS: Final = 4
HOURS: Final = 2.0
SEED: Final = 7


def measure() -> Results:
    """Arithmetic of every limit, a simulation of the syncs, a run of the real writers."""
    times, here = measured(), stack()
    shares = shares_per_customer(times, here)
    first = max(shares, key=lambda name: shares[name])
    days = {f"{count} customers": _day(times, here, count) for count in CUSTOMERS}
    for name, day in days.items():
        print(f"{name}: {day}", flush=True)
    posting = hundred_tenants(TENANTS, CARDS_EACH, WORKERS)
    return Results(
        measures={
            "bends_first": first,
            "bends_first_at_customers": round(1 / shares[first]),
            **{f"customers_at_limit_{name}": round(1 / share) for name, share in shares.items()},
            **{f"share_of_own_{name}": round(share, 3) for name, share in shares_of_own(times).items()},
            **{f"hundred_tenants_{name}": value for name, value in posting.items()},
        },
        peers={},
        setting={
            "service_times": "of cost.json",
            "mix": "; ".join(f"{kind} {share:.0%}" for kind, share in MIX.items()),
            "sync_workers": here.sync_concurrency,
            "begun_a_minute": MOST_AT_ONCE,
            "simulated_hours": f"{HOURS:g}, of which the second half counts: quiet hours, without the daily read",
            "stretch": "time between two ends of a resource's run over its cadence: 1 is on time",
            "payday": "every customer approves a fortnight's cards in one hour: ten a worker",
            "hundred_tenants": "the product's services and writers on a virtual clock, all customers approve at once; "
            "2 % of the calls fail in six ways",
            "seed": SEED,
        },
        runs=days,
    )


def _day(times: Times, here: Stack, count: int) -> Measures:
    limits = SyncLimits(MOST_AT_ONCE, here.sync_concurrency)
    day = sync_day(_customers(times, count), limits, HOURS, SEED)
    return {name: getattr(day, name) for name in day.__slots__}


def _customers(times: Times, count: int) -> list[tuple[Job, ...]]:
    kinds = [kind for kind, share in MIX.items() for _ in range(round(share * count))]
    return [times.jobs[kind] for kind in kinds]
