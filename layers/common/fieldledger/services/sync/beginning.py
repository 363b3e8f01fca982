"""How a run comes into a state: the same for the schedule, for a person and for what was asked for meanwhile."""

from datetime import datetime, timedelta
from typing import Final

from fieldledger.domain.clock import iso
from fieldledger.domain.hashing import derive_id
from fieldledger.domain.sync_state import SyncMode, SyncRequest, SyncRun, SyncState, run_stamp
from fieldledger.services.sync.source import SourceTraits
from fieldledger.services.sync.stepping import first_progress, wanted_mode

LOOK_AFTER: Final = timedelta(minutes=15)
"""When the schedule looks whether a run was left behind."""


def begun(state: SyncState, request: SyncRequest, now: datetime) -> SyncState:
    """The state with a new run in it. Its id begins with the time, so that runs are listed in their order."""
    stamp = iso(now)
    key = derive_id(state.company_id, state.resource, stamp, str(state.version), length=8)
    run = SyncRun(
        company_id=state.company_id,
        resource=state.resource,
        run_id=f"{run_stamp(now)}-{key}",
        mode=request.mode,
        requested_by=request.requested_by,
        since=state.synced_until,
        until=now,
        started_at=now,
        updated_at=now,
    )
    return state.model_copy(update={"active": run, "wanted": None, "due_at": now + LOOK_AFTER, "paused": False})


def prepared(state: SyncState, run: SyncRun, traits: SourceTraits) -> SyncRun:
    """The run as its first slice finds it: everything if that is asked for or due, else what changed."""
    if run.prepared:
        return run
    due = wanted_mode(state, traits, run.started_at)
    mode = SyncMode.FULL if SyncMode.FULL in {run.mode, due} else SyncMode.INCREMENTAL
    chosen = run.model_copy(update={"mode": mode, "prepared": True})
    return chosen.model_copy(update={"progress": first_progress(chosen, traits)})
