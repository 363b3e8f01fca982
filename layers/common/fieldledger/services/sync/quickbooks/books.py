"""All of the books in one source: change data capture in one metered call, queries where that is not enough.

Change data capture answers with a thousand objects at most, without pages and without a word about the rest
(quickbooks.md 4.2). A full answer is therefore dropped and asked for again entity by entity; an entity that is still
full is read by a query on the time of change, page by page. What was deleted in it meanwhile is in no query: the most
recent deletions are asked for again with a later beginning, until the answer is not full.

Time activities are not captured (quickbooks.md 4.2 has it both ways): they come by a query after the others, and one
that was deleted is found by the day's comparison.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol, override

from fieldledger.clients.quickbooks.answers import QueryPage
from fieldledger.clients.quickbooks.changes import LOOK_BACK, Changes
from fieldledger.clients.quickbooks.models import Record
from fieldledger.clients.quickbooks.query import QUERY_PAGE, Condition, changed_since
from fieldledger.domain.clock import Clock
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.quickbooks.rows import KINDS, gone, row_of, told_apart
from fieldledger.services.sync.source import PageRequest, Scope, SourcePage, SourceTraits, Span, SyncSource

BOOKS_TRAITS: Final = SourceTraits(
    SyncResource.QUICKBOOKS_BOOKS,
    every=timedelta(hours=1),
    full_every=timedelta(days=1),
    incremental=True,
    overlap=timedelta(minutes=10),
)
"""Reads are metered, and webhooks bring changes at once: an hourly look closes the gaps that they leave."""

_PAGE: Final = QUERY_PAGE
# Rows that are deleted while pages are read let those behind them move up.
_PAGE_OVERLAP: Final = 20
# A moment of exactly 30 days ago is too long ago when the call arrives.
_ARRIVES: Final = timedelta(minutes=5)
# Deletions cannot be told apart any finer than this: then what is there has to do.
_NARROWEST: Final = timedelta(minutes=1)
_RESOURCES: Final = tuple(KINDS)
_UNCAPTURED: Final = frozenset({SyncResource.QUICKBOOKS_TIME_ACTIVITIES})
_CAPTURED: Final = tuple(resource for resource in _RESOURCES if resource not in _UNCAPTURED)


class BooksReads(Protocol):
    """What the source reads."""

    async def changes(self, company_id: str, kinds: Sequence[type[Record]], since: datetime) -> Result[Changes]:
        """What changed and what was deleted since a moment, 30 days ago at most."""
        ...

    async def page[M: Record](
        self, company_id: str, kind: type[M], where: Sequence[Condition] = (), start: int = 1, size: int = QUERY_PAGE
    ) -> Result[QueryPage[M]]:
        """A page of a query."""
        ...

    async def read[M: Record](self, company_id: str, kind: type[M], entity_id: str) -> Result[M]:
        """One record; ``VENDOR_NOT_FOUND`` if it does not exist."""
        ...


class _Phase(StrEnum):
    """How the entity at a place is being read."""

    EVERY_CHANGE = "changes"  # all entities in one call
    CHANGE = "change"  # one entity's changes
    QUERY = "query"  # one entity, page by page; with a window only what changed in it
    DELETED = "deleted"  # one entity's deletions since ``at``, seconds since the epoch


@dataclass(frozen=True, slots=True)
class _Place:
    """The cursor is ``<phase>:<entity's number>:<row or moment>``."""

    phase: _Phase
    number: int = 0
    at: int = 1

    @staticmethod
    def of(request: PageRequest) -> "_Place":
        if request.cursor is None:
            first = 0 if request.only is None else _RESOURCES.index(request.only)
            return _Place(_Phase.QUERY, first) if request.window is None else _Place(_Phase.EVERY_CHANGE)
        phase, number, at = request.cursor.split(":")
        return _Place(_Phase(phase), int(number), int(at))

    @property
    def cursor(self) -> str:
        return f"{self.phase}:{self.number}:{self.at}"

    @property
    def resource(self) -> SyncResource:
        return _RESOURCES[self.number]

    def next_entity(self, phase: _Phase) -> str | None:
        """The entity after this one, by a query if its changes are not captured; None after the last."""
        if self.number + 1 == len(_RESOURCES):
            return None
        following = _Place(phase, self.number + 1)
        captured = following.resource not in _UNCAPTURED
        return (following if captured else _Place(_Phase.QUERY, following.number)).cursor


class BooksSource(SyncSource):
    """Deletions come from change data capture, never from what a query lacks. Merged names come as deletions."""

    def __init__(self, books: BooksReads, clock: Clock) -> None:
        self._books = books
        self._clock = clock

    @property
    @override
    def traits(self) -> SourceTraits:
        """Windows of change times, and everything once a week."""
        return BOOKS_TRAITS

    @override
    async def page(self, request: PageRequest) -> Result[SourcePage]:
        """A call's worth of the books. ``vendor_now`` goes with the first page: the next window begins by it."""
        place = _Place.of(request)
        if request.window is not None and place.phase in {_Phase.EVERY_CHANGE, _Phase.CHANGE}:
            if self._too_long_ago(request.window.since):
                return await self._queried(request, _Place(_Phase.QUERY, place.number))
            return await self._captured(request.company_id, request.window, place)
        if place.phase is _Phase.DELETED:
            return await self._deleted(request.company_id, place)
        return await self._queried(request, place)

    @override
    async def one(
        self, company_id: str, resource: SyncResource, record_id: str, scope: Scope | None
    ) -> Result[SourcePage]:
        """One record of one of the lists; ``VALIDATION_FAILED`` for the books as a whole."""
        kind = KINDS.get(resource)
        if kind is None:
            return Result.fail(f"{resource} has no single records", ErrorCode.VALIDATION_FAILED)
        read = await self._books.read(company_id, kind, record_id)
        if read.error_code == ErrorCode.VENDOR_NOT_FOUND:
            return Result.ok(SourcePage((gone(resource, record_id),)))
        return read.map(lambda record: SourcePage((row_of(resource, record),)))

    async def _captured(self, company_id: str, window: Span, place: _Place) -> Result[SourcePage]:
        """One call; a full answer misses changes, so nothing of it is used."""
        together = place.phase is _Phase.EVERY_CHANGE
        resources = _CAPTURED if together else (place.resource,)
        asked = await self._books.changes(company_id, [KINDS[each] for each in resources], window.since)
        if asked.failed:
            return asked.failure()
        changes = asked.unwrap()
        vendor_now = changes.as_of if together else None
        if changes.truncated:
            again = _Place(_Phase.CHANGE) if together else _Place(_Phase.QUERY, place.number)
            return Result.ok(SourcePage((), next_cursor=again.cursor, vendor_now=vendor_now))
        last = _Place(_Phase.CHANGE, len(_CAPTURED) - 1) if together else place
        following = last.next_entity(_Phase.CHANGE)
        return Result.ok(_page_of(changes, resources, following, vendor_now))

    async def _queried(self, request: PageRequest, place: _Place) -> Result[SourcePage]:
        window, resource = request.window, place.resource
        where = () if window is None else (changed_since(window.since),)
        asked = await self._books.page(request.company_id, KINDS[resource], where, place.at, _PAGE)
        if asked.failed:
            return asked.failure()
        page = asked.unwrap()
        again = 0
        if page.next_start is not None:
            begins = page.next_start - _PAGE_OVERLAP
            following: str | None = _Place(_Phase.QUERY, place.number, begins).cursor
            again = page.next_start - begins - sum(row.index >= begins - place.at for row in page.rows.malformed)
        elif window is None:
            following = place.next_entity(_Phase.QUERY) if request.only is None else None
        elif resource in _UNCAPTURED:
            following = place.next_entity(_Phase.CHANGE)
        else:
            earliest = max(window.since, self._clock.now() - LOOK_BACK + _ARRIVES)
            following = _Place(_Phase.DELETED, place.number, int(earliest.timestamp())).cursor
        rows = tuple(row_of(resource, record) for record in page.rows.good)
        return Result.ok(SourcePage(rows, told_apart(resource, page.rows.malformed), following, again=again))

    async def _deleted(self, company_id: str, place: _Place) -> Result[SourcePage]:
        """Deletions of an entity that was read by query. Those come last in an answer, and are cut off first."""
        now = self._clock.now()
        since = max(datetime.fromtimestamp(place.at, UTC), now - LOOK_BACK + _ARRIVES)
        asked = await self._books.changes(company_id, [KINDS[place.resource]], since)
        if asked.failed:
            return asked.failure()
        following = place.next_entity(_Phase.CHANGE)
        if asked.unwrap().truncated and now - since > _NARROWEST:
            halfway = since + (now - since) / 2
            following = _Place(_Phase.DELETED, place.number, int(halfway.timestamp())).cursor
        found = asked.unwrap().of(KINDS[place.resource]).deleted
        rows = tuple(row_of(place.resource, record) for record in found)
        return Result.ok(SourcePage(rows, next_cursor=following))

    def _too_long_ago(self, since: datetime) -> bool:
        return since < self._clock.now() - LOOK_BACK + _ARRIVES


def _page_of(
    changes: Changes, resources: Sequence[SyncResource], following: str | None, vendor_now: datetime | None
) -> SourcePage:
    captured = [(resource, changes.of(KINDS[resource])) for resource in resources]
    rows = [row_of(resource, record) for resource, found in captured for record in (*found.live, *found.deleted)]
    malformed = [row for resource, found in captured for row in told_apart(resource, found.malformed)]
    return SourcePage(tuple(rows), tuple(malformed), following, vendor_now=vendor_now)
