"""The three ways to ask for time cards: by work date, by change, by deletion (raken.md A5, A6)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from simulators.raken.errors import bad_request
from simulators.raken.records import JsonObject
from simulators.raken.settings import RakenSettings
from simulators.raken.times import Window, date_window, timestamp_window


@dataclass(frozen=True, slots=True)
class Feed:
    """A pair of parameters, the field they select on, and whether it shows deleted or living cards."""

    first: str
    last: str
    field: str
    deleted: bool
    read_window: Callable[[Mapping[str, str], str, str, int], Window]

    def asked_by(self, query: Mapping[str, str]) -> bool:
        return self.first in query or self.last in query

    def select(self, cards: Iterable[JsonObject], window: Window) -> list[JsonObject]:
        """Sorted by the field, so a card that changes between two pages moves: pages are no snapshot."""
        shown = [card for card in cards if is_deleted(card) is self.deleted and window.holds(card.get(self.field))]
        return sorted(shown, key=lambda card: (str(card[self.field]), str(card["uuid"])))


FEEDS: Final = (
    Feed("fromDate", "toDate", "date", deleted=False, read_window=date_window),
    Feed("changedSince", "changedUntil", "updatedAt", deleted=False, read_window=timestamp_window),
    Feed("deletedFrom", "deletedTo", "deletedAt", deleted=True, read_window=timestamp_window),
)


def is_deleted(card: JsonObject) -> bool:
    return card.get("deletedAt") is not None


def time_cards(cards: Iterable[JsonObject], query: Mapping[str, str], settings: RakenSettings) -> list[JsonObject]:
    """Exactly one pair must be given; each is limited to the largest window."""
    asked = [feed for feed in FEEDS if feed.asked_by(query)]
    if len(asked) != 1:
        pairs = " or ".join(f"{feed.first} with {feed.last}" for feed in FEEDS)
        raise bad_request(f"give exactly one of {pairs}")
    feed = asked[0]
    window = feed.read_window(query, feed.first, feed.last, settings.largest_window_days)
    return feed.select(cards, window)
