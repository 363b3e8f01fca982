"""Records of ours in the books that somebody edited, voided or deleted: a person's decision, never fought."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fieldledger.clients.quickbooks.models import Record
from fieldledger.domain.clock import Clock
from fieldledger.domain.drift import Drift
from fieldledger.domain.posting import Operation, Posting, PostingState
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.posting.drift_notes import RECORD, DriftNotes
from fieldledger.services.posting.kinds import of

_TRIES: Final = 4


@dataclass(frozen=True, slots=True)
class PostedRecordsParts:
    """What is read and written."""

    postings: Postings
    notes: DriftNotes
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
        return await drift.and_then_async(
            lambda found: self._parts.notes.note(posting, entity, found, copy_gone=copy_gone)
        )

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
            return Result.ok(Drift(fields={RECORD: "deleted in QuickBooks"}, gone=True, seen_at=now))
        if of.is_voided(held):
            return Result.ok(Drift(fields={RECORD: "voided in QuickBooks"}, gone=True, seen_at=now))
        sent = await self._parts.postings.sealed_item(posting.company_id, posting.batch_id or "", posting.posting_id)
        if sent.failed:
            return sent.failure()
        item = sent.unwrap()
        edits = {} if item is None else dict(of.differences(item.body, held))
        is_copy = held.id != posting.vendor_id
        if is_copy:
            edits[RECORD] = f"posted as {posting.vendor_id}, also present as {held.id}"
        return Result.ok(_drift(edits, held, now, is_copy=is_copy) if edits else None)


def _drift(edits: dict[str, str], held: Record, now: datetime, *, is_copy: bool) -> Drift:
    return Drift(
        fields=edits,
        day=of.day_held(held),
        customer_id=of.customer_held(held),
        quantity=of.quantity_held(held),
        copy_id=held.id if is_copy else None,
        seen_at=now,
    )
