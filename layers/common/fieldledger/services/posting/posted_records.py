"""Records of ours in the books that somebody edited, voided or deleted: a person's decision, never fought."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fieldledger.clients.quickbooks.models import Record
from fieldledger.domain.clock import Clock
from fieldledger.domain.drift import Drift
from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.posting import BooksRecord, Operation, Posting, PostingEvent, PostingState
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.documents import Write
from fieldledger.repositories.exceptions import Exceptions
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approvals import Transactions
from fieldledger.services.audit import SYSTEM
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.posting.kinds import of

_TRIES: Final = 4
_RECORD: Final = "record"
_TOLD_BY: Final = (ErrorCode.BOOKS_EDITED, ErrorCode.BOOKS_ECHO_DIFFERS)
"""Items that say that the books hold something else than was sent."""


@dataclass(frozen=True, slots=True)
class PostedRecordsParts:
    """What is read and written."""

    postings: Postings
    exceptions: Exceptions
    inbox: Inbox
    transactions: Transactions
    clock: Clock


class PostedRecords:
    """Compares what the books hold with what was sent, for whoever learns of a change: webhooks, syncs, checks."""

    def __init__(self, parts: PostedRecordsParts) -> None:
        self._parts = parts

    async def changed(
        self, company_id: str, entity: str, vendor_id: str, held: Record | None, *, copy_gone: bool = False
    ) -> Result[bool]:
        """Note what the books hold, and tell a person of what is new: ``BOOKS_EDITED``. True: not what was sent.

        ``held`` is None for a record that is gone. A difference that was told before is told no more, also if a person
        closed its item; where the books agree again, the items about it close. Our own write echoes with the values
        that we sent, and means nothing. ``copy_gone``: a copy that was told of is no more.
        """
        differs: Result[bool] = Result.fail("not tried", ErrorCode.VERSION_CONFLICT)
        for _ in range(_TRIES):
            mine = await self._ours(company_id, entity, vendor_id, held)
            if mine.failed:
                return mine.failure()
            differs = await self._compare(mine.unwrap(), entity, held, copy_gone=copy_gone)
            if differs.error_code != ErrorCode.VERSION_CONFLICT:
                break
        return differs

    async def _compare(
        self, posting: Posting | None, entity: str, held: Record | None, *, copy_gone: bool
    ) -> Result[bool]:
        if posting is None or posting.operation is Operation.REMOVE:
            return Result.ok(data=False)
        drift = await self._drift(posting, held)
        return await drift.and_then_async(lambda found: self._note(posting, entity, found, copy_gone=copy_gone))

    async def _ours(self, company_id: str, entity: str, vendor_id: str, held: Record | None) -> Result[Posting | None]:
        """The posting behind a record: by its marker, or by its id in the books when record or marker are gone."""
        marker = None if held is None else of.key_of(held)
        if marker is None:
            behind = await self._parts.postings.by_vendor_id(company_id, entity, vendor_id)
            return behind.map(lambda found: found if found is not None and found.vendor_id == vendor_id else None)
        found = await self._parts.postings.get_many(company_id, [marker.removeprefix("[fl:").removesuffix("]")])
        return found.map(lambda postings: next((p for p in postings if p.state is PostingState.POSTED), None))

    async def _drift(self, posting: Posting, held: Record | None) -> Result[Drift | None]:
        """What differs from what was sent; None if nothing does."""
        now = self._parts.clock.now()
        if held is None:
            return Result.ok(Drift(fields={_RECORD: "deleted in QuickBooks"}, gone=True, seen_at=now))
        if of.is_voided(held):
            return Result.ok(Drift(fields={_RECORD: "voided in QuickBooks"}, gone=True, seen_at=now))
        sent = await self._parts.postings.sealed_item(posting.company_id, posting.batch_id or "", posting.posting_id)
        if sent.failed:
            return sent.failure()
        item = sent.unwrap()
        edits = {} if item is None else dict(of.differences(item.body, held))
        is_copy = held.id != posting.vendor_id
        if is_copy:
            edits[_RECORD] = f"posted as {posting.vendor_id}, also present as {held.id}"
        return Result.ok(_drift(edits, held, now, is_copy=is_copy) if edits else None)

    async def _note(self, posting: Posting, entity: str, drift: Drift | None, *, copy_gone: bool) -> Result[bool]:
        """Write down what is new, with the item that is raised or closed by it."""
        company_id, vendor_id = posting.company_id, posting.vendor_id or ""
        found = await self._parts.postings.books_records(company_id, [(entity, vendor_id)])
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
        done = await self._parts.transactions.transact(writes) if writes else Result.ok(None)
        if done.success and items.unwrap():
            event = LogEvent.EXCEPTION_RESOLVED if drift is None else LogEvent.EXCEPTION_RAISED
            log_mutation(event, SYSTEM, posting.posting_id, code=ErrorCode.BOOKS_EDITED.value)
        return done.map(lambda _: drift is not None)

    async def _adopt(self, posting: Posting, entity: str, found: Drift) -> Result[bool]:
        """Somebody entered anew, with our marker, what had been deleted: that is the posting's record from now on."""
        vendor_id, company_id = found.copy_id or "", posting.company_id
        fields = {name: text for name, text in found.fields.items() if name != _RECORD}
        drift = found.model_copy(update={"fields": fields, "copy_id": None}) if fields else None
        items = await (self._closing(posting) if drift is None else self._raising(posting, drift))
        known = await self._parts.postings.books_records(company_id, [(entity, vendor_id)])
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
            self._parts.postings.write(moved),
            self._parts.postings.write_books_record(record),
        ]
        done = await self._parts.transactions.transact(writes)
        if done.success:
            log_mutation(LogEvent.POSTING_POSTED, SYSTEM, posting.posting_id, vendor_id=vendor_id)
        return done.map(lambda _: drift is not None)

    def _record(self, record: BooksRecord | None, known: Drift | None, drift: Drift | None) -> list[Write]:
        if record is None or known == drift:
            return []
        return [self._parts.postings.write_books_record(record.model_copy(update={"drift": drift}))]

    async def _raising(self, posting: Posting, drift: Drift) -> Result[list[Write]]:
        """Nothing if the same was told when the record was posted."""
        told = await self._parts.exceptions.get_many(posting.company_id, _items(posting))
        if told.failed:
            return told.failure()
        if any(item.code == ErrorCode.BOOKS_ECHO_DIFFERS and _says(item.details, drift) for item in told.unwrap()):
            return Result.ok([])
        text = "a record that was posted from here was changed in QuickBooks"
        problem = Problem(ErrorCode.BOOKS_EDITED, _subject(posting), text, drift.fields)
        return (await self._parts.inbox.writes(posting.company_id, [problem])).map(lambda writes: [*writes])

    async def _closing(self, posting: Posting) -> Result[list[Write]]:
        closing = await self._parts.inbox.closing(
            posting.company_id, _items(posting), resolution="the books agree with what was posted"
        )
        return closing.map(lambda writes: [*writes])


def _drift(edits: dict[str, str], held: Record, now: datetime, *, is_copy: bool) -> Drift:
    return Drift(
        fields=edits,
        day=of.day_held(held),
        customer_id=of.customer_held(held),
        quantity=of.quantity_held(held),
        copy_id=held.id if is_copy else None,
        seen_at=now,
    )


def _subject(posting: Posting) -> str:
    return f"posting:{posting.posting_id}"


def _items(posting: Posting) -> list[str]:
    return [exception_id(posting.company_id, code, _subject(posting)) for code in _TOLD_BY]


def _says(details: Mapping[str, str], drift: Drift) -> bool:
    return drift.fields.items() <= details.items()
