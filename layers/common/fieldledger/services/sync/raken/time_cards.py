"""Time cards: the feeds of changed and of deleted cards, read one after the other in each window (raken.md A5, A6)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol, override

from fieldledger.clients.raken.client import RakenFeed, is_last
from fieldledger.clients.raken.paging import RakenPage
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.domain.clock import Clock
from fieldledger.domain.company import PayPeriod
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.raken.rows import read_rows, time_card_row
from fieldledger.services.sync.searching import search
from fieldledger.services.sync.source import PageRequest, Scope, SourcePage, SourceTraits, Span, SyncSource

LOOK_BACK: Final = timedelta(days=62)
"""Two months of changes: what a first read brings, and what each night reads again. Pay periods stay open for less."""

TIME_CARD_TRAITS: Final = SourceTraits(
    SyncResource.RAKEN_TIME_CARDS,
    every=timedelta(minutes=15),
    full_every=timedelta(days=1),
    incremental=True,
    overlap=timedelta(minutes=10),
    longest_window=timedelta(days=30),
    look_back=LOOK_BACK,
    by_period=True,
    looked_up=False,
)

# A card that changes while its window is read leaves the window, and every card behind it moves up by one place. The
# next page begins this many cards earlier, so that none of them slips through.
PAGE_OVERLAP: Final = 100
# A single card has no address of its own: it is looked for among the changes of the last hour, then of the last days.
_LOOKED_THROUGH: Final = (timedelta(hours=1), TIME_CARD_TRAITS.longest_window or LOOK_BACK)

type _FetchDays = Callable[[str, DaySpan, int], Awaitable[Result[RakenPage]]]
type _Fetch = Callable[[str, datetime, datetime, int], Awaitable[Result[RakenPage]]]


class RakenCards(RakenFeed, Protocol):
    """The feeds, and the cards of jobsite days."""

    async def time_cards_of(self, company_id: str, days: DaySpan, offset: int) -> Result[RakenPage]:
        """Living cards of at most 31 days."""
        ...


class _Feed(StrEnum):
    """The order in which a window is read."""

    CHANGED = "changed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a window is being read; the cursor says ``<feed>:<offset>``."""

    feed: _Feed = _Feed.CHANGED
    offset: int = 0

    @staticmethod
    def of(cursor: str | None) -> "_Place":
        if cursor is None:
            return _Place()
        feed, _, offset = cursor.partition(":")
        return _Place(_Feed(feed), int(offset))

    def after(self, page: RakenPage) -> str | None:
        """The next place; None when both feeds are at their end."""
        if not is_last(page, self.offset):
            return f"{self.feed}:{next_offset(self.offset, len(page.collection))}"
        return f"{_Feed.DELETED}:0" if self.feed is _Feed.CHANGED else None


class TimeCardSource(SyncSource):
    """Deletions come from their own feed; an empty feed says nothing."""

    def __init__(self, feed: RakenCards, clock: Clock) -> None:
        self._of_days: _FetchDays = feed.time_cards_of
        self._feeds: dict[_Feed, _Fetch] = {
            _Feed.CHANGED: feed.changed_time_cards,
            _Feed.DELETED: feed.deleted_time_cards,
        }
        self._clock = clock

    @property
    @override
    def traits(self) -> SourceTraits:
        """Windows of change times."""
        return TIME_CARD_TRAITS

    @override
    async def page(self, request: PageRequest) -> Result[SourcePage]:
        """A page of one feed; ``VALIDATION_FAILED`` without a window, for there is no other list of all cards."""
        if request.period is not None:
            return await self._period(request.company_id, request.period, int(request.cursor or 0))
        if request.window is None:
            return Result.fail("time cards are read by the time of their change", ErrorCode.VALIDATION_FAILED)
        place, window = _Place.of(request.cursor), request.window
        fetched = await self._feeds[place.feed](request.company_id, window.since, window.until, place.offset)
        return fetched.map(lambda page: _page(page, place))

    @override
    async def one(
        self, company_id: str, resource: SyncResource, record_id: str, scope: Scope | None
    ) -> Result[SourcePage]:
        """The card among recent changes and deletions; ``VENDOR_NOT_FOUND`` if it is in neither feed."""
        now = self._clock.now()
        return await search(self, company_id, record_id, [Span(now - back, now) for back in _LOOKED_THROUGH])

    async def _period(self, company_id: str, period: PayPeriod, offset: int) -> Result[SourcePage]:
        """Living cards by their jobsite day; the cursor is the offset."""
        days = DaySpan(period.first_day, period.last_day)
        fetched = await self._of_days(company_id, days, offset)
        return fetched.map(lambda page: _period_page(page, offset))


def next_offset(offset: int, received: int) -> int:
    """Where the next page begins: a little before the end of the last one, and always further on."""
    return offset + max(1, received - PAGE_OVERLAP)


def _period_page(page: RakenPage, offset: int) -> SourcePage:
    rows, malformed = read_rows(page.collection, time_card_row)
    following = None if is_last(page, offset) else str(next_offset(offset, len(page.collection)))
    return SourcePage(rows, malformed, following, total=page.total)


def _page(page: RakenPage, place: _Place) -> SourcePage:
    rows, malformed = read_rows(page.collection, time_card_row)
    return SourcePage(rows, malformed, place.after(page))
