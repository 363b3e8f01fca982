"""Syncs as callers see them."""

from typing import Self

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.connection import VendorName
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.sync_share import scopes_in_all, share_done
from fieldledger.domain.sync_state import (
    FullRead,
    SkippedScope,
    SyncMode,
    SyncProblem,
    SyncRequest,
    SyncRun,
    SyncState,
)
from fieldledger.services.sync.asking import SyncAnswer


class SyncRunView(CanonicalModel):
    """One run; while it is under way ``finished_at`` is null and the counts are those so far.

    ``mode`` is null until its first slice: then it is known whether everything is due.
    """

    run_id: str
    mode: SyncMode | None
    requested_by: str
    started_at: Utc
    updated_at: Utc
    finished_at: Utc | None
    waits_until: Utc | None
    problem: SyncProblem | None
    counts: SyncCounts
    pages: int
    scopes_done: int
    skipped: tuple[SkippedScope, ...]

    @classmethod
    def of(cls, run: SyncRun) -> Self:
        """The view of ``run``."""
        at = run.progress
        known = run.model_dump(include=set(cls.model_fields))
        return cls(**known, pages=at.pages, scopes_done=at.scopes_done, skipped=at.skipped)


class SyncView(CanonicalModel):
    """How one resource stands. ``synced_until``: everything that changed at the vendor before it is here.

    ``reconciled_at``: when what is here was last compared with what the vendor has.
    """

    resource: SyncResource
    vendor: VendorName
    synced_until: Utc | None
    full_at: Utc | None
    reconciled_at: Utc | None
    due_at: Utc
    paused: bool
    active: SyncRunView | None
    last: SyncRunView | None

    @classmethod
    def of(cls, state: SyncState) -> Self:
        """The view of ``state``."""
        return cls(
            resource=state.resource,
            vendor=state.resource.vendor,
            synced_until=state.synced_until,
            full_at=state.full_at,
            reconciled_at=state.reconciled_at,
            due_at=state.due_at,
            paused=state.paused,
            active=None if state.active is None else SyncRunView.of(state.active),
            last=None if state.last is None else SyncRunView.of(state.last),
        )


class SyncProgressView(CanonicalModel):
    """How far the run that is under way is.

    ``since`` null: everything is read; ``window_since`` and ``window_until`` are the span being read now. ``scopes``
    counts the projects (or contracts, or jobs) that are done, ``scopes_in_all`` all of them by the last read of
    everything. ``share`` is an estimate from 0 to 0.99; null where nothing is known to measure by. ``failures`` counts
    pages that failed in a row.
    """

    since: Utc | None
    until: Utc
    window_since: Utc | None
    window_until: Utc | None
    waits_until: Utc | None
    scope_id: str | None
    scopes: int
    scopes_in_all: int | None
    pages: int
    failures: int
    counts: SyncCounts
    share: float | None

    @classmethod
    def of(cls, run: SyncRun, full: FullRead | None) -> Self:
        """The view of ``run`` beside the last read of everything."""
        at = run.progress
        return cls(
            since=run.since if at.window_since is not None else None,
            until=run.until,
            window_since=at.window_since,
            window_until=at.window_until,
            waits_until=run.waits_until,
            scope_id=at.scope_id,
            scopes=at.scopes_done + len(at.skipped),
            scopes_in_all=scopes_in_all(run, full),
            pages=at.pages,
            failures=run.failures,
            counts=run.counts,
            share=share_done(run, full),
        )


class SyncDetailView(SyncView):
    """One resource in full. ``wanted`` is the run that begins when the one under way ends."""

    last_full: FullRead | None
    progress: SyncProgressView | None
    wanted: SyncRequest | None

    @classmethod
    def in_full(cls, state: SyncState) -> Self:
        """The view of ``state``."""
        active = state.active
        return cls(
            **SyncView.of(state).model_dump(),
            last_full=state.full,
            progress=None if active is None else SyncProgressView.of(active, state.full),
            wanted=state.wanted,
        )


class SyncAnswerView(CanonicalModel):
    """``queued``: another run is under way, and this one begins when that one ends. A single record has no run."""

    resource: SyncResource
    run: SyncRunView | None
    queued: bool

    @classmethod
    def of(cls, answer: SyncAnswer) -> Self:
        """The view of ``answer``."""
        run = None if answer.run is None else SyncRunView.of(answer.run)
        return cls(resource=answer.resource, run=run, queued=answer.queued)
