"""Comparing one week of the books with what was posted: what was edited, deleted or re-dated there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Final, TypeGuard

from fieldledger.clients.quickbooks.client import QuickbooksBooks
from fieldledger.clients.quickbooks.models import Bill, Invoice, Record, TimeActivity
from fieldledger.clients.quickbooks.query import at_least, at_most, one_of
from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.drift import Drift
from fieldledger.domain.posting import Operation, Posting, PostingState
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.closing.postings_of_days import postings_of
from fieldledger.services.posting.kinds import of
from fieldledger.services.posting.posted_records import PostedRecords

_KINDS: Final[tuple[type[Record], ...]] = (TimeActivity, Bill, Invoice)
_IDS_AT_ONCE: Final = 100

type RecordKey = tuple[str, str]
"""Entity and id in the books."""
type Rows = Mapping[RecordKey, Record]


@dataclass(frozen=True, slots=True)
class WeekFound:
    """How many records of ours were looked at, and how many are not what was posted."""

    records: int
    differing: int


@dataclass(frozen=True, slots=True)
class _Mine:
    """A record of ours: the posting behind it now, and what is known of it."""

    posting: Posting
    drift: Drift | None


class WeekCheck:
    """Three queries a week, one more for records that are not among their days, and one read for each suspicion."""

    def __init__(self, books: QuickbooksBooks, postings: Postings, posted: PostedRecords) -> None:
        self._books = books
        self._postings = postings
        self._posted = posted

    async def check(self, company_id: str, week: BooksSpan) -> Result[WeekFound]:
        """Tell what differs (``BOOKS_EDITED``), and close what agrees again. Codes: those of reading the books.

        What looks different is read once more before anybody is told: the books may have been read before the posting
        was. Ours are asked for after theirs, so what is posted meanwhile is looked up by its id.
        """
        listed = await self._listed(company_id, week)
        if listed.failed:
            return listed.failure()
        mine = await self._mine(company_id, week)
        if mine.failed:
            return mine.failure()
        rows = await self._with_absent(company_id, listed.unwrap(), mine.unwrap())
        if rows.failed:
            return rows.failure()
        bodies = await self._bodies(company_id, mine.unwrap())
        if bodies.failed:
            return bodies.failure()
        suspects = [*_suspects(rows.unwrap(), mine.unwrap(), bodies.unwrap())]
        differing = 0
        for key in suspects:
            told = await self._look_again(company_id, key, mine.unwrap().get(key))
            if told.failed:
                return told.failure()
            differing += told.unwrap()
        return Result.ok(WeekFound(len(mine.unwrap()), differing))

    async def _listed(self, company_id: str, week: BooksSpan) -> Result[Rows]:
        """Everything of these days, ours or not."""
        rows: dict[RecordKey, Record] = {}
        days = [at_least("TxnDate", week.first_day), at_most("TxnDate", week.last_day)]
        for kind in _KINDS:
            found = await self._books.every(company_id, kind, days)
            if found.failed:
                return found.failure()
            rows |= {(kind.entity(), row.id): row for row in found.unwrap()}
        return Result.ok(rows)

    async def _mine(self, company_id: str, week: BooksSpan) -> Result[Mapping[RecordKey, _Mine]]:
        """What should be there: of each record the last posting behind it, unless that took it out."""
        found = await postings_of(self._postings, company_id, week)
        if found.failed:
            return found.failure()
        posted = {posting.posting_id: key for posting in found.unwrap() if (key := _key(posting)) is not None}
        records = await self._postings.books_records(company_id, list(dict.fromkeys(posted.values())))
        if records.failed:
            return records.failure()
        by_id = {posting.posting_id: posting for posting in found.unwrap()}
        behind = {(each.entity, each.vendor_id): (by_id.get(each.posting_id), each.drift) for each in records.unwrap()}
        return Result.ok({key: _Mine(ours, drift) for key, (ours, drift) in behind.items() if _is_held(ours)})

    async def _with_absent(self, company_id: str, rows: Rows, mine: Mapping[RecordKey, _Mine]) -> Result[Rows]:
        """The rows, and those of ours that stand under another day; what is in neither is gone."""
        found = dict(rows)
        for kind in _KINDS:
            absent = [key for entity, key in mine if entity == kind.entity() and (entity, key) not in rows]
            for some in batched(absent, _IDS_AT_ONCE, strict=False):
                held = await self._books.every(company_id, kind, [one_of("Id", list(some))])
                if held.failed:
                    return held.failure()
                found |= {(kind.entity(), row.id): row for row in held.unwrap()}
        return Result.ok(found)

    async def _bodies(self, company_id: str, mine: Mapping[RecordKey, _Mine]) -> Result[Mapping[str, str]]:
        """By posting id, what was sent."""
        names = sorted({each.posting.batch_id for each in mine.values() if each.posting.batch_id is not None})
        found = await self._postings.batches(company_id, names)
        return found.map(lambda batches: {item.posting_id: item.body for batch in batches for item in batch.items})

    async def _look_again(self, company_id: str, key: RecordKey, mine: _Mine | None) -> Result[bool]:
        kind = of.RECORDS[key[0]]
        copy_id = None if mine is None or mine.drift is None else mine.drift.copy_id
        copy_gone = False
        if copy_id is not None:
            copy = await self._fresh(company_id, kind, copy_id)
            if copy.failed:
                return copy.failure()
            other = copy.data
            copy_gone = other is None or of.key_of(other) is None
        held = await self._fresh(company_id, kind, key[1])
        if held.failed:
            return held.failure()
        return await self._posted.changed(company_id, key[0], key[1], held.data, copy_gone=copy_gone)

    async def _fresh(self, company_id: str, kind: type[Record], record_id: str) -> Result[Record | None]:
        held = await self._books.read(company_id, kind, record_id)
        if held.error_code == ErrorCode.VENDOR_NOT_FOUND:
            return Result.ok(None)
        return held.map(lambda record: record)


def _key(posting: Posting) -> RecordKey | None:
    """Where QuickBooks holds what was posted."""
    if posting.state is not PostingState.POSTED or posting.target != "quickbooks" or posting.vendor_id is None:
        return None
    return of.entity_of(posting.payload), posting.vendor_id


def _is_held(posting: Posting | None) -> TypeGuard[Posting]:
    """False if a later posting, of another week, is behind the record, or the last one took it out."""
    return posting is not None and posting.operation is not Operation.REMOVE


def _suspects(rows: Rows, mine: Mapping[RecordKey, _Mine], bodies: Mapping[str, str]) -> Iterable[RecordKey]:
    """Rows with a marker that should not be here; ours that are gone, that look otherwise or did so before.

    The former come first: one of them may be a record that somebody entered anew after it had been deleted.
    """
    yield from (key for key, row in rows.items() if key not in mine and of.key_of(row) is not None)
    for key, each in mine.items():
        held = rows.get(key)
        body = bodies.get(each.posting.posting_id)
        if held is None or each.drift is not None or of.is_voided(held) or _is_different(each, body, held):
            yield key


def _is_different(mine: _Mine, body: str | None, held: Record) -> bool:
    marked = of.key_of(held)
    strange = marked is not None and marked != mine.posting.marker
    return strange or (body is not None and bool(of.differences(body, held)))
