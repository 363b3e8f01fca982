"""Windows of a source that is read by time, as the scheduled Raken sync walks them."""

from datetime import datetime

from fieldledger.domain.sync_run import SyncCheckpoint
from fieldledger.services.sync.source import SourceTraits, Span


def next_window(checkpoint: SyncCheckpoint, traits: SourceTraits, now: datetime) -> Span:
    """What to read next; a window that was begun is read to its own end, and a first one looks back."""
    if checkpoint.synced_until is None:
        since = now if traits.look_back is None else now - traits.look_back
    else:
        since = checkpoint.synced_until - traits.overlap
    longest = now if traits.longest_window is None else since + traits.longest_window
    return Span(since, checkpoint.window_until or min(now, longest))


def page_done(checkpoint: SyncCheckpoint, traits: SourceTraits, window: Span, cursor: str) -> SyncCheckpoint:
    """After a page that is not the last: go on in exactly the same window.

    The first window's begin is kept too: counted back from a later run's time it would move, and its records with it.
    """
    synced_until = checkpoint.synced_until or window.since + traits.overlap
    moved = {"synced_until": synced_until, "window_until": window.until, "cursor": cursor}
    return checkpoint.model_copy(update=moved)


def window_done(checkpoint: SyncCheckpoint, window: Span) -> SyncCheckpoint:
    """After the last page: the window is read completely."""
    return checkpoint.model_copy(update={"synced_until": window.until, "window_until": None, "cursor": None})
