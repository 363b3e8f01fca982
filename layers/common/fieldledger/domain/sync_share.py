"""How much of a run is done, measured by the last read of everything."""

from typing import Final

from fieldledger.domain.sync_state import FullRead, SyncRun

_NEVER_MORE: Final = 0.99
"""While it is under way: the vendor may have more by now than it had then."""


def scopes_in_all(run: SyncRun, full: FullRead | None) -> int | None:
    """The scopes of a run that reads each of them once; None where that is not known."""
    known = full is not None and full.scopes > 0 and _one_pass(run)
    return max(full.scopes, _scopes_behind(run)) if known and full is not None else None


def share_done(run: SyncRun, full: FullRead | None) -> float | None:
    """From 0 to 0.99; None where nothing is known to measure by."""
    if not run.prepared:
        return 0.0
    spans = None if _one_pass(run) else _span_behind(run)
    if spans is not None:
        return _rounded(spans)
    scopes = scopes_in_all(run, full)
    if scopes is not None:
        return _rounded(_scopes_behind(run) / scopes)
    if full is None or not full.pages or run.progress.window_since is not None:
        return None
    return _rounded(run.progress.pages / full.pages)


def _one_pass(run: SyncRun) -> bool:
    """Everything at once, or changes in a single window."""
    at = run.progress
    first = run.since is None or at.window_since is None or at.window_since <= run.since
    return at.window_until is None or (at.window_until >= run.until and first)


def _span_behind(run: SyncRun) -> float | None:
    """Of windows one after the other: the part of the time that lies before this one."""
    at = run.progress
    if run.since is None or at.window_since is None:
        return None
    whole = (run.until - run.since).total_seconds()
    return 0.0 if whole <= 0 else max(0.0, (at.window_since - run.since).total_seconds()) / whole


def _scopes_behind(run: SyncRun) -> int:
    return run.progress.scopes_done + len(run.progress.skipped)


def _rounded(share: float) -> float:
    return round(min(share, _NEVER_MORE), 2)
