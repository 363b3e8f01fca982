"""Where one company's sync of one resource stands: its checkpoint, the run that is under way, and when it is due."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pydantic import Field

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.census import Census
from fieldledger.domain.clock import iso
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts


class SyncMode(StrEnum):
    """``FULL`` reads everything the vendor still has; ``INCREMENTAL`` what changed since the checkpoint."""

    INCREMENTAL = "incremental"
    FULL = "full"


class SyncProblem(CanonicalModel):
    """Why a run waits or ended: a code of the catalogue and a sentence."""

    code: str
    message: str


class SkippedScope(CanonicalModel):
    """A scope that the vendor does not let us read (a tool that is switched off), and why."""

    scope_id: str
    code: str


class SyncProgress(CanonicalModel):
    """Where a run goes on. ``window`` is the span being read, None where everything is read.

    ``place`` is the mirror's place of the last scope that was begun (scopes are taken in the order of their places);
    ``scope_id`` and its ``parent_id`` are set while it is being read, and ``cursor`` is the source's own place in it.
    A ``census`` is taken where everything is read. ``comparing`` is set once all is read and is being compared with
    what we hold: where the comparison goes on, empty at its beginning.
    """

    window_since: Utc | None = None
    window_until: Utc | None = None
    place: str | None = None
    scope_id: str | None = None
    parent_id: str | None = None
    cursor: str | None = None
    pages: int = 0
    scopes_done: int = 0
    skipped: tuple[SkippedScope, ...] = ()
    census: dict[SyncResource, dict[int, Census]] = Field(default_factory=dict)
    comparing: str | None = None


class SyncRun(CanonicalModel):
    """One run. ``until`` is when it began: what changes later is the next run's.

    Its first slice prepares it: then it is known what ``mode`` is due, and where it begins.
    ``lease_until`` keeps a second worker away; ``failures`` counts failed pages in a row. A run is kept as history
    under its id once it has ended.
    """

    company_id: str
    resource: SyncResource
    run_id: str
    mode: SyncMode | None
    requested_by: str
    since: Utc | None = None
    until: Utc
    started_at: Utc
    updated_at: Utc
    finished_at: Utc | None = None
    lease_until: Utc | None = None
    waits_until: Utc | None = None
    failures: int = 0
    problem: SyncProblem | None = None
    prepared: bool = False
    progress: SyncProgress = SyncProgress()
    counts: SyncCounts = SyncCounts()
    version: int = 0

    def leased(self, now: datetime) -> bool:
        """Whether another worker is at it."""
        return self.lease_until is not None and self.lease_until > now


class SyncRequest(CanonicalModel):
    """A run that is asked for; ``mode`` None: what is due. While another run is under way it waits for its end."""

    mode: SyncMode | None
    requested_by: str


class FullRead(CanonicalModel):
    """How much there was when everything was read last: what a run that is under way is measured by.

    ``scopes`` are the projects (or contracts, or jobs) that it was read under, 0 for what is read as one list.
    """

    run_id: str
    finished_at: Utc
    pages: int
    scopes: int
    seen: int


class SyncState(CanonicalModel):
    """``synced_until``: everything that changed before it has been read. ``full_at``: when a full read last began,
    ``reconciled_at``: when what we hold was last compared with one. ``full``: how much the last one read.

    ``due_at`` is when the schedule looks at it next: to begin a run, or to wake one that was left behind. A paused
    state (the vendor is not connected) is never due.
    """

    company_id: str
    resource: SyncResource
    synced_until: Utc | None = None
    full_at: Utc | None = None
    reconciled_at: Utc | None = None
    full: FullRead | None = None
    active: SyncRun | None = None
    wanted: SyncRequest | None = None
    last: SyncRun | None = None
    due_at: Utc
    paused: bool = False
    version: int = 0


def run_stamp(started_at: datetime) -> str:
    """What a run's id begins with, so that runs are listed in their order."""
    return iso(started_at).translate(_PUNCTUATION)


def stronger(mode: SyncMode | None, other: SyncMode | None) -> SyncMode | None:
    """A full read includes what an incremental one would have brought."""
    return SyncMode.FULL if SyncMode.FULL in {mode, other} else mode


def next_slot(now: datetime, every: timedelta, place: int) -> datetime:
    """The first moment after ``now`` that is ``place`` seconds into a span of ``every``, counted from the epoch.

    Each customer and resource has a place of its own, so that they do not all begin in the same minute.
    """
    span = int(every.total_seconds())
    seconds = int(now.timestamp())
    ahead = (place - seconds) % span or span
    return datetime.fromtimestamp(seconds + ahead, now.tzinfo)


_PUNCTUATION: Final = str.maketrans("", "", "-:.")
