"""What QuickBooks' webhooks lead to. An event is a hint: the record is always read again.

Changed names may be what parked postings wait for. A record of ours that somebody edited, voided or deleted in the
books is a person's decision: it is never fought, it raises an exception.
"""

from collections.abc import Sequence
from typing import Final

from fieldledger.clients.quickbooks.client import QuickbooksBooks
from fieldledger.clients.quickbooks.models import Bill, Invoice, Record, TimeActivity
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.connections import Connections
from fieldledger.repositories.seen_events import SeenEvents
from fieldledger.result import ErrorCode, Result
from fieldledger.services.posting.closed_books import ClosedBooks
from fieldledger.services.posting.deleted_time import DeletedTime
from fieldledger.services.posting.directory import BooksDirectory
from fieldledger.services.posting.posted_records import PostedRecords
from fieldledger.services.posting.release import NAME_CODES, ParkedPostings

_NAME_LISTS: Final = {kind.value: kind for kind in NAME_CODES}
_OURS: Final = {kind.entity().lower(): kind for kind in (TimeActivity, Bill, Invoice)}
# A new transaction is either our own echo or none of our business: it is not read, since reads are metered.
_NO_NEWS: Final = frozenset({"created", "emailed"})


class BooksEvents:
    """Handles the events of one QuickBooks realm."""

    def __init__(
        self,
        books: QuickbooksBooks,
        connections: Connections,
        posted: PostedRecords,
        directory: BooksDirectory,
        closed_books: ClosedBooks,
        parked: ParkedPostings,
        seen: SeenEvents,
        deleted_time: DeletedTime,
        clock: Clock,
    ) -> None:
        self._books = books
        self._connections = connections
        self._directory = directory
        self._closed_books = closed_books
        self._parked = parked
        self._check = posted
        self._seen = seen
        self._deleted_time = deleted_time
        self._clock = clock

    async def handle(self, account_id: str, events: Sequence[VendorEvent]) -> Result[int]:
        """Handle each resource once, whatever the number and order of its events; the answer counts resources.

        Events of a realm that no company is connected to are dropped: Intuit sends to the app, not to the company.
        """
        holder = await self._connections.company_of_account(VendorName.QUICKBOOKS, account_id)
        if holder.failed:
            return holder.failure()
        company_id = holder.unwrap()
        if company_id is None:
            return Result.ok(0)
        fresh = await self._unseen(company_id, events)
        if fresh.failed:
            return fresh.failure()
        news = [event for event in fresh.unwrap() if not _is_no_news(event)]
        latest = {(event.entity, event.entity_id): event for event in news}
        for event in latest.values():
            handled = await self._handle(company_id, event)
            if handled.failed:
                return handled.failure()
            logger.info(LogEvent.EVENT_HANDLED, extra={"entity_id": event.entity_id, "kind": event.entity})
        for event in fresh.unwrap():
            marked = await self._seen.mark(company_id, event.event_id, self._clock.now())
            if marked.failed:
                return marked.failure()
        return Result.ok(len(latest))

    async def _unseen(self, company_id: str, events: Sequence[VendorEvent]) -> Result[list[VendorEvent]]:
        fresh: list[VendorEvent] = []
        for event in sorted(events, key=lambda e: e.occurred_at):
            seen = await self._seen.seen(company_id, event.event_id)
            if seen.failed:
                return seen.failure()
            if not seen.unwrap():
                fresh.append(event)
        return Result.ok(fresh)

    async def _handle(self, company_id: str, event: VendorEvent) -> Result[None]:
        if event.entity == "preferences":
            return await self._preferences_changed(company_id)
        if event.entity in _NAME_LISTS:
            return await self._name_changed(company_id, event)
        kind = _OURS.get(event.entity)
        return Result.ok(None) if kind is None else await self._transaction_changed(company_id, kind, event)

    async def _preferences_changed(self, company_id: str) -> Result[None]:
        """Released even if the date is as we know it: the daily read may have met the change first."""
        seen = await self._closed_books.refresh(company_id)
        if seen.failed:
            return seen.failure()
        return (await self._closed_books.release_open(company_id, seen.unwrap())).map(lambda _: None)

    async def _name_changed(self, company_id: str, event: VendorEvent) -> Result[None]:
        kind = _NAME_LISTS[event.entity]
        changed = await self._directory.refresh_row(company_id, kind, event.entity_id)
        if changed.error_code == ErrorCode.VENDOR_NOT_FOUND:  # merged away: the daily read of the list finds the rest
            return Result.ok(None)
        if changed.failed:
            return changed.failure()
        # Released even if the row is as we know it: the daily read of the lists may have met the change first.
        note = f"QuickBooks {event.entity} changed"
        released = await self._parked.release(company_id, NAME_CODES[kind], note)
        if released.failed or not changed.unwrap().active:
            return released.map(lambda _: None)
        back = await self._parked.release_switched_on(company_id, {(kind, event.entity_id)}, note)
        return back.map(lambda _: None)

    async def _transaction_changed(self, company_id: str, kind: type[Record], event: VendorEvent) -> Result[None]:
        held = await self._books.read(company_id, kind, event.entity_id)
        gone = held.error_code == ErrorCode.VENDOR_NOT_FOUND
        if held.failed and not gone:
            return held.failure()
        record = None if gone else held.unwrap()
        if gone and kind is TimeActivity:
            noted = await self._deleted_time.note(company_id, event.entity_id, self._clock.now())
            if noted.failed:
                return noted
        checked = await self._check.changed(company_id, kind.entity(), event.entity_id, record)
        return checked.map(lambda _: None)


def _is_no_news(event: VendorEvent) -> bool:
    return event.entity in _OURS and event.operation in _NO_NEWS
