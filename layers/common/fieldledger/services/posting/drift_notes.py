"""Writing down what somebody made of a record of ours in the books, with the item of the inbox that tells of it."""

from collections.abc import Mapping
from typing import Final

from fieldledger.domain.drift import Drift
from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.posting import BooksRecord, Posting, PostingEvent, Target
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.documents import Write
from fieldledger.repositories.exceptions import Exceptions
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.writing import Transactions

RECORD: Final = "record"
"""The field of a drift that speaks of the whole record."""
_TOLD_BY: Final = (ErrorCode.BOOKS_EDITED, ErrorCode.BOOKS_ECHO_DIFFERS)
"""Items that say that the books hold something else than was sent."""
_CHANGED: Final[Mapping[Target, str]] = {
    "quickbooks": "a record that was posted from here was changed in QuickBooks",
    "foundation": "a record that was posted from here was changed in FOUNDATION",
}
_DETAILS: Final[Mapping[Target, Mapping[str, str]]] = {"quickbooks": {}, "foundation": {"books": "foundation"}}


class DriftNotes:
    """A difference that was told before is told no more, also if a person closed its item."""

    def __init__(self, postings: Postings, exceptions: Exceptions, inbox: Inbox, transactions: Transactions) -> None:
        self._postings = postings
        self._exceptions = exceptions
        self._inbox = inbox
        self._transactions = transactions

    async def note(self, posting: Posting, entity: str, drift: Drift | None, *, copy_gone: bool) -> Result[bool]:
        """Write down what is new, with the item that is raised or closed by it (``BOOKS_EDITED``). True: it differs.

        ``drift`` None: the record is as it was posted. ``VERSION_CONFLICT``: somebody was faster.
        """
        company_id, vendor_id = posting.company_id, posting.vendor_id or ""
        found = await self._postings.books_records(company_id, [(entity, vendor_id)])
        if found.failed:
            return found.failure()
        record = next((each for each in found.unwrap() if each.posting_id == posting.posting_id), None)
        known = None if record is None else record.drift
        if known is not None and known.gone and drift is not None and drift.copy_id is not None:
            return await self._adopt(posting, entity, drift)
        if drift is None and known is not None and known.copy_id is not None and not copy_gone:
            return Result.ok(data=True)
        if drift is not None and known is not None and drift.fields == known.fields:
            return Result.ok(data=True)
        items = await (self._closing(posting) if drift is None else self._raising(posting, drift))
        if items.failed:
            return items.failure()
        writes = [*items.unwrap(), *self._record(record, known, drift)]
        done = await self._transactions.transact(writes) if writes else Result.ok(None)
        if done.success and items.unwrap():
            event = LogEvent.EXCEPTION_RESOLVED if drift is None else LogEvent.EXCEPTION_RAISED
            log_mutation(event, SYSTEM, posting.posting_id, code=ErrorCode.BOOKS_EDITED.value)
        return done.map(lambda _: drift is not None)

    async def _adopt(self, posting: Posting, entity: str, found: Drift) -> Result[bool]:
        """Somebody entered anew, with our marker, what had been deleted: that is the posting's record from now on."""
        vendor_id, company_id = found.copy_id or "", posting.company_id
        fields = {name: text for name, text in found.fields.items() if name != RECORD}
        drift = found.model_copy(update={"fields": fields, "copy_id": None}) if fields else None
        items = await (self._closing(posting) if drift is None else self._raising(posting, drift))
        known = await self._postings.books_records(company_id, [(entity, vendor_id)])
        if items.failed or known.failed:
            return items.failure() if items.failed else known.failure()
        record = BooksRecord(
            company_id=company_id,
            entity=entity,
            vendor_id=vendor_id,
            posting_id=posting.posting_id,
            drift=drift,
            version=next((each.version for each in known.unwrap()), 0),
        )
        note = f"entered anew in QuickBooks as {vendor_id}, was {posting.vendor_id}"
        event = PostingEvent(at=found.seen_at, state=posting.state, note=note)
        moved = posting.model_copy(update={"vendor_id": vendor_id, "history": (*posting.history, event)})
        writes = [
            *items.unwrap(),
            self._postings.write(moved),
            self._postings.write_books_record(record),
        ]
        done = await self._transactions.transact(writes)
        if done.success:
            log_mutation(LogEvent.POSTING_POSTED, SYSTEM, posting.posting_id, vendor_id=vendor_id)
        return done.map(lambda _: drift is not None)

    def _record(self, record: BooksRecord | None, known: Drift | None, drift: Drift | None) -> list[Write]:
        if record is None or known == drift:
            return []
        return [self._postings.write_books_record(record.model_copy(update={"drift": drift}))]

    async def _raising(self, posting: Posting, drift: Drift) -> Result[list[Write]]:
        """Nothing if the same was told when the record was posted."""
        told = await self._exceptions.get_many(posting.company_id, _items(posting))
        if told.failed:
            return told.failure()
        if any(item.code == ErrorCode.BOOKS_ECHO_DIFFERS and _says(item.details, drift) for item in told.unwrap()):
            return Result.ok([])
        details = {**_DETAILS[posting.target], **drift.fields}
        problem = Problem(ErrorCode.BOOKS_EDITED, _subject(posting), _CHANGED[posting.target], details)
        return (await self._inbox.writes(posting.company_id, [problem])).map(lambda writes: [*writes])

    async def _closing(self, posting: Posting) -> Result[list[Write]]:
        closing = await self._inbox.closing(
            posting.company_id, _items(posting), resolution="the books agree with what was posted"
        )
        return closing.map(lambda writes: [*writes])


def _subject(posting: Posting) -> str:
    return f"posting:{posting.posting_id}"


def _items(posting: Posting) -> list[str]:
    return [exception_id(posting.company_id, code, _subject(posting)) for code in _TOLD_BY]


def _says(details: Mapping[str, str], drift: Drift) -> bool:
    return drift.fields.items() <= details.items()
