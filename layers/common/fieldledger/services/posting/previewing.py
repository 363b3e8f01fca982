"""Showing what QuickBooks would be sent for one posting, from what is known here: nothing is asked of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fieldledger.clients.quickbooks.models import Record
from fieldledger.domain.company import Company
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.posting import Operation, Posting
from fieldledger.domain.sealed_batch import SealedItem
from fieldledger.repositories.books_preferences import BooksPreferences
from fieldledger.repositories.crosswalk import Crosswalk
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.posting.closed_books import books_problem
from fieldledger.services.posting.kinds import of
from fieldledger.services.posting.kinds.needs import Need
from fieldledger.services.posting.preparing import Preparing
from fieldledger.services.posting.previews import Change, Drafted, FieldChange, Reference
from fieldledger.services.posting.references import in_body
from fieldledger.services.posting.resolution import PostingResolver, Resolved


@dataclass(frozen=True, slots=True)
class QuickbooksPreview:
    """Prepares one posting as the writer would; the record that a change is of is taken as we wrote it last."""

    postings: Postings
    crosswalk: Crosswalk
    resolver: PostingResolver
    preferences: BooksPreferences

    async def draft(self, company: Company, posting: Posting) -> Result[Drafted]:
        """The item of the batch with its references, or the problems in the way."""
        seen = await self.preferences.find(posting.company_id)
        resolved = await self.resolver.resolve(company, [posting])
        before = await self._before(posting)
        failed = next((each for each in (seen, resolved, before) if each.failed), None)
        if failed is not None:
            return failed.failure()
        known = seen.unwrap()
        closed = None if known is None else books_problem(company, posting, known)
        problems = () if closed is None else (closed,)
        unresolved = resolved.unwrap().problems.get(posting.posting_id)
        if unresolved is not None:
            return Result.ok(Drafted(problems=(*problems, unresolved)))
        written = before.unwrap()
        references = await self._references(company, posting, resolved.unwrap(), written)
        preparing = Preparing(_AsWritten(written), self.postings)
        currency = None if known is None else known.currency_to_name(company.currency)
        prepared = await preparing.prepare(company, [posting], resolved.unwrap(), currency)
        if references.failed or prepared.failed:
            return references.failure() if references.failed else prepared.failure()
        refused = tuple(prepared.unwrap().problems.values())
        drafted = Drafted(references=references.unwrap(), problems=(*problems, *refused))
        item = prepared.unwrap().items.get(posting.posting_id)
        if item is None:
            return Result.ok(drafted)
        change = _change(posting, item, None if written is None else written.body)
        return Result.ok(replace(drafted, payload=payload_of(item), change=change))

    async def sealed(self, posting: Posting) -> Result[Drafted | None]:
        """What was sent, or is being sent; None if nothing of it is on file."""
        if posting.batch_id is None:
            return Result.ok(None)
        item = await self.postings.sealed_item(posting.company_id, posting.batch_id, posting.posting_id)
        if item.failed:
            return item.failure()
        sent, before = item.unwrap(), await self._before(posting)
        if sent is None or before.failed:
            return Result.ok(None) if sent is None else before.failure()
        references = await self._named(posting.company_id, sent.body)
        written = before.unwrap()
        change = _change(posting, sent, None if written is None else written.body)
        return references.map(lambda rows: Drafted(payload_of(sent), rows, change))

    async def _references(
        self, company: Company, posting: Posting, resolved: Resolved, written: "_Written | None"
    ) -> Result[tuple[Reference, ...]]:
        """A removal names nothing by itself: shown is what the record that goes refers to."""
        if posting.operation is Operation.REMOVE:
            return await self._named(posting.company_id, "{}" if written is None else written.body)
        refers = resolved.ids[posting.posting_id]
        needs: Sequence[Need] = of.needs(company, posting.payload).unwrap_or(())
        rows = [(need.kind, refers(need.kind, need.key)["value"], need.subject) for need in needs]
        return await self._with_names(posting.company_id, rows)

    async def _named(self, company_id: str, body: str) -> Result[tuple[Reference, ...]]:
        return await self._with_names(company_id, [(*row, None) for row in sorted(in_body(body))])

    async def _with_names(
        self, company_id: str, rows: Sequence[tuple[CounterpartKind, str, str | None]]
    ) -> Result[tuple[Reference, ...]]:
        found: list[Reference] = []
        for kind, vendor_id, subject in rows:
            known = await self.crosswalk.rows(company_id, kind, [vendor_id])
            if known.failed:
                return known.failure()
            name = next((row.display_name for row in known.unwrap()), None)
            found.append(Reference(kind, subject, vendor_id, name))
        return Result.ok(tuple(found))

    async def _before(self, posting: Posting) -> Result["_Written | None"]:
        """The record that a change is of, as its last posting was sealed."""
        if posting.replaces is None:
            return Result.ok(None)
        former = await self.postings.get(posting.company_id, posting.replaces)
        if former.failed:
            return former.failure()
        sent = former.unwrap()
        if sent.batch_id is None or sent.vendor_id is None:
            return Result.ok(None)
        item = await self.postings.sealed_item(posting.company_id, sent.batch_id, sent.posting_id)
        version = sent.vendor_sync_token or "0"
        vendor_id = sent.vendor_id
        return item.map(lambda found: None if found is None else _Written(vendor_id, version, found.body))


@dataclass(frozen=True, slots=True)
class _Written:
    vendor_id: str
    sync_token: str
    body: str


@dataclass(frozen=True, slots=True)
class _AsWritten:
    """Implements ``ReadsRecords`` from what was written last."""

    written: _Written | None = field(default=None)

    async def read[R: Record](self, company_id: str, kind: type[R], record_id: str) -> Result[R]:
        """The record, if it is the one."""
        del company_id
        if self.written is None or self.written.vendor_id != record_id:
            return Result.fail("the record is not on file", ErrorCode.VENDOR_NOT_FOUND)
        head = {"Id": record_id, "SyncToken": self.written.sync_token}
        return Result.ok(kind.model_validate({**json.loads(self.written.body), **head}))


def payload_of(item: SealedItem) -> Mapping[str, object]:
    """An item as it stands in the body of a batch."""
    options = {} if item.options is None else {"optionsData": item.options}
    return {"bId": item.bid, "operation": item.operation, **options, item.entity: json.loads(item.body)}


def _change(posting: Posting, item: SealedItem, before: str | None) -> Change:
    after = {} if posting.operation is Operation.REMOVE else _fields(item.body)
    was = {} if before is None else _fields(before)
    does = _does(posting, item)
    changed = [
        FieldChange(name, was.get(name), after.get(name))
        for name in dict.fromkeys((*was, *after))
        if was.get(name) != after.get(name)
    ]
    return Change(does, item.entity, item.vendor_id, tuple(changed))


def _does(posting: Posting, item: SealedItem) -> str:
    """Parties are switched off and invoices voided; the rest is deleted."""
    if posting.operation is Operation.REMOVE and item.operation == "update":
        return "deactivate"
    return item.options or item.operation


def _fields(body: str) -> dict[str, object]:
    """What the record says, without what only names its version."""
    read = json.loads(body)
    return {name: value for name, value in read.items() if name not in {"Id", "SyncToken", "sparse"}}
