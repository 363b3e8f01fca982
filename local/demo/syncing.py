"""Syncing through the API, as an impatient person does: a run of each resource now, and a look until it has ended."""

import time
from collections.abc import Sequence
from typing import Final

from local.demo.api import Api, Json, as_object, objects
from local.errors import LocalStackError

JOBSITE: Final = ("raken/projects", "raken/members", "raken/time_cards")
DIRECTORY: Final = ("procore/projects", "procore/vendors", "procore/cost_codes")
CONTRACTS: Final = ("procore/budgets", "procore/commitments", "procore/change_orders", "procore/prime_contracts")
INVOICES: Final = ("procore/requisitions", "procore/direct_costs", "procore/payment_applications")
BOOKS: Final = ("quickbooks/books",)
_COUNTS: Final = ("seen", "created", "updated", "unchanged", "deleted", "failed", "calls", "write_units")
_PATIENCE_SECONDS: Final = 600.0


def sync(api: Api, resources: Sequence[str] = JOBSITE) -> dict[str, int]:
    """One run after the other, since cards refer to projects and members; the counts of all of them together."""
    return _sum([_end(api, begin(api, resource)) for resource in resources])


def sync_together(api: Api, resources: Sequence[str]) -> dict[str, int]:
    """The runs at the same time, for resources of which none waits for another; their counts together."""
    return _sum([_end(api, run) for run in [begin(api, resource) for resource in resources]])


type Run = tuple[str, str]
"""The resource, and when its run began."""


def begin(api: Api, resource: str) -> Run:
    """Ask for a run. One that was under way is followed by ours: any that began no earlier will do."""
    begun = api.post("/v1/syncs", {"resource": resource})
    return resource, str(as_object(begun["run"])["started_at"])


def _end(api: Api, run: Run) -> Json:
    resource, started = run
    asked_at = time.monotonic()
    while time.monotonic() < asked_at + _PATIENCE_SECONDS:
        stand = _stand(api, resource)
        last = stand["last"]
        if stand["active"] is None and isinstance(last, dict) and str(last["started_at"]) >= started:
            if last["problem"] is not None:
                raise LocalStackError(f"the sync of {resource} failed: {last['problem']}")
            return as_object(last["counts"])
        time.sleep(0.3)
    raise LocalStackError(f"the sync of {resource} has not ended after {_PATIENCE_SECONDS:.0f} s")


def _stand(api: Api, resource: str) -> Json:
    return next(state for state in objects(api.get("/v1/syncs")["data"]) if state["resource"] == resource)


def _sum(counted: Sequence[Json]) -> dict[str, int]:
    total = {name: sum(int(str(counts[name])) for counts in counted) for name in _COUNTS}
    if total["failed"]:
        raise LocalStackError(f"records could not be read: {total}")
    return total
