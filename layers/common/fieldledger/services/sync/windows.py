"""Windows of a change feed: at most 31 days each, overlapping, never trusting two clocks to agree (raken.md A3, A6)."""

from datetime import datetime, timedelta
from typing import Final

from fieldledger.domain.sync_run import SyncCheckpoint

LONGEST: Final = timedelta(days=30)
OVERLAP: Final = timedelta(minutes=10)
FIRST_LOOK_BACK: Final = timedelta(days=62)
# A card that changes while its window is read leaves the window, and every card behind it moves up by one place. The
# next page begins this many cards earlier, so that none of them slips through.
PAGE_OVERLAP: Final = 100


def next_window(checkpoint: SyncCheckpoint, now: datetime) -> tuple[datetime, datetime]:
    """Since when and until when to read next; a window that was begun is read to its own end."""
    since = now - FIRST_LOOK_BACK if checkpoint.synced_until is None else checkpoint.synced_until - OVERLAP
    until = checkpoint.window_until or min(now, since + LONGEST)
    return since, until


def page_done(checkpoint: SyncCheckpoint, since: datetime, until: datetime, received: int) -> SyncCheckpoint:
    """After a page that is not the last: go on with the next cards of exactly the same window.

    The first window's begin is kept too: counted back from a later run's time it would move, and its cards with it.
    """
    synced_until = checkpoint.synced_until or since + OVERLAP
    offset = checkpoint.offset + max(1, received - PAGE_OVERLAP)
    return checkpoint.model_copy(update={"synced_until": synced_until, "window_until": until, "offset": offset})


def window_done(checkpoint: SyncCheckpoint, until: datetime) -> SyncCheckpoint:
    """After the last page: the window is read completely."""
    return checkpoint.model_copy(update={"synced_until": until, "window_until": None, "offset": 0})
