"""Comparing one week of the books with what was posted: what was edited, deleted or re-dated there."""

from collections.abc import Iterable, Mapping
from itertools import batched
from typing import Final

from fieldledger.clients.quickbooks.client import QuickbooksBooks
from fieldledger.clients.quickbooks.models import Bill, Invoice, Record, TimeActivity
from fieldledger.clients.quickbooks.query import at_least, at_most, one_of
from fieldledger.domain.books_span import BooksSpan
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.closing.held_records import Mine, RecordKey, WeekFound, records_of_ours
from fieldledger.services.posting.kinds import of
from fieldledger.services.posting.posted_records import PostedRecords

_KINDS: Final[tuple[type[Record], ...]] = (TimeActivity, Bill, Invoice)
_IDS_AT_ONCE: Final = 100

type Rows = Mapping[RecordKey, Record]


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
        mine = await records_of_ours(self._postings, company_id, week, "quickbooks")
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

    async def _with_absent(self, company_id: str, rows: Rows, mine: Mapping[RecordKey, Mine]) -> Result[Rows]:
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

    async def _bodies(self, company_id: str, mine: Mapping[RecordKey, Mine]) -> Result[Mapping[str, str]]:
        """By posting id, what was sent."""
        names = sorted({each.posting.batch_id for each in mine.values() if each.posting.batch_id is not None})
        found = await self._postings.batches(company_id, names)
        return found.map(lambda batches: {item.posting_id: item.body for batch in batches for item in batch.items})

    async def _look_again(self, company_id: str, key: RecordKey, mine: Mine | None) -> Result[bool]:
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


def _suspects(rows: Rows, mine: Mapping[RecordKey, Mine], bodies: Mapping[str, str]) -> Iterable[RecordKey]:
    """Rows with a marker that should not be here; ours that are gone, that look otherwise or did so before.

    The former come first: one of them may be a record that somebody entered anew after it had been deleted.
    """
    yield from (key for key, row in rows.items() if key not in mine and of.key_of(row) is not None)
    for key, each in mine.items():
        held = rows.get(key)
        body = bodies.get(each.posting.posting_id)
        if held is None or each.drift is not None or of.is_voided(held) or _is_different(each, body, held):
            yield key


def _is_different(mine: Mine, body: str | None, held: Record) -> bool:
    marked = of.key_of(held)
    strange = marked is not None and marked != mine.posting.marker
    return strange or (body is not None and bool(of.differences(body, held)))
