"""Adjusting what is in the books to a time card that changed after it was approved: only ever when a person says so.

What was not sent yet is superseded; what is in the books is changed, removed or added to (docs/architecture.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from fieldledger.domain.approved import Approved
from fieldledger.domain.approved_records import approved_of
from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.drafts import Draft
from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.posting import (
    TARGETS,
    Operation,
    Posting,
    PostingEvent,
    PostingSource,
    PostingState,
    Target,
    posting_id,
)
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.log import LogEvent, log_mutation, logger
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.companies import Companies, settings_lost, settings_unchanged
from fieldledger.repositories.documents import Put, Write
from fieldledger.repositories.postings import Postings
from fieldledger.repositories.time_cards import TimeCards
from fieldledger.repositories.work_weeks import WorkWeeks
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approvals import unlocked
from fieldledger.services.audit import audit_entry
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.overtime_weeks import Divided, OvertimeWeeks
from fieldledger.services.posting.parked_list import left_by
from fieldledger.services.posting.targets import takes
from fieldledger.services.posting.transitions import cancelled
from fieldledger.services.time_card_drafts import part_of
from fieldledger.services.writing import Transactions, WakeWriters

type _Place = tuple[Target, str]
"""Which books, and which part of the card."""


@dataclass(frozen=True, slots=True)
class AdjustTimeCard:
    """``content_hash`` is the version that the person saw; None while only looking."""

    company_id: str
    user_id: str
    approval_id: str
    time_card_id: str
    content_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What has to happen: ``kept`` stays in the books as it is, ``superseded`` was not sent and never will be.

    ``present`` are the postings whose records are changed or removed. ``divided``: what the card becomes now, by the
    settings of ``company``, in the books ``targets``.
    """

    card: TimeCard
    kept: tuple[Posting, ...] = ()
    superseded: tuple[Posting, ...] = ()
    requested: tuple[Posting, ...] = ()
    present: tuple[Posting, ...] = ()
    divided: Divided | None = None
    company: Company | None = None
    targets: tuple[Target, ...] = ()

    @property
    def approved(self) -> Approved | None:
        """What is approved with it; None for a card that leaves the books."""
        drafts = () if self.card.deleted_at or self.divided is None else self.divided.all_drafts
        return approved_of(drafts, self.targets)


@dataclass(slots=True)
class _Sorting:
    kept: list[Posting] = field(default_factory=list)
    superseded: list[Posting] = field(default_factory=list)
    in_books: dict[_Place, Posting] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()


class TimeCardAdjustments:
    """Proposes and carries out adjustments."""

    def __init__(
        self,
        companies: Companies,
        cards: TimeCards,
        postings: Postings,
        audit: AuditTrail,
        transactions: Transactions,
        inbox: Inbox,
        writers: WakeWriters,
        overtime: OvertimeWeeks,
        weeks: WorkWeeks,
        clock: Clock,
    ) -> None:
        self._companies = companies
        self._overtime = overtime
        self._weeks = weeks
        self._cards = cards
        self._postings = postings
        self._audit = audit
        self._transactions = transactions
        self._inbox = inbox
        self._writers = writers
        self._clock = clock

    async def propose(self, request: AdjustTimeCard) -> Result[Adjustment]:
        """What confirming would do; nothing is written.

        Codes: ``NOT_FOUND``, ``ALREADY_APPROVED`` if the card did not change, ``NOT_APPROVED_AT_SOURCE``,
        ``PERIOD_LOCKED``, ``POSTING_IN_FLIGHT`` while a posting of the card is sealed, ``RECORD_MALFORMED`` for a card
        whose postings are not on record.
        """
        found = await self._cards.get_many(request.company_id, [request.time_card_id])
        if found.failed:
            return found.failure()
        card = next(iter(found.unwrap()), None)
        if card is None:
            return Result.fail("The time card was not found", ErrorCode.NOT_FOUND)
        allowed = await self._allowed(card)
        if allowed.failed:
            return allowed.failure()
        sorted_ = await self._sort(card)
        divided = await self._overtime.divide(allowed.unwrap(), [card])
        if divided.failed:
            return divided.failure()
        parts = divided.unwrap()[card.time_card_id]
        proposed = sorted_.map(lambda sorting: self._adjustment(card, sorting, request, parts))
        return proposed.map(lambda found: replace(found, company=allowed.unwrap()))

    async def confirm(self, request: AdjustTimeCard) -> Result[Adjustment]:
        """Carry out what ``propose`` says, in one transaction; ``PERIOD_CHANGED`` if the card is not as seen.

        Repeating it under the same ``approval_id`` tells again what was done; anybody else finds the card approved:
        ``ALREADY_APPROVED``.
        """
        proposed = await self.propose(request)
        if proposed.error_code == ErrorCode.ALREADY_APPROVED:
            return await self._done(request, proposed)
        if proposed.failed:
            return proposed
        adjustment = proposed.unwrap()
        if request.content_hash != adjustment.card.content_hash:
            return Result.fail("the time card changed since it was looked at", ErrorCode.PERIOD_CHANGED)
        subject = f"time_card:{request.time_card_id}"
        key = exception_id(request.company_id, ErrorCode.CHANGED_AFTER_APPROVAL, subject)
        note = f"adjustment {request.approval_id}"
        left = await left_by(self._postings, request.company_id, adjustment.superseded)
        if left.failed:
            return left.failure()
        closing = await self._inbox.closing(request.company_id, [key, *left.unwrap()], request.user_id, note)
        if closing.failed:
            return closing.failure()
        week = await self._week(request, adjustment)
        if week.failed:
            return week.failure()
        company = adjustment.company
        unchanged = [] if company is None else [settings_unchanged(company)]
        writes = [*unchanged, *self._writes(request, adjustment), *closing.unwrap(), *week.unwrap()]
        written = await self._transactions.transact(writes)
        if settings_lost(request.company_id, written):
            return Result.fail("the company's settings changed at the same moment", ErrorCode.PERIOD_CHANGED)
        if written.failed:
            return written.failure()
        log_mutation(LogEvent.TIME_CARD_ADJUSTED, request.user_id, request.time_card_id)
        await self._wake(request, adjustment.requested)
        return Result.ok(adjustment)

    async def _week(self, request: AdjustTimeCard, adjustment: Adjustment) -> Result[list[Put]]:
        """The mark of a week that a rule divides; a person is told if its other cards would be divided differently now.

        What is in the books is never divided anew by itself: one late change would rewrite a whole week.
        """
        divided = adjustment.divided
        if divided is None or divided.week is None:
            return Result.ok([])
        mark, company_id, subject = divided.week, request.company_id, f"work_week:{divided.week.key}"
        if divided.settled:
            key = exception_id(company_id, ErrorCode.OVERTIME_TO_REVIEW, subject)
            puts = await self._inbox.closing(company_id, [key], request.user_id, "divided as the rule has it")
        else:
            problem = Problem(
                ErrorCode.OVERTIME_TO_REVIEW, subject, _to_review(mark.first_day), {"card": request.time_card_id}
            )
            puts = await self._inbox.writes(company_id, [problem])
        return puts.map(lambda found: [self._weeks.write(mark), *found])

    async def _done(self, request: AdjustTimeCard, refused: Result[Adjustment]) -> Result[Adjustment]:
        """What an earlier call carried out, if it was this adjustment; what it superseded is not named again."""
        found = await self._cards.get_many(request.company_id, [request.time_card_id])
        if found.failed:
            return found.failure()
        card = next((card for card in found.unwrap() if card.approval_id == request.approval_id), None)
        if card is None:
            return refused
        live = await self._postings.get_many(card.company_id, card.posting_ids)
        if live.failed:
            return live.failure()
        requested = tuple(posting for posting in live.unwrap() if posting.approval_id == request.approval_id)
        before = await self._postings.get_many(card.company_id, [p.replaces for p in requested if p.replaces])
        kept = tuple(posting for posting in live.unwrap() if posting not in requested)
        return before.map(lambda present: Adjustment(card, kept, (), requested, tuple(present)))

    async def _allowed(self, card: TimeCard) -> Result[Company]:
        if card.status is not TimeCardStatus.CHANGED:
            return Result.fail("the time card did not change after its approval", ErrorCode.ALREADY_APPROVED)
        if card.deleted_at is None and not card.source_approved:
            return Result.fail("not approved in Raken yet", ErrorCode.NOT_APPROVED_AT_SOURCE)
        company = await self._companies.get(card.company_id)
        return company.and_then(lambda found: unlocked(found, card.work_date, self._clock.now()))

    async def _sort(self, card: TimeCard) -> Result[_Sorting]:
        found = await self._postings.get_many(card.company_id, card.posting_ids)
        if found.failed:
            return found.failure()
        if not found.unwrap():
            return Result.fail("nothing is known of the card's postings", ErrorCode.RECORD_MALFORMED)
        before = [posting.replaces for posting in found.unwrap() if posting.replaces is not None]
        replaced = await self._postings.get_many(card.company_id, before)
        if replaced.failed:
            return replaced.failure()
        former = {posting.posting_id: posting for posting in replaced.unwrap()}
        sorting = _Sorting(targets=_targets(card, found.unwrap()))
        for posting in found.unwrap():
            if posting.state is PostingState.SEALED:
                return Result.fail("a posting of the card is on its way", ErrorCode.POSTING_IN_FLIGHT)
            _sort_one(posting, former, sorting)
        return Result.ok(sorting)

    def _adjustment(self, card: TimeCard, sorting: _Sorting, request: AdjustTimeCard, divided: Divided) -> Adjustment:
        drafts = () if card.deleted_at else divided.all_drafts
        wanted: Mapping[_Place, Draft] = {
            (target, part_of(draft)): draft for target in sorting.targets for draft in drafts if takes(target, draft)
        }
        kept = [p for place, p in sorting.in_books.items() if wanted.get(place) == p.payload]
        changed = [
            self._posting(card, place, draft, sorting.in_books.get(place), Operation.UPDATE, request)
            for place, draft in wanted.items()
            if place not in sorting.in_books or sorting.in_books[place].payload != draft
        ]
        gone = [
            self._posting(card, place, posting.payload, posting, Operation.REMOVE, request)
            for place, posting in sorting.in_books.items()
            if place not in wanted
        ]
        present = tuple(posting for posting in sorting.in_books.values() if posting not in kept)
        superseded, requested = tuple(sorting.superseded), (*changed, *gone)
        return Adjustment(card, tuple(kept), superseded, requested, present, divided, targets=sorting.targets)

    def _posting(
        self,
        card: TimeCard,
        place: _Place,
        draft: Draft,
        present: Posting | None,
        operation: Operation,
        request: AdjustTimeCard,
    ) -> Posting:
        target, part = place
        now = self._clock.now()
        source = PostingSource(
            system=card.source, record_id=card.time_card_id, part=part, content_hash=card.content_hash
        )
        replaces = None if present is None else present.posting_id
        return Posting(
            company_id=card.company_id,
            posting_id=posting_id(card.company_id, target, source, f"{request.approval_id}:{replaces}"),
            target=target,
            operation=Operation.CREATE if present is None else operation,
            replaces=replaces,
            source=source,
            payload=draft,
            not_before=now,
            approval_id=request.approval_id,
            approved_by=request.user_id,
            created_at=now,
            updated_at=now,
            history=(PostingEvent(at=now, state=PostingState.PENDING, note="adjustment confirmed"),),
        )

    def _writes(self, request: AdjustTimeCard, adjustment: Adjustment) -> list[Write]:
        card, now = adjustment.card, self._clock.now()
        note = f"superseded by adjustment {request.approval_id}"
        live = chain(adjustment.kept, adjustment.requested)
        adjusted = card.model_copy(
            update={
                "status": TimeCardStatus.DELETED if card.deleted_at else TimeCardStatus.APPROVED,
                "approval_id": request.approval_id,
                # A card that reappears is none that anybody approved, even with the hours that it had.
                "approved_hash": f"deleted:{card.content_hash}" if card.deleted_at else card.content_hash,
                "approved": adjustment.approved,
                "posting_ids": tuple(posting.posting_id for posting in live),
            }
        )
        after = {p.posting_id: str(p.operation) for p in adjustment.requested}
        after |= {p.posting_id: "superseded" for p in adjustment.superseded}
        action = LogEvent.TIME_CARD_ADJUSTED
        entry = audit_entry(card.company_id, request.user_id, action, card.time_card_id, now, after=after)
        return [
            self._cards.write(adjusted),
            *(self._postings.write(cancelled(posting, now, note)) for posting in adjustment.superseded),
            *(self._postings.write(posting) for posting in adjustment.requested),
            self._audit.write(entry),
        ]

    async def _wake(self, request: AdjustTimeCard, postings: Sequence[Posting]) -> None:
        """A wake-up that fails costs only time: the sweep finds every pending posting."""
        woken = await self._writers.wake_for(request.company_id, postings, request.approval_id)
        if woken.failed:
            logger.warning(LogEvent.WAKE_FAILED, extra={"entity_id": request.approval_id, "code": woken.error_code})


def _to_review(first_day: date) -> str:
    return (
        f"after a change the week from {first_day.isoformat()} has more or less straight time in the books than the "
        "company's rule makes of it, since its other cards stay as they were posted: correct them there, or leave it"
    )


def _targets(card: TimeCard, postings: Sequence[Posting]) -> tuple[Target, ...]:
    """Where the card went when it was approved, its new hours go too, wherever new cards go by now.

    Books that were approved for have no posting of a card that had nothing but a per diem, which they do not take.
    """
    approved = () if card.approved is None else card.approved.books
    return tuple(each for each in TARGETS if each in approved or any(p.target == each for p in postings))


def _sort_one(posting: Posting, former: Mapping[str, Posting], sorting: _Sorting) -> None:
    """What the books hold of a part is what was posted last; a change of it that was not sent is superseded."""
    place = (posting.target, posting.source.part)
    match posting.state:
        case PostingState.POSTED if posting.operation is not Operation.REMOVE:
            sorting.in_books[place] = posting
        case PostingState.PENDING | PostingState.PARKED:
            sorting.superseded.append(posting)
            if posting.replaces is not None and posting.replaces in former:
                sorting.in_books[place] = former[posting.replaces]
        case PostingState.CANCELLED if posting.replaces is not None and posting.replaces in former:
            sorting.in_books[place] = former[
                posting.replaces
            ]  # a change that a person gave up: the record is as it was
        case _:
            return
