"""Time cards as records that people work with: a person's approval is never undone by a sync."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, Protocol

from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.facts.raken_days import TimeCardFacts
from fieldledger.domain.hashing import content_hash
from fieldledger.domain.redated_card import RedatedCard
from fieldledger.domain.sync_run import Outcome, SyncCounts
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.at_once import at_once
from fieldledger.repositories.redated_cards import RedatedCards
from fieldledger.repositories.time_cards import TimeCards
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.sync.sinking import Rows
from fieldledger.services.sync.source import SourceRow
from fieldledger.services.sync.time_card_merge import Unchanged, merge

_TRIES: Final = 3


class DayExpiry(Protocol):
    """Whoever keeps copies of what happened on a jobsite day."""

    async def expire_days(self, company_id: str, days: Iterable[date]) -> Result[None]:
        """Something on these days changed."""
        ...


class TimeCardSink:
    """Implements ``RecordSink``. A card without facts is left alone: its feed always brings them."""

    def __init__(self, cards: TimeCards, redated: RedatedCards, inbox: Inbox, reports: DayExpiry) -> None:
        self._cards = cards
        self._redated = redated
        self._inbox = inbox
        self._reports = reports

    async def keep(self, rows: Rows) -> Result[SyncCounts]:
        """A card that somebody changes while the page is kept is merged again with what is there then.

        The daily reports of the days whose cards changed are refreshed before their time (raken.md A7).
        """
        read = {card.time_card_id: card for card in _cards_of(rows)}
        changed: set[date] = set()
        kept = await self._keep(rows.company_id, read, changed)
        expired = await self._reports.expire_days(rows.company_id, changed)
        if kept.success and expired.failed:
            return expired.failure()
        return kept.map(SyncCounts(seen=len(rows.rows), unchanged=len(rows.rows) - len(read)).plus)

    async def _keep(self, company_id: str, read: dict[str, TimeCard], changed: set[date]) -> Result[SyncCounts]:
        """Days whose cards were written go to ``changed``, even if others could not be."""
        counts = SyncCounts()
        for _ in range(_TRIES):
            merged = await self._merge(company_id, read, changed)
            if merged.failed:
                return merged.failure()
            done, read = merged.unwrap()
            counts = counts.plus(done)
            if not read:
                return Result.ok(counts)
        return Result.fail("time cards kept changing while they were synced", ErrorCode.VERSION_CONFLICT)

    async def _merge(
        self, company_id: str, read: Mapping[str, TimeCard], changed: set[date]
    ) -> Result[tuple[SyncCounts, dict[str, TimeCard]]]:
        """Counts, and the cards that lost against somebody else."""
        held = await self._cards.get_many(company_id, list(read))
        if held.failed:
            return held.failure()
        known = {card.time_card_id: card for card in held.unwrap()}
        pairs = [(known.get(identifier), card) for identifier, card in read.items()]
        stored = list(zip(pairs, await at_once(self._store, pairs), strict=True))
        for (before, card), done in stored:
            if done.success and done.unwrap() is not Outcome.UNCHANGED:
                changed.update({card.work_date} if before is None else {card.work_date, before.work_date})
        lost = {card.time_card_id: card for (_, card), done in stored if done.error_code == ErrorCode.VERSION_CONFLICT}
        broken = (done for (_, card), done in stored if done.failed and card.time_card_id not in lost)
        failed = next(broken, None)
        if failed is not None:
            return failed.failure()
        outcomes = Counter(done.unwrap() for _, done in stored if done.success)
        return Result.ok((SyncCounts.of(outcomes), lost))

    async def _store(self, pair: tuple[TimeCard | None, TimeCard]) -> Result[Outcome]:
        """What we hold, if we do, and what was read."""
        held, read = pair
        decision = merge(held, read)
        if isinstance(decision, Unchanged):
            return Result.ok(Outcome.UNCHANGED)
        if decision.changed_after_approval and held is not None:
            raised = await self._inbox.raise_(read.company_id, _changed(held, read))
            if raised.failed:
                return raised.failure()
        saved = await self._save(decision.card)
        if saved.failed:
            return saved.failure()
        if _is_back(held, decision.card):
            key = exception_id(read.company_id, ErrorCode.CHANGED_AFTER_APPROVAL, f"time_card:{read.time_card_id}")
            closed = await self._inbox.resolve(read.company_id, [key])
            if closed.failed:
                return closed.failure()
        log_mutation(LogEvent.RECORD_SAVED, SYSTEM, read.time_card_id, kind="time_card", status=decision.card.status)
        if read.deleted_at is not None:
            return Result.ok(Outcome.DELETED)
        return Result.ok(Outcome.CREATED if held is None else Outcome.UPDATED)

    async def _save(self, card: TimeCard) -> Result[TimeCard]:
        """What leads to the card from the day that it was approved for comes first: without the card it does no harm,
        and the card without it is missing in that day's reconciliation.
        """
        approved = card.approved
        if approved is not None and approved.day != card.work_date:
            noted = await self._redated.note(
                RedatedCard(company_id=card.company_id, time_card_id=card.time_card_id, approved_day=approved.day)
            )
            if noted.failed:
                return noted.failure()
        return await self._cards.save(card)


def _is_back(held: TimeCard | None, kept: TimeCard) -> bool:
    """Whether a card that had changed after its approval is again what was approved."""
    return held is not None and held.status is TimeCardStatus.CHANGED and kept.status is TimeCardStatus.APPROVED


def _cards_of(rows: Rows) -> Iterable[TimeCard]:
    return (time_card(rows.company_id, row) for row in rows.rows if row.facts is not None)


def time_card(company_id: str, row: SourceRow) -> TimeCard:
    """The card as it was read; what the books see decides its content hash, Raken's approval does not."""
    facts = row.facts
    if not isinstance(facts, TimeCardFacts):
        raise TypeError(f"{type(facts).__name__} of a time card")
    content = {
        "work_date": facts.work_date,
        "employee_id": facts.employee_id,
        "project_id": facts.project_id,
        "entries": [entry.model_dump(mode="json") for entry in facts.entries],
        "deleted": row.deleted,
    }
    return TimeCard(
        company_id=company_id,
        time_card_id=row.record_id,
        source=row.resource.vendor.value,
        work_date=facts.work_date,
        employee_id=facts.employee_id,
        project_id=facts.project_id,
        entries=facts.entries,
        source_approved=facts.approved,
        source_updated_at=facts.updated_at,
        deleted_at=facts.deleted_at,
        content_hash=content_hash(content),
        status=_status(facts),
    )


def _status(facts: TimeCardFacts) -> TimeCardStatus:
    if facts.deleted_at is not None:
        return TimeCardStatus.DELETED
    return TimeCardStatus.READY if facts.approved else TimeCardStatus.UNAPPROVED


def _changed(held: TimeCard, read: TimeCard) -> Problem:
    now = "deleted" if read.deleted_at is not None else f"{read.total_hours} h"
    return Problem(
        ErrorCode.CHANGED_AFTER_APPROVAL,
        f"time_card:{read.time_card_id}",
        "the time card changed in Raken after it was approved here",
        {"approved": f"{held.total_hours} h", "now": now, "work_date": str(held.work_date)},
    )
