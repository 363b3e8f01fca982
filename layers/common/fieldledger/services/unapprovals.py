"""Taking back the approval of time cards whose hours were not sent yet.

A card, its postings and the audit entry change in one transaction on condition of their versions. The writer seals on
the same conditions, so of the two one loses: what is sealed stays approved, what is cancelled is never sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, Self

from pydantic import model_validator

from fieldledger.domain.approval import Approval, Skipped
from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.domain.unapproval import UnapprovalOutcome
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.approvals import Approvals
from fieldledger.repositories.at_once import at_once
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.documents import Write
from fieldledger.repositories.postings import Postings
from fieldledger.repositories.time_cards import TimeCards, cards_between
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approvals import unlocked
from fieldledger.services.audit import audit_entry
from fieldledger.services.inbox import Inbox
from fieldledger.services.posting.abandoned import AbandonedItems
from fieldledger.services.posting.transitions import cancelled
from fieldledger.services.posting.withdrawing import too_late
from fieldledger.services.writing import Transactions

CARDS_PER_REQUEST: Final = 1000
"""Transactions under way at the same time; each is one small request."""
_APPROVED: Final = frozenset({TimeCardStatus.APPROVED, TimeCardStatus.CHANGED})


class UnapproveTimeCards(CanonicalModel):
    """Take back certain cards, or what one approval approved. ``reason`` is kept in the audit trail."""

    company_id: str
    user_id: str
    unapproval_id: str
    time_card_ids: tuple[str, ...] | None = None
    approval_id: str | None = None
    reason: str
    dry_run: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.time_card_ids is None) == (self.approval_id is None):
            raise ValueError("either time_card_ids or approval_id")
        return self


@dataclass(frozen=True, slots=True)
class _Withdrawal:
    """One card whose approval can be taken back, and the postings that are cancelled with it."""

    card: TimeCard
    postings: tuple[Posting, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    cards: tuple[_Withdrawal, ...]
    done: tuple[TimeCard, ...]
    skipped: tuple[Skipped, ...]
    remaining: int


class TimeCardUnapprovals:
    """Works for one company at a time."""

    def __init__(
        self,
        companies: Companies,
        cards: TimeCards,
        postings: Postings,
        approvals: Approvals,
        audit: AuditTrail,
        transactions: Transactions,
        inbox: Inbox,
        abandoned: AbandonedItems,
        clock: Clock,
    ) -> None:
        self._companies = companies
        self._cards = cards
        self._postings = postings
        self._approvals = approvals
        self._audit = audit
        self._transactions = transactions
        self._inbox = inbox
        self._abandoned = abandoned
        self._clock = clock

    async def unapprove(self, request: UnapproveTimeCards) -> Result[UnapprovalOutcome]:
        """Repeating a request goes on with it. Cards that cannot be taken back are in ``skipped`` with a code each.

        Codes: ``COMPANY_NOT_CONFIGURED``, ``NOT_FOUND`` for an approval that does not exist, ``STORE_UNAVAILABLE``.
        """
        company = await self._companies.get(request.company_id)
        if company.error_code == ErrorCode.NOT_FOUND:
            return Result.fail("the company is not set up yet", ErrorCode.COMPANY_NOT_CONFIGURED)
        cards = await self._candidates(request)
        if company.failed or cards.failed:
            return company.failure() if company.failed else cards.failure()
        planned = await self._plan(request, company.unwrap(), cards.unwrap())
        if planned.failed:
            return planned.failure()
        plan = planned.unwrap()
        return Result.ok(_outcome(request, plan, plan.cards, ())) if request.dry_run else await self._do(request, plan)

    async def _candidates(self, request: UnapproveTimeCards) -> Result[list[TimeCard]]:
        """The cards in question, read by id: the index may be a moment behind."""
        if request.time_card_ids is not None:
            return await self._cards.get_many(request.company_id, list(dict.fromkeys(request.time_card_ids)))
        approval = await self._approvals.find(request.company_id, request.approval_id or "")
        if approval.failed:
            return approval.failure()
        found = approval.unwrap()
        if found is None:
            return Result.fail("The approval was not found", ErrorCode.NOT_FOUND)
        listed = await self._of_days(found)
        return listed.map(lambda cards: [card for card in cards if _concerned(card, request)])

    async def _of_days(self, approval: Approval) -> Result[list[TimeCard]]:
        listed = await cards_between(self._cards, approval.company_id, approval.first_day, approval.last_day)
        identifiers = listed.map(lambda cards: [card.time_card_id for card in cards])
        return await identifiers.and_then_async(lambda found: self._cards.get_many(approval.company_id, found))

    async def _plan(self, request: UnapproveTimeCards, company: Company, cards: list[TimeCard]) -> Result[_Plan]:
        cards = sorted(cards, key=lambda card: (card.work_date, card.time_card_id))
        now = self._clock.now()
        done = tuple(card for card in cards if _done(card, request))
        open_ = [card for card in cards if not _done(card, request)]
        skipped = [why for card in open_ if (why := _obstacle(card, company, now)) is not None]
        refused = {each.time_card_id for each in skipped}
        approved = [card for card in open_ if card.time_card_id not in refused]
        wanted = [posting_id for card in approved for posting_id in card.posting_ids]
        found = await self._postings.get_many(request.company_id, wanted)
        if found.failed:
            return found.failure()
        known = {posting.posting_id: posting for posting in found.unwrap()}
        going: list[_Withdrawal] = []
        for card in approved:
            postings = tuple(known[key] for key in card.posting_ids if key in known)
            why = _sent(card, postings)
            if why is None:
                going.append(_Withdrawal(card, postings))
            else:
                skipped.append(why)
        remaining = max(0, len(going) - CARDS_PER_REQUEST)
        return Result.ok(_Plan(tuple(going[:CARDS_PER_REQUEST]), done, tuple(skipped), remaining))

    async def _do(self, request: UnapproveTimeCards, plan: _Plan) -> Result[UnapprovalOutcome]:
        written = await at_once(partial(self._take_back, request), plan.cards)
        lost = [_lost(w.card) for w, r in zip(plan.cards, written, strict=True) if _conflict(r)]
        broken = next((result for result in written if result.failed and not _conflict(result)), None)
        taken = tuple(w for w, result in zip(plan.cards, written, strict=True) if result.success)
        parked = [p for w in taken for p in w.postings if p.state is PostingState.PARKED]
        closed = await self._abandoned.close(request.company_id, parked, request.user_id, request.reason)
        if broken is not None or closed.failed:
            return closed.failure() if broken is None else broken.failure()
        return Result.ok(_outcome(request, plan, taken, lost))

    async def _take_back(self, request: UnapproveTimeCards, withdrawal: _Withdrawal) -> Result[None]:
        card = withdrawal.card
        key = exception_id(card.company_id, ErrorCode.CHANGED_AFTER_APPROVAL, f"time_card:{card.time_card_id}")
        closing = await self._inbox.closing(card.company_id, [key], request.user_id, f"unapproved: {request.reason}")
        if closing.failed:
            return closing.failure()
        written = await self._transactions.transact([*self._writes(request, withdrawal), *closing.unwrap()])
        if written.success:
            log_mutation(
                LogEvent.TIME_CARD_UNAPPROVED,
                request.user_id,
                card.time_card_id,
                approval_id=card.approval_id,
                postings=len(withdrawal.postings),
            )
        return written

    def _writes(self, request: UnapproveTimeCards, withdrawal: _Withdrawal) -> list[Write]:
        card, now = withdrawal.card, self._clock.now()
        note = f"approval taken back: {request.reason}"
        after = _taken_back(card, request.unapproval_id)
        entry = audit_entry(
            card.company_id,
            request.user_id,
            LogEvent.TIME_CARD_UNAPPROVED,
            card.time_card_id,
            now,
            before={"status": card.status.value, "approval_id": card.approval_id or ""},
            after={"status": after.status.value, "unapproval_id": request.unapproval_id, "reason": request.reason},
        )
        # A posting that is cancelled already is written as well: nobody may have revived it meanwhile.
        return [
            self._cards.write(after),
            *(self._postings.write(cancelled(posting, now, note)) for posting in withdrawal.postings),
            self._audit.write(entry),
        ]


def _taken_back(card: TimeCard, unapproval_id: str) -> TimeCard:
    """What its source says of it by now decides where the card stands."""
    status = TimeCardStatus.READY if card.source_approved else TimeCardStatus.UNAPPROVED
    return card.model_copy(
        update={
            "status": TimeCardStatus.DELETED if card.deleted_at else status,
            "approval_id": None,
            "approved_hash": None,
            "approved": None,
            "posting_ids": (),
            "withdrawals": card.withdrawals + 1,
            "unapproval_id": unapproval_id,
        }
    )


def _concerned(card: TimeCard, request: UnapproveTimeCards) -> bool:
    return card.approval_id == request.approval_id or _done(card, request)


def _done(card: TimeCard, request: UnapproveTimeCards) -> bool:
    return card.unapproval_id == request.unapproval_id and card.status not in _APPROVED


def _obstacle(card: TimeCard, company: Company, now: datetime) -> Skipped | None:
    if card.status not in _APPROVED:
        return _skip(card, ErrorCode.NOT_APPROVED, "it is not approved: there is nothing to take back")
    locked = unlocked(company, card.work_date, now)
    if locked.failed:
        return _skip(card, ErrorCode.PERIOD_LOCKED, f"{locked.error}: it could not be approved again")
    return None


def _sent(card: TimeCard, postings: Sequence[Posting]) -> Skipped | None:
    """Why the hours, or some of them, may be in the books or on their way, and what to do instead."""
    why = too_late("card", card.posting_ids, postings)
    return None if why is None else _skip(card, why.code, why.message)


def _lost(card: TimeCard) -> Skipped:
    text = "the card or its postings changed at the same moment, perhaps on their way to the books: look again"
    return _skip(card, ErrorCode.VERSION_CONFLICT, text)


def _conflict(result: Result[None]) -> bool:
    return result.error_code == ErrorCode.VERSION_CONFLICT


def _skip(card: TimeCard, code: ErrorCode, message: str) -> Skipped:
    return Skipped(time_card_id=card.time_card_id, code=code.value, message=message)


def _outcome(
    request: UnapproveTimeCards, plan: _Plan, taken: Sequence[_Withdrawal], lost: Sequence[Skipped]
) -> UnapprovalOutcome:
    return UnapprovalOutcome(
        unapproval_id=request.unapproval_id,
        dry_run=request.dry_run,
        time_cards=len(taken) + len(plan.done),
        postings=sum(len(each.postings) for each in taken),
        remaining=plan.remaining,
        skipped=(*plan.skipped, *lost),
    )
