"""How a run moves on: pure decisions about windows, scopes and cursors."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from fieldledger.domain.census import Buckets, Census, counted
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.sync_resource import SyncResource, brought_by
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


def after_page(run: SyncRun, page: SourcePage, traits: SourceTraits) -> SyncProgress:
    """The same scope goes on at the page's cursor, or ends. A full read takes the census of each page."""
    progress = run.progress
    read = progress.model_copy(update={"cursor": page.next_cursor, "pages": progress.pages + 1})
    if run.mode is SyncMode.FULL and is_counted(traits):
        last = page.next_cursor is None
        fresh = page.rows if last else page.rows[: len(page.rows) - page.again]
        own = [row for row in fresh if row.resource in brought_by(run.resource) and _in_window(run, row, traits)]
        read = read.model_copy(update={"census": _census(progress.census, own)})
    if page.next_cursor is not None or traits.scoped_by is None:
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


def is_counted(traits: SourceTraits) -> bool:
    """Whether a full read brings all there is, or all that there is of the days that it names."""
    return traits.look_back is None or traits.dated_by is not None


def windows(run: SyncRun, traits: SourceTraits) -> Iterator[Span | None]:
    """Those of a run, from the first one on; None where everything is read."""
    progress: SyncProgress | None = first_progress(run, traits)
    while progress is not None:
        yield page_request(run.model_copy(update={"progress": progress})).window
        progress = next_window(run.model_copy(update={"progress": progress}), traits)


def days_read(run: SyncRun, traits: SourceTraits) -> tuple[date, date] | None:
    """First and last day of which a full run has read all there is; None where no days are told apart."""
    since = first_progress(run, traits).window_since
    return None if since is None or traits.dated_by is None else (since.date(), run.until.date())


def day_of(facts: object, traits: SourceTraits) -> date | None:
    """The day that a record is about."""
    day = getattr(facts, traits.dated_by, None) if traits.dated_by is not None else None
    return day if isinstance(day, date) else None


def _in_window(run: SyncRun, row: SourceRow, traits: SourceTraits) -> bool:
    """Whether a row belongs to the window that is read: windows overlap, and each day is counted in one of them."""
    since, until = run.progress.window_since, run.progress.window_until
    if since is None or until is None:
        return True
    day = day_of(row.facts, traits)
    if day is None or day < since.date():
        return False
    return day <= until.date() if until >= run.until else day < (until - traits.overlap).date()


def _census(census: Mapping[SyncResource, Buckets], rows: Sequence[SourceRow]) -> dict[SyncResource, dict[int, Census]]:
    """The census with the rows that the vendor has."""
    taken = {resource: dict(buckets) for resource, buckets in census.items()}
    for row in rows:
        if not row.deleted and row.facts is not None:
            before = taken.get(row.resource, {})
            taken[row.resource] = counted(before, row.scope_id, row.record_id, row.facts.census_amount)
    return taken
