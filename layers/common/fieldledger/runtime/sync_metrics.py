"""Figures of sync runs as metrics."""

from fieldledger.domain.sync_state import SyncState
from fieldledger.result import Remedy, traits
from fieldledger.runtime import metrics


def measure(state: SyncState | None) -> None:
    """Counts a run once, when it has ended: what it read and wrote, and whether it failed."""
    if state is None or state.active is not None or state.last is None:
        return
    counts = state.last.counts
    metrics.count("SyncedRecords", counts.seen)
    metrics.count("SyncCalls", counts.calls)
    metrics.count("SyncWriteUnits", counts.write_units)
    metrics.count("MalformedRecords", counts.failed)
    if state.last.problem is not None:
        lost = traits(state.last.problem.code).remedy is Remedy.RECONNECT
        metrics.count("ReconnectRequired" if lost else "SyncFailed")
