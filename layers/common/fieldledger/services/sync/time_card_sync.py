"""Time cards: changed and deleted feeds, page by page, with a checkpoint after every page."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final

from fieldledger.clients.raken.client import RakenFeed, is_last
from fieldledger.clients.raken.paging import RakenPage
from fieldledger.domain.clock import Clock
from fieldledger.domain.sync_run import SyncCheckpoint, SyncCounts
from fieldledger.domain.time_card import TimeCard
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.checkpoints import Checkpoints
from fieldledger.repositories.time_cards import TimeCards
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.deadline import PAGE_SECONDS, Deadline
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.sync.malformed import malformed
from fieldledger.services.sync.raken_records import SOURCE, to_time_card
from fieldledger.services.sync.time_card_merge import Unchanged, merge
from fieldledger.services.sync.windows import next_window, page_done, window_done

CHANGED: Final = "time_cards_changed"
DELETED: Final = "time_cards_deleted"
_TRIES: Final = 3

type _Fetch = Callable[[str, datetime, datetime, int], Awaitable[Result[RakenPage]]]


class TimeCardSync:
    """Reads one company's time cards; can stop after any page and goes on there."""

    def __init__(self, feed: RakenFeed, cards: TimeCards, checkpoints: Checkpoints, inbox: Inbox, clock: Clock) -> None:
        self._cards = cards
        self._checkpoints = checkpoints
        self._inbox = inbox
        self._clock = clock
        self._feeds: dict[str, _Fetch] = {CHANGED: feed.changed_time_cards, DELETED: feed.deleted_time_cards}

    async def run(self, company_id: str, deadline: Deadline) -> Result[SyncCounts]:
        """Both feeds until now; the counts are those of this call."""
        total = SyncCounts()
        now = self._clock.now()
        for resource in (CHANGED, DELETED):
            done = await self._read_until(company_id, resource, now, deadline)
            if done.failed:
                return done
            total = total.plus(done.unwrap())
        return Result.ok(total)

    async def _read_until(
        self, company_id: str, resource: str, now: datetime, deadline: Deadline
    ) -> Result[SyncCounts]:
        found = await self._checkpoints.find(company_id, SOURCE, resource)
        if found.failed:
            return found.failure()
        fresh = SyncCheckpoint(company_id=company_id, vendor=SOURCE, resource=resource, updated_at=now)
        checkpoint = found.unwrap() or fresh
        total = SyncCounts()
        while deadline.allows(PAGE_SECONDS):
            if checkpoint.synced_until is not None and checkpoint.synced_until >= now:
                break
            page = await self._read_page(checkpoint, now)
            if page.failed:
                return page.failure()
            checkpoint, counts = page.unwrap()
            total = total.plus(counts)
        return Result.ok(total)

    async def _read_page(self, checkpoint: SyncCheckpoint, now: datetime) -> Result[tuple[SyncCheckpoint, SyncCounts]]:
        since, until = next_window(checkpoint, now)
        company_id = checkpoint.company_id
        page = await self._feeds[checkpoint.resource](company_id, since, until, checkpoint.offset)
        if page.failed:
            return page.failure()
        applied = await self._apply(company_id, page.unwrap().collection)
        if applied.failed:
            return applied.failure()
        last = is_last(page.unwrap(), checkpoint.offset)
        received = len(page.unwrap().collection)
        moved = window_done(checkpoint, until) if last else page_done(checkpoint, since, until, received)
        counts = applied.unwrap().plus(SyncCounts(calls=1))
        changes = {"counts": checkpoint.counts.plus(counts), "updated_at": self._clock.now()}
        saved = await self._checkpoints.save(moved.model_copy(update=changes))
        return saved.map(lambda stored: (stored, counts))

    async def _apply(self, company_id: str, rows: Sequence[object]) -> Result[SyncCounts]:
        """A card that somebody changes while the page is applied is merged again with what is there then."""
        counts = SyncCounts(seen=len(rows))
        read: dict[str, TimeCard] = {}
        for row in rows:
            card = to_time_card(company_id, row)
            if card.success:
                read[card.unwrap().time_card_id] = card.unwrap()
                continue
            raised = await self._inbox.raise_(company_id, malformed("time_card", row, card))
            if raised.failed:
                return raised.failure()
            counts = counts.plus(SyncCounts(failed=1))
        for _ in range(_TRIES):
            merged = await self._merge(company_id, read)
            if merged.failed:
                return merged.failure()
            done, read = merged.unwrap()
            counts = counts.plus(done)
            if not read:
                return Result.ok(counts)
        return Result.fail("time cards kept changing while they were synced", ErrorCode.VERSION_CONFLICT)

    async def _merge(
        self, company_id: str, read: dict[str, TimeCard]
    ) -> Result[tuple[SyncCounts, dict[str, TimeCard]]]:
        """Counts, and the cards that lost against somebody else."""
        held = await self._cards.get_many(company_id, list(read))
        if held.failed:
            return held.failure()
        known = {card.time_card_id: card for card in held.unwrap()}
        counts = SyncCounts()
        lost: dict[str, TimeCard] = {}
        for identifier, card in read.items():
            stored = await self._store(known.get(identifier), card)
            if stored.error_code == ErrorCode.VERSION_CONFLICT:
                lost[identifier] = card
                continue
            if stored.failed:
                return stored.failure()
            counts = counts.plus(stored.unwrap())
        return Result.ok((counts, lost))

    async def _store(self, held: TimeCard | None, read: TimeCard) -> Result[SyncCounts]:
        decision = merge(held, read)
        if isinstance(decision, Unchanged):
            return Result.ok(SyncCounts(unchanged=1))
        if decision.changed_after_approval and held is not None:
            raised = await self._inbox.raise_(read.company_id, _changed(held, read))
            if raised.failed:
                return raised.failure()
        saved = await self._cards.save(decision.card)
        if saved.failed:
            return saved.failure()
        log_mutation(LogEvent.RECORD_SAVED, SYSTEM, read.time_card_id, kind="time_card", status=decision.card.status)
        if read.deleted_at is not None:
            return Result.ok(SyncCounts(deleted=1))
        return Result.ok(SyncCounts(created=1) if held is None else SyncCounts(updated=1))


def _changed(held: TimeCard, read: TimeCard) -> Problem:
    now = "deleted" if read.deleted_at is not None else f"{read.total_hours} h"
    return Problem(
        ErrorCode.CHANGED_AFTER_APPROVAL,
        f"time_card:{read.time_card_id}",
        "the time card changed in Raken after it was approved here",
        {"approved": f"{held.total_hours} h", "now": now, "work_date": str(held.work_date)},
    )
