"""How a run moves on: pure decisions about windows, scopes and cursors."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from fieldledger.domain.census import Census
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncMode, SyncProgress, SyncRun, SyncState
from fieldledger.services.sync.source import PageRequest, Scope, SourcePage, SourceRow, SourceTraits, Span


def wanted_mode(state: SyncState, traits: SourceTraits, now: datetime) -> SyncMode:
    """What is due: everything at first, from time to time, and where nothing else is offered; else what changed."""
    if not traits.incremental or state.synced_until is None:
        return SyncMode.FULL
    overdue = traits.full_every is not None and (state.full_at is None or state.full_at + traits.full_every <= now)
    return SyncMode.FULL if overdue else SyncMode.INCREMENTAL


def first_progress(run: SyncRun, traits: SourceTraits) -> SyncProgress:
    """Where a run begins. A full one that only looks back leaves no gap behind the checkpoint."""
    if run.mode is SyncMode.INCREMENTAL and run.since is not None:
        return _window(run.since - traits.overlap, run.until, traits)
    if traits.look_back is None:
        return SyncProgress()
    looked = run.until - traits.look_back
    return _window(looked if run.since is None else min(looked, run.since - traits.overlap), run.until, traits)


def page_request(run: SyncRun) -> PageRequest:
    """The page that is next."""
    at = run.progress
    scope = None if at.scope_id is None else Scope(at.scope_id, at.parent_id)
    window = None
    if at.window_since is not None and at.window_until is not None:
        window = Span(at.window_since, at.window_until)
    return PageRequest(run.company_id, scope, window, at.cursor)


def in_scope(progress: SyncProgress, place: str, record: MirrorRecord) -> SyncProgress:
    """The next scope begins."""
    named = {"place": place, "scope_id": record.record_id, "parent_id": record.scope_id, "cursor": None}
    return progress.model_copy(update=named)


def after_page(progress: SyncProgress, page: SourcePage, *, scoped: bool) -> SyncProgress:
    """The same scope goes on at the page's cursor, or ends."""
    read = progress.model_copy(update={"cursor": page.next_cursor, "pages": progress.pages + 1})
    if progress.window_since is None:
        read = read.model_copy(update={"census": counted(progress.census, page.rows)})
    if page.next_cursor is not None or not scoped:
        return read
    return read.model_copy(update={"scope_id": None, "parent_id": None, "scopes_done": read.scopes_done + 1})


def next_window(run: SyncRun, traits: SourceTraits) -> SyncProgress | None:
    """The window after this one, from the first scope on; None if the run has read up to its end."""
    until = run.progress.window_until
    if until is None or until >= run.until:
        return None
    begun = _window(until - traits.overlap, run.until, traits)
    fields = {"window_since": begun.window_since, "window_until": begun.window_until}
    at_first = {"place": None, "scope_id": None, "parent_id": None, "cursor": None}
    return run.progress.model_copy(update=fields | at_first)


def _window(since: datetime, until: datetime, traits: SourceTraits) -> SyncProgress:
    end = until if traits.longest_window is None else min(until, since + traits.longest_window)
    return SyncProgress(window_since=since, window_until=end)


def counted(census: Mapping[SyncResource, Census], rows: Sequence[SourceRow]) -> dict[SyncResource, Census]:
    """The census with the rows that the vendor has."""
    taken = dict(census)
    for row in rows:
        if not row.deleted and row.facts is not None:
            before = taken.get(row.resource, Census())
            taken[row.resource] = before.plus(row.scope_id, row.record_id, row.facts.census_amount)
    return taken
