"""Finding in the books what a sealed request may have done there."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from fieldledger.clients.quickbooks.client import QuickbooksBooks
from fieldledger.clients.quickbooks.models import Customer, Record, Vendor
from fieldledger.clients.quickbooks.query import Condition, at_least, at_most, one_of
from fieldledger.domain.sealed_batch import SealedItem
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Problem
from fieldledger.services.posting.kinds import of
from fieldledger.services.posting.recording import ItemOutcome, Parked, Posted

CREATE: Final = "create"
_UPDATE: Final = "update"
_BY_NAME: Final = frozenset[type[Record]]({Customer, Vendor})
_FOUND: Final = "found in the books by its marker"

type Outcomes = Mapping[str, ItemOutcome]


class BooksLookup:
    """Looks sealed items up; every question is a metered read."""

    def __init__(self, books: QuickbooksBooks) -> None:
        self._books = books

    async def find(
        self, company_id: str, items: Sequence[SealedItem], since: datetime | None = None
    ) -> Result[Outcomes]:
        """By posting id, the outcome of what is in the books; an item without one is not.

        ``since`` is when the items were sealed: a record that they made is not older. That keeps a question about days
        with thousands of records to those of the last minutes.
        """
        by_question: dict[tuple[str, bool], list[SealedItem]] = defaultdict(list)
        for item in items:
            by_question[item.entity, item.operation == CREATE].append(item)
        outcomes: dict[str, ItemOutcome] = {}
        for (entity, created), group in by_question.items():
            kind = of.RECORDS[entity]
            where = _created(kind, group) if created else [one_of("Id", [item.vendor_id or "" for item in group])]
            made_since = since if created and kind not in _BY_NAME else None
            rows = await self._books.every(company_id, kind, where, made_since)
            if rows.failed:
                return rows.failure()
            outcomes |= _matched(group, rows.unwrap()) if created else _changes(group, rows.unwrap())
        return Result.ok(outcomes)

    async def holder(self, company_id: str, item: SealedItem, vendor_id: str) -> Result[ItemOutcome | None]:
        """The record that QuickBooks calls a duplicate, if it is ours."""
        held = await self._books.read(company_id, of.RECORDS[item.entity], vendor_id)
        if held.error_code == ErrorCode.VENDOR_NOT_FOUND:
            return Result.ok(None)
        return held.map(lambda record: adopted(item, record) if of.key_of(record) == item.marker else None)

    async def as_held(self, company_id: str, item: SealedItem, told: Posted) -> Result[ItemOutcome]:
        """What an accepted creation is by now: the answer may be one that QuickBooks gave before (quickbooks.md 3)."""
        held = await self._books.read(company_id, of.RECORDS[item.entity], told.vendor_id)
        if held.error_code == ErrorCode.VENDOR_NOT_FOUND:
            return Result.ok(replace(told, gone=True))
        return held.map(lambda record: replace(adopted(item, record), note=told.note))


def adopted(item: SealedItem, held: Record) -> Posted:
    """A record found in the books."""
    return Posted(held.id, held.sync_token, _FOUND, of.differences(item.body, held))


def _created(kind: type[Record], items: Sequence[SealedItem]) -> list[Condition]:
    """Parties by their names, which are unique; everything else by its days: its marker cannot be asked for."""
    bodies = [json.loads(item.body) for item in items]
    if kind in _BY_NAME:
        return [one_of("DisplayName", [body["DisplayName"] for body in bodies])]
    days = [body["TxnDate"] for body in bodies]
    return [at_least("TxnDate", min(days)), at_most("TxnDate", max(days))]


def _matched(items: Sequence[SealedItem], rows: Sequence[Record]) -> Outcomes:
    found: dict[str, Record] = {}
    for row in rows:
        found.setdefault(of.key_of(row) or "", row)
    return {item.posting_id: adopted(item, found[item.marker]) for item in items if item.marker in found}


def _changes(items: Sequence[SealedItem], rows: Sequence[Record]) -> Outcomes:
    held = {row.id: row for row in rows}
    outcomes: dict[str, ItemOutcome] = {}
    for item in items:
        outcome = _change(item, held.get(item.vendor_id or ""))
        if outcome is not None:
            outcomes[item.posting_id] = outcome
    return outcomes


def _change(item: SealedItem, held: Record | None) -> ItemOutcome | None:
    """An update leaves its own marker. What is gone was removed, by us or by somebody who wanted the same."""
    if _removes(item):
        done = held is None or of.is_voided(held) or not getattr(held, "active", True)
        return Posted(item.vendor_id or "", "" if held is None else held.sync_token, "removed") if done else None
    if held is None:
        text = "the record was deleted in QuickBooks before it could be changed"
        return Parked(Problem(ErrorCode.BOOKS_EDITED, f"posting:{item.posting_id}", text))
    return adopted(item, held) if _carries(item, held) else None


def _removes(item: SealedItem) -> bool:
    return item.operation != _UPDATE or json.loads(item.body).get("Active") is False


def _carries(item: SealedItem, held: Record) -> bool:
    """A party has no marker of its own version: the record carries the update if it looks like it and moved on."""
    if isinstance(held, Customer | Vendor):
        same = of.key_of(held) == item.marker and not of.differences(item.body, held)
        return same and held.sync_token != json.loads(item.body)["SyncToken"]
    return of.key_of(held) == item.marker
