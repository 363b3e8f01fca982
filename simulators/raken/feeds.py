"""The three ways to ask for time cards: by work date, by change, by deletion (raken.md A5, A6)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from simulators.raken.errors import bad_request
from simulators.raken.record_store import Listing, RecordStore
from simulators.raken.settings import RakenSettings
from simulators.raken.times import Window, date_window, timestamp_window


@dataclass(frozen=True, slots=True)
class Feed:
    """A pair of parameters and the field they select on; only the deleted feed shows deleted cards."""

    first: str
    last: str
    field: str
    read_window: Callable[[Mapping[str, str], str, str, int], Window]

    def asked_by(self, query: Mapping[str, str]) -> bool:
        return self.first in query or self.last in query


FEEDS: Final = (
    Feed("fromDate", "toDate", "date", date_window),
    Feed("changedSince", "changedUntil", "updatedAt", timestamp_window),
    Feed("deletedFrom", "deletedTo", "deletedAt", timestamp_window),
)


def time_cards(cards: RecordStore, query: Mapping[str, str], settings: RakenSettings) -> Listing:
    """Exactly one pair must be given; each is limited to the largest window.

    Sorted by the field, so a card that changes between two pages moves: pages are no snapshot.
    """
    asked = [feed for feed in FEEDS if feed.asked_by(query)]
    if len(asked) != 1:
        pairs = " or ".join(f"{feed.first} with {feed.last}" for feed in FEEDS)
        raise bad_request(f"give exactly one of {pairs}")
    feed = asked[0]
    return cards.within(feed.field, feed.read_window(query, feed.first, feed.last, settings.largest_window_days))
