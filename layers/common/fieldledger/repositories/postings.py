"""Postings, the sealed batches that carry them, and the indexes of what still needs work."""

import zlib
from asyncio import gather
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final, Literal, Protocol

from fieldledger.domain.clock import iso
from fieldledger.domain.drafts import day_of
from fieldledger.domain.posting import BooksRecord, Posting, PostingState, Target
from fieldledger.domain.sealed_batch import BatchState, SealedBatch, SealedItem
from fieldledger.repositories.aggregate import Aggregate, company_of
from fieldledger.repositories.documents import (
    DocumentStore,
    Index,
    Page,
    Put,
    Range,
    StartKey,
    TableName,
)
from fieldledger.repositories.paging import Slice, all_items, to_slice
from fieldledger.repositories.sealed_items import SealedItems
from fieldledger.result import Result

DUE_SHARDS = 8

_AGE: Final = "state_sk"
_AFTER: Final = "after"

type DueAt = Target | Literal["procore"]
"""Where work that is due goes: to one set of books, or back to Procore."""

type Lane = tuple[Target, PostingState]
"""Postings to one set of books in one state."""


@dataclass(frozen=True, slots=True)
class Window:
    """When postings were asked for: from ``since`` on, before ``until``; oldest first, or ``newest_first``."""

    since: datetime | None = None
    until: datetime | None = None
    newest_first: bool = False

    def span(self, after: str | None = None) -> Range | None:
        """Sort keys of the window from ``after`` (which is included) to its end; None for an empty one."""
        whole = Range.prefix("")
        low = whole.low if self.since is None else iso(self.since)
        high = whole.high if self.until is None else iso(self.until)
        if after is not None and self.newest_first:
            high = min(high, after)
        elif after is not None:
            low = max(low, after)
        return Range(low, high) if low <= high else None


class Postings(Protocol):
    """Access to postings and sealed batches."""

    async def get(self, company_id: str, posting_id: str) -> Result[Posting]:
        """``NOT_FOUND`` also for another company's posting."""
        ...

    async def get_many(self, company_id: str, posting_ids: Sequence[str]) -> Result[list[Posting]]:
        """The postings that exist."""
        ...

    async def by_state(
        self,
        company_id: str,
        state: PostingState,
        limit: int,
        start: StartKey | None = None,
        target: Target = "quickbooks",
        since: datetime | None = None,
    ) -> Result[Slice[Posting]]:
        """A page of the postings to one set of books, oldest first; a moment behind writes.

        ``since``: only those that were made then or later.
        """
        ...

    async def by_age(
        self, company_id: str, lanes: Sequence[Lane], window: Window, limit: int, start: StartKey | None
    ) -> Result[Slice[Posting]]:
        """A page of the postings in several lanes as one list; a moment behind writes."""
        ...

    async def by_vendor_id(self, company_id: str, entity: str, vendor_id: str) -> Result[Posting | None]:
        """The last posting behind a record in the books, or None if the record is not ours."""
        ...

    async def books_records(self, company_id: str, records: Sequence[tuple[str, str]]) -> Result[list[BooksRecord]]:
        """What is known of records in the books, by entity and id."""
        ...

    async def drifted(self, company_id: str, first_day: date, last_day: date) -> Result[list[BooksRecord]]:
        """Records of ours that somebody changed, under the days that the books give them; a moment behind writes."""
        ...

    async def sealed_item(self, company_id: str, batch_id: str, posting_id: str) -> Result[SealedItem | None]:
        """The request of one posting as it was sealed; batches are kept."""
        ...

    async def batches(self, company_id: str, batch_ids: Sequence[str]) -> Result[list[SealedBatch]]:
        """The sealed batches that exist, whatever became of them."""
        ...

    async def by_day(
        self, company_id: str, first_day: date, last_day: date, limit: int, start: StartKey | None = None
    ) -> Result[Slice[Posting]]:
        """A page of the postings of a span of jobsite days, both included, by day; a moment behind writes.

        Of all states and to all books. What has no day (a customer, a vendor) is not among them.
        """
        ...

    async def open_batches(self, company_id: str) -> Result[list[SealedBatch]]:
        """Sealed batches whose outcome is not recorded, oldest first; a moment behind writes."""
        ...

    async def due_companies(self, now: datetime, target: DueAt = "quickbooks") -> Result[dict[str, datetime]]:
        """Companies with work for one set of books, or for Procore, that is due, and since when.

        Work is a posting, a sealed batch, for FOUNDATION an open seal or an unfinished export, for Procore payments.
        A moment behind writes.
        """
        ...

    def write(self, posting: Posting) -> Put:
        """The write that stores a posting, as a part of a transaction."""
        ...

    def write_books_record(self, record: BooksRecord) -> Put:
        """The write that remembers which posting a record in the books came from."""
        ...

    def write_batch(self, batch: SealedBatch) -> Put:
        """The write that stores a sealed batch, as a part of a transaction."""
        ...


class DocumentPostings:
    """``POSTING#<id>`` and ``BATCH#<id>`` in the postings table."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._postings = Aggregate(store, TableName.POSTINGS, Posting, "POSTING")
        self._batches = Aggregate(store, TableName.POSTINGS, SealedBatch, "BATCH")
        self._sealed_items = SealedItems(self._batches)
        self._books_records = Aggregate(store, TableName.POSTINGS, BooksRecord, "BOOKS_RECORD")

    async def get(self, company_id: str, posting_id: str) -> Result[Posting]:
        """``NOT_FOUND`` also for another company's posting."""
        return await self._postings.get(company_id, posting_id, "The posting")

    async def get_many(self, company_id: str, posting_ids: Sequence[str]) -> Result[list[Posting]]:
        """The postings that exist."""
        return await self._postings.get_many(company_id, posting_ids)

    async def by_state(
        self,
        company_id: str,
        state: PostingState,
        limit: int,
        start: StartKey | None = None,
        target: Target = "quickbooks",
        since: datetime | None = None,
    ) -> Result[Slice[Posting]]:
        """A page, oldest first."""
        whole = Range.prefix("")
        page = await self._store.query_index(
            TableName.POSTINGS,
            Index.BY_STATE,
            _state_partition(company_id, target, state),
            whole if since is None else Range(iso(since), whole.high),
            limit=limit,
            start=start,
        )
        return to_slice(page, self._postings.model)

    async def by_age(
        self, company_id: str, lanes: Sequence[Lane], window: Window, limit: int, start: StartKey | None
    ) -> Result[Slice[Posting]]:
        """Each lane is read from where the page before ended; the first of all of them make the page.

        A posting that changes its state meanwhile keeps its age, so it is neither skipped nor shown twice.
        """
        after = None if start is None else start[_AFTER]
        span = window.span(after)
        if span is None:
            return Result.ok(Slice((), None))
        pages = await gather(*(self._lane(company_id, lane, span, limit + 1, window) for lane in lanes))
        failed = next((page for page in pages if page.failed), None)
        if failed is not None:
            return failed.failure()
        found = [document for page in pages for document in page.unwrap().documents]
        rest = sorted(
            (document for document in found if document.index[_AGE] != after),
            key=lambda document: document.index[_AGE],
            reverse=window.newest_first,
        )
        shown = rest[:limit]
        more = len(rest) > limit or any(page.unwrap().next_start is not None for page in pages)
        next_start = {_AFTER: shown[-1].index[_AGE]} if more and shown else None
        return Result.ok(Slice(tuple(map(self._postings.model, shown)), next_start))

    async def _lane(self, company_id: str, lane: Lane, span: Range, limit: int, window: Window) -> Result[Page]:
        pk = _state_partition(company_id, *lane)
        return await self._store.query_index(
            TableName.POSTINGS, Index.BY_STATE, pk, span, limit=limit, backwards=window.newest_first
        )

    async def by_vendor_id(self, company_id: str, entity: str, vendor_id: str) -> Result[Posting | None]:
        """By way of ``BOOKS_RECORD#<entity>#<vendor id>``."""
        record = await self._books_records.find(company_id, f"{entity}#{vendor_id}")
        if record.failed:
            return record.failure()
        link = record.unwrap()
        return Result.ok(None) if link is None else await self._postings.find(company_id, link.posting_id)

    async def books_records(self, company_id: str, records: Sequence[tuple[str, str]]) -> Result[list[BooksRecord]]:
        """What is known of records in the books."""
        return await self._books_records.get_many(company_id, [f"{entity}#{key}" for entity, key in records])

    async def drifted(self, company_id: str, first_day: date, last_day: date) -> Result[list[BooksRecord]]:
        """What is gone, or has no day, is under no day."""
        span = Range(first_day.isoformat(), Range.prefix(last_day.isoformat()).high)

        async def read(start: StartKey | None) -> Result[Slice[BooksRecord]]:
            page = await self._store.query_index(
                TableName.POSTINGS, Index.BY_DATE, _drift_partition(company_id), span, limit=500, start=start
            )
            return to_slice(page, self._books_records.model)

        return await all_items(read)

    async def sealed_item(self, company_id: str, batch_id: str, posting_id: str) -> Result[SealedItem | None]:
        """The request of one posting as it was sealed."""
        return await self._sealed_items.find(company_id, batch_id, posting_id)

    async def batches(self, company_id: str, batch_ids: Sequence[str]) -> Result[list[SealedBatch]]:
        """The sealed batches that exist."""
        return await self._batches.get_many(company_id, list(dict.fromkeys(batch_ids)))

    async def by_day(
        self, company_id: str, first_day: date, last_day: date, limit: int, start: StartKey | None = None
    ) -> Result[Slice[Posting]]:
        """A page, by day."""
        span = Range(first_day.isoformat(), Range.prefix(last_day.isoformat()).high)
        page = await self._store.query_index(
            TableName.POSTINGS, Index.BY_DATE, _day_partition(company_id), span, limit=limit, start=start
        )
        return to_slice(page, self._postings.model)

    async def open_batches(self, company_id: str) -> Result[list[SealedBatch]]:
        """Sealed batches whose outcome is not recorded, at most 100, oldest first."""
        page = await self._store.query_index(
            TableName.POSTINGS, Index.BY_STATE, _open_partition(company_id), Range.prefix(""), limit=100
        )
        return page.map(lambda found: [self._batches.model(document) for document in found.documents])

    async def due_companies(self, now: datetime, target: DueAt = "quickbooks") -> Result[dict[str, datetime]]:
        """Companies with work that is due."""
        companies: dict[str, datetime] = {}
        for shard in range(DUE_SHARDS):
            start: StartKey | None = None
            while True:
                page = await self._store.query_index(
                    TableName.POSTINGS,
                    Index.BY_DUE,
                    _due_partition(target, shard),
                    Range(" ", iso(now)),
                    limit=500,
                    start=start,
                )
                if page.failed:
                    return page.failure()
                for document in page.unwrap().documents:  # oldest first: the first of a company counts
                    due = datetime.fromisoformat(document.index["due_at"])
                    companies.setdefault(company_of(document.pk), due)
                start = page.unwrap().next_start
                if start is None:
                    break
        return Result.ok(companies)

    def write(self, posting: Posting) -> Put:
        """A posting appears under its state, under its day, and under its due time while it is pending."""
        index = {
            "state_pk": _state_partition(posting.company_id, posting.target, posting.state),
            "state_sk": f"{iso(posting.created_at)}#{posting.posting_id}",
        }
        day = day_of(posting.payload)
        if day is not None:
            index |= {
                "date_pk": _day_partition(posting.company_id),
                "date_sk": f"{day.isoformat()}#{posting.posting_id}",
            }
        if posting.state is PostingState.PENDING:
            index |= due_index(posting.company_id, posting.target, posting.not_before)
        return self._postings.write(
            posting, posting.company_id, posting.posting_id, version=posting.version, index=index
        )

    def write_books_record(self, record: BooksRecord) -> Put:
        """A record in the books has one posting at a time: whoever writes it has seen the one before."""
        identifier = f"{record.entity}#{record.vendor_id}"
        index: dict[str, str] = {}
        if record.drift is not None and record.drift.day is not None:
            index = {
                "date_pk": _drift_partition(record.company_id),
                "date_sk": f"{record.drift.day.isoformat()}#{identifier}",
            }
        return self._books_records.write(record, record.company_id, identifier, version=record.version, index=index)

    def write_batch(self, batch: SealedBatch) -> Put:
        """A batch appears under the time from which its outcome may be settled, while it is open."""
        index: dict[str, str] = {}
        if batch.state is BatchState.OPEN:
            index = due_index(batch.company_id, "quickbooks", batch.settle_after) | {
                "state_pk": _open_partition(batch.company_id),
                "state_sk": f"{iso(batch.sealed_at)}#{batch.batch_id}",
            }
        return self._batches.write(batch, batch.company_id, batch.batch_id, version=batch.version, index=index)


def due_index(company_id: str, target: DueAt, moment: datetime) -> dict[str, str]:
    """The attributes under which the sweep finds work for one set of books, or for Procore, from ``moment`` on."""
    shard = zlib.crc32(company_id.encode()) % DUE_SHARDS
    return {"due_shard": _due_partition(target, shard), "due_at": iso(moment)}


async def postings_in(postings: Postings, company_id: str, lanes: Sequence[Lane], page: int) -> Result[list[Posting]]:
    """All postings of one lane after the other, each oldest first, read ``page`` at a time."""
    found: list[Posting] = []
    for target, state in lanes:
        read = await all_items(partial(_lane_page, postings, company_id, target, state, page))
        if read.failed:
            return read
        found.extend(read.unwrap())
    return Result.ok(found)


async def _lane_page(
    postings: Postings, company_id: str, target: Target, state: PostingState, limit: int, start: StartKey | None
) -> Result[Slice[Posting]]:
    return await postings.by_state(company_id, state, limit, start, target)


def _state_partition(company_id: str, target: Target, state: PostingState) -> str:
    return f"COMPANY#{company_id}#{target}#{state}"


def _day_partition(company_id: str) -> str:
    return f"COMPANY#{company_id}#days"


def _drift_partition(company_id: str) -> str:
    return f"COMPANY#{company_id}#drifts"


def _open_partition(company_id: str) -> str:
    return f"COMPANY#{company_id}#quickbooks#batches"


def _due_partition(target: DueAt, shard: int) -> str:
    return f"DUE#{shard}" if target == "quickbooks" else f"DUE#{target}#{shard}"
