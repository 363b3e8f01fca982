"""From a posting to the exact item that will be sealed, with everything that QuickBooks is known to refuse caught."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from fieldledger.clients.encoding import json_body
from fieldledger.clients.quickbooks.fields import Fields
from fieldledger.clients.quickbooks.items import create_item, delete_item, update_item, void_item
from fieldledger.clients.quickbooks.models import BatchItem, Invoice, Record, TimeActivity, Transaction
from fieldledger.domain.company import Company
from fieldledger.domain.posting import Operation, Posting
from fieldledger.domain.sealed_batch import SealedItem
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Problem
from fieldledger.services.posting.kinds import of
from fieldledger.services.posting.resolution import Resolved

_BID = "0"  # the seal gives the item its place


@dataclass(frozen=True, slots=True)
class Prepared:
    """Items by posting id, and the problem of every posting that has none."""

    items: dict[str, SealedItem] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)


class ReadsRecords(Protocol):
    """What preparing needs of QuickBooks."""

    async def read[R: Record](self, company_id: str, kind: type[R], record_id: str) -> Result[R]:
        """The record as the books hold it; ``VENDOR_NOT_FOUND`` if they do not."""
        ...


class Preparing:
    """Prepares postings of one company whose references are resolved."""

    def __init__(self, books: ReadsRecords, postings: Postings) -> None:
        self._books = books
        self._postings = postings

    async def prepare(
        self, company: Company, postings: Sequence[Posting], resolved: Resolved, currency: str | None = None
    ) -> Result[Prepared]:
        """Creations need no call. A change reads the record first (a metered read): a full update would wipe the rest.

        A record that somebody edited in the books since we wrote it is not touched: ``BOOKS_EDITED``. ``currency`` is
        named in documents, for books that have several (quickbooks.md 8).
        """
        prepared = Prepared()
        for posting in postings:
            outcome = await self._item(company, posting, resolved, currency)
            if outcome.failed:
                return outcome.failure()
            found = outcome.unwrap()
            if isinstance(found, Problem):
                prepared.problems[posting.posting_id] = found
            else:
                marked = found.model_copy(update={"mapping_version": company.mapping_version})
                prepared.items[posting.posting_id] = marked
        return Result.ok(prepared)

    async def _item(
        self, company: Company, posting: Posting, resolved: Resolved, currency: str | None
    ) -> Result[SealedItem | Problem]:
        entity = of.RECORDS[of.entity_of(posting.payload)]
        if posting.operation is Operation.CREATE:
            return Result.ok(
                _checked(posting, create_item(_BID, entity, _fields(company, posting, resolved, currency)))
            )
        held = await self._held(posting, entity)
        if held.failed:
            return held.failure()
        record = held.unwrap()
        if isinstance(record, Problem):
            return Result.ok(record)
        if posting.operation is Operation.UPDATE:
            fields = _fields(company, posting, resolved, currency)
            return Result.ok(_checked(posting, update_item(_BID, record, fields), record.id))
        return Result.ok(_removal(posting, record))

    async def _held(self, posting: Posting, entity: type[Record]) -> Result[Record | Problem]:
        """The record as the books hold it, if it still is what we put there."""
        sent = await self._sent(posting)
        if sent.failed:
            return sent.failure()
        before = sent.unwrap()
        if before is None:
            return Result.ok(_edited(posting, {"record": "its sealed request is not on file"}))
        vendor_id, body = before
        held = await self._books.read(posting.company_id, entity, vendor_id)
        if held.error_code == ErrorCode.VENDOR_NOT_FOUND:
            return Result.ok(_edited(posting, {"record": "deleted in QuickBooks"}))
        if held.failed:
            return held.failure()
        if _stale_in_vain(posting, held.unwrap()):
            text = "QuickBooks calls the record stale although it is not: books that are closed were seen to answer so"
            return Result.ok(Problem(ErrorCode.BOOKS_STALE, f"posting:{posting.posting_id}", text))
        differs = of.differences(body, held.unwrap())
        return Result.ok(_edited(posting, dict(differs)) if differs else held.unwrap())

    async def _sent(self, posting: Posting) -> Result[tuple[str, str] | None]:
        """Id and sealed body of the posting that is to be changed."""
        former = await self._postings.get(posting.company_id, posting.replaces or "")
        if former.failed:
            return former.failure()
        batch_id, vendor_id = former.unwrap().batch_id, former.unwrap().vendor_id
        if batch_id is None or vendor_id is None:
            return Result.ok(None)
        item = await self._postings.sealed_item(posting.company_id, batch_id, former.unwrap().posting_id)
        return item.map(lambda found: None if found is None else (vendor_id, found.body))


def _fields(company: Company, posting: Posting, resolved: Resolved, currency: str | None) -> Fields:
    return of.fields(company, posting.payload, posting.marker, resolved.ids[posting.posting_id], currency)


def _checked(posting: Posting, item: Result[BatchItem], vendor_id: str | None = None) -> SealedItem | Problem:
    if item.failed:
        details = {"field": str(item.details.get("field", ""))}
        text = f"QuickBooks would refuse the record: {item.error}"
        return Problem(ErrorCode.BOOKS_WOULD_REFUSE, f"posting:{posting.posting_id}", text, details)
    return _sealed(posting, item.unwrap(), vendor_id)


def _sealed(posting: Posting, item: BatchItem, vendor_id: str | None) -> SealedItem:
    return SealedItem(
        bid=item.bid,
        posting_id=posting.posting_id,
        marker=of.key_of_draft(posting.payload, posting.marker),
        body=item.body,
        entity=item.entity,
        operation=item.operation,
        options=item.options,
        vendor_id=vendor_id,
    )


def _removal(posting: Posting, record: Record) -> SealedItem | Problem:
    match record:
        case Invoice():
            return _sealed(posting, void_item(_BID, record), record.id)
        case TimeActivity() | Transaction():
            return _sealed(posting, delete_item(_BID, record), record.id)
        case _:  # name lists are never deleted (quickbooks.md 1.3)
            switched_off = json_body({"Id": record.id, "SyncToken": record.sync_token, "sparse": True, "Active": False})
            item = BatchItem(_BID, "update", record.entity(), switched_off.decode())
            return _sealed(posting, item, record.id)


def _stale_in_vain(posting: Posting, held: Record) -> bool:
    """Refused as stale with the very version that the books still hold (quickbooks.md 1.5)."""
    last = posting.history[-1] if posting.history else None
    refused_as_stale = last is not None and last.code == ErrorCode.BOOKS_STALE
    return refused_as_stale and posting.vendor_sync_token == held.sync_token


def _edited(posting: Posting, edits: dict[str, str]) -> Problem:
    text = "the record was changed in QuickBooks since it was posted, so it is not touched"
    return Problem(ErrorCode.BOOKS_EDITED, f"posting:{posting.posting_id}", text, edits)
