"""What QuickBooks' webhooks lead to. An event is a hint: the record is always read again.

Changed names may be what parked postings wait for. A record of ours that somebody edited, voided or deleted in the
books is a person's decision: it is never fought, it raises an exception.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from fieldledger.clients.quickbooks.client import QuickbooksBooks
from fieldledger.clients.quickbooks.models import Bill, Invoice, Record, TimeActivity
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.posting import Operation, Posting, PostingState
from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.connections import Connections
from fieldledger.repositories.postings import Postings
from fieldledger.repositories.seen_events import SeenEvents
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.posting.closed_books import ClosedBooks
from fieldledger.services.posting.directory import BooksDirectory
from fieldledger.services.posting.kinds import of
from fieldledger.services.posting.references import waits_for
from fieldledger.services.posting.release import EMPLOYEE_CODES, ITEM_CODES, JOB_CODES, ParkedPostings

_INACTIVE: Final = frozenset({ErrorCode.BOOKS_REFERENCE_INACTIVE})
_MAPPING_CODES: Final = frozenset({ErrorCode.BOOKS_MAPPING_MISSING})
_NAME_LISTS: Final = {
    "employee": (CounterpartKind.EMPLOYEE, EMPLOYEE_CODES),
    "customer": (CounterpartKind.CUSTOMER, JOB_CODES),
    "vendor": (CounterpartKind.VENDOR, frozenset({ErrorCode.SUPPLIER_UNMATCHED})),
    "item": (CounterpartKind.ITEM, ITEM_CODES | _MAPPING_CODES),
    "account": (CounterpartKind.ACCOUNT, _MAPPING_CODES),
    "class": (CounterpartKind.CLASS, _MAPPING_CODES),
}
_OURS: Final = {kind.entity().lower(): kind for kind in (TimeActivity, Bill, Invoice)}
# A new transaction is either our own echo or none of our business: it is not read, since reads are metered.
_NO_NEWS: Final = frozenset({"created", "emailed"})


class BooksEvents:
    """Handles the events of one QuickBooks realm."""

    def __init__(
        self,
        books: QuickbooksBooks,
        connections: Connections,
        postings: Postings,
        directory: BooksDirectory,
        closed_books: ClosedBooks,
        parked: ParkedPostings,
        inbox: Inbox,
        seen: SeenEvents,
        clock: Clock,
    ) -> None:
        self._books = books
        self._connections = connections
        self._postings = postings
        self._directory = directory
        self._closed_books = closed_books
        self._parked = parked
        self._inbox = inbox
        self._seen = seen
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
        kind, codes = _NAME_LISTS[event.entity]
        changed = await self._directory.refresh_row(company_id, kind, event.entity_id)
        if changed.error_code == ErrorCode.VENDOR_NOT_FOUND:  # merged away: the daily read of the list finds the rest
            return Result.ok(None)
        if changed.failed:
            return changed.failure()
        # Released even if the row is as we know it: the daily read of the lists may have met the change first.
        note = f"QuickBooks {event.entity} changed"
        released = await self._parked.release(company_id, codes, note)
        if released.failed or not changed.unwrap().active:
            return released.map(lambda _: None)
        row = frozenset({(kind, event.entity_id)})
        back = await self._parked.release(
            company_id, _INACTIVE, note, ("quickbooks",), lambda posting: waits_for(posting, row)
        )
        return back.map(lambda _: None)

    async def _transaction_changed(self, company_id: str, kind: type[Record], event: VendorEvent) -> Result[None]:
        held = await self._books.read(company_id, kind, event.entity_id)
        gone = held.error_code == ErrorCode.VENDOR_NOT_FOUND
        if held.failed and not gone:
            return held.failure()
        record = None if gone else held.unwrap()
        mine = await self._ours(company_id, kind.entity(), event.entity_id, record)
        if mine.failed:
            return mine.failure()
        posting = mine.unwrap()
        if posting is None or posting.operation is Operation.REMOVE:
            return Result.ok(None)
        edits = await self._edits(posting, record)
        if edits.failed or not edits.unwrap():  # our own echo
            return edits.map(lambda _: None)
        text = "a record that was posted from here was changed in QuickBooks"
        problem = Problem(ErrorCode.BOOKS_EDITED, f"posting:{posting.posting_id}", text, edits.unwrap())
        return (await self._inbox.raise_(company_id, problem)).map(lambda _: None)

    async def _ours(self, company_id: str, entity: str, vendor_id: str, held: Record | None) -> Result[Posting | None]:
        """The posting behind a record: by its marker, or by its id in the books when record or marker are gone."""
        marker = None if held is None else of.key_of(held)
        if marker is None:
            return await self._postings.by_vendor_id(company_id, entity, vendor_id)
        found = await self._postings.get_many(company_id, [marker.removeprefix("[fl:").removesuffix("]")])
        return found.map(lambda postings: next((p for p in postings if p.state is PostingState.POSTED), None))

    async def _edits(self, posting: Posting, held: Record | None) -> Result[Mapping[str, str]]:
        """What differs from what was sent; our own write echoes with the values that we sent."""
        if held is None:
            return Result.ok({"record": "deleted in QuickBooks"})
        if of.is_voided(held):
            return Result.ok({"record": "voided in QuickBooks"})
        sent = await self._postings.sealed_item(posting.company_id, posting.batch_id or "", posting.posting_id)
        if sent.failed:
            return sent.failure()
        item = sent.unwrap()
        edits = dict(of.differences(item.body, held)) if item is not None else {}
        if held.id != posting.vendor_id:
            edits["record"] = f"posted as {posting.vendor_id}, also present as {held.id}"
        return Result.ok(edits)


def _is_no_news(event: VendorEvent) -> bool:
    return event.entity in _OURS and event.operation in _NO_NEWS
