"""Syncing through the API, as an impatient person does: a run of each resource now, and a look until it has ended."""

import time
from collections.abc import Sequence
from typing import Final

from local.demo.api import Api, Json
from local.errors import LocalStackError

JOBSITE: Final = ("raken/projects", "raken/members", "raken/time_cards")
_COUNTS: Final = ("seen", "created", "updated", "unchanged", "deleted", "failed", "calls", "write_units")
_PATIENCE_SECONDS: Final = 240.0


def sync(api: Api, resources: Sequence[str] = JOBSITE) -> dict[str, int]:
    """One run after the other, since cards refer to projects and members; the counts of all of them together."""
    total = dict.fromkeys(_COUNTS, 0)
    for resource in resources:
        counts = _run(api, resource)
        total = {name: total[name] + int(str(counts[name])) for name in _COUNTS}
    if total["failed"]:
        raise LocalStackError(f"records could not be read: {total}")
    return total


def _run(api: Api, resource: str) -> Json:
    begun = api.post("/v1/syncs", {"resource": resource}, f"sync-{resource.replace('/', '-')}-{time.time_ns()}")
    asked_at = time.monotonic()
    while time.monotonic() < asked_at + _PATIENCE_SECONDS:
        stand = _stand(api, resource)
        last = stand["last"]
        if stand["active"] is None and isinstance(last, dict) and str(last["started_at"]) >= _started(begun):
            if last["problem"] is not None:
                raise LocalStackError(f"the sync of {resource} failed: {last['problem']}")
            return _object(last["counts"])
        time.sleep(0.3)
    raise LocalStackError(f"the sync of {resource} has not ended after {_PATIENCE_SECONDS:.0f} s")


def _stand(api: Api, resource: str) -> Json:
    listed = api.get("/v1/syncs")["data"]
    states = [_object(state) for state in listed] if isinstance(listed, list) else []
    return next(state for state in states if state["resource"] == resource)


def _started(begun: Json) -> str:
    """A run that was under way is followed by ours: any that began no earlier will do."""
    return str(_object(begun["run"])["started_at"])


def _object(value: object) -> Json:
    if not isinstance(value, dict):
        raise LocalStackError(f"the API answered something else than an object: {value!r:.200}")
    return value
