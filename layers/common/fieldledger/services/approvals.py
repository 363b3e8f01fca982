"""Approving time cards for the books."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Protocol

from fieldledger.domain.approval import Approval, ApprovalOutcome, Skipped
from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.drafts import TimeActivityDraft
from fieldledger.domain.posting import Posting, PostingEvent, PostingSource, PostingState, Target, posting_id
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.domain.time_rounding import allocate
from fieldledger.domain.time_rules import Finding, TimeRules
from fieldledger.log import LogEvent, log_mutation, logger
from fieldledger.repositories.approvals import Approvals
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.documents import MAX_TRANSACTION_WRITES, Put, StartKey, Write
from fieldledger.repositories.postings import Postings
from fieldledger.repositories.time_cards import TimeCards
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import audit_entry
from fieldledger.services.time_card_drafts import drafts_of, part_of
from fieldledger.services.time_checks import TimeChecks

CARDS_PER_REQUEST: Final = 1000
_PAGE: Final = 500


class ApproveTimeCards(CanonicalModel):
    """Approve what is ready in a range of jobsite dates, optionally only one project or only certain cards.

    ``expected_minutes`` is the total that the person saw: if it differs by now, nothing is approved.
    """

    company_id: str
    user_id: str
    approval_id: str
    first_day: date
    last_day: date
    project_id: str | None = None
    time_card_ids: tuple[str, ...] | None = None
    expected_minutes: int | None = None
    dry_run: bool = False


class Transactions(Protocol):
    """All-or-nothing writes across aggregates."""

    async def transact(self, writes: Sequence[Write]) -> Result[None]:
        """At most 100 writes; ``VERSION_CONFLICT`` if any of them lost."""
        ...


class WakeWriter(Protocol):
    """Wakes the writer of a company."""

    async def wake(self, company_id: str, posting_ids: Sequence[str], occasion: str) -> Result[int]:
        """Send wake-ups for the postings."""
        ...


class WakeWriters(Protocol):
    """Wakes the writers of all books of a company."""

    async def wake_for(self, company_id: str, postings: Sequence[Posting], occasion: str) -> Result[int]:
        """Send wake-ups for the postings, each to the writer of its books."""
        ...


@dataclass(frozen=True, slots=True)
class _CardPlan:
    """One card that will be approved, and the postings it becomes."""

    card: TimeCard
    postings: tuple[Posting, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class _Plan:
    cards: tuple[_CardPlan, ...]
    done: tuple[TimeCard, ...]
    skipped: tuple[Skipped, ...]
    warnings: tuple[Skipped, ...]
    remaining: int
    rules: TimeRules


class TimeCardApprovals:
    """A card and its postings change in one transaction: nothing approved can be lost between the two."""

    def __init__(
        self,
        companies: Companies,
        cards: TimeCards,
        postings: Postings,
        approvals: Approvals,
        audit: AuditTrail,
        transactions: Transactions,
        writers: WakeWriters,
        checks: TimeChecks,
        clock: Clock,
    ) -> None:
        self._companies = companies
        self._checks = checks
        self._cards = cards
        self._postings = postings
        self._approvals = approvals
        self._audit = audit
        self._transactions = transactions
        self._writers = writers
        self._clock = clock

    async def approve(self, request: ApproveTimeCards) -> Result[ApprovalOutcome]:
        """Approve, write the postings, wake the writer. Repeating a request continues the same approval.

        Codes: ``COMPANY_NOT_CONFIGURED``, ``PERIOD_LOCKED``, ``PERIOD_CHANGED``, ``STORE_UNAVAILABLE``. Cards that
        cannot be approved are in ``skipped`` with a code each.
        """
        company = await self._company(request)
        if company.failed:
            return company.failure()
        planned = await self._plan(request, company.unwrap())
        if planned.failed:
            return planned.failure()
        plan = planned.unwrap()
        total = _minutes(plan)
        if request.expected_minutes is not None and request.expected_minutes != total and not plan.remaining:
            details = {"expected_minutes": request.expected_minutes, "actual_minutes": total}
            return Result.fail("the time cards changed since they were shown", ErrorCode.PERIOD_CHANGED, details)
        if request.dry_run:
            return Result.ok(_outcome(request, plan))
        return await self._carry_out(request, plan)

    async def _company(self, request: ApproveTimeCards) -> Result[Company]:
        company = await self._companies.get(request.company_id)
        if company.error_code == ErrorCode.NOT_FOUND:
            return Result.fail("the company is not set up yet", ErrorCode.COMPANY_NOT_CONFIGURED)
        if company.success and not company.unwrap().flows.time:
            return Result.fail("time is not sent to the books: the settings say so", ErrorCode.FLOW_OFF)
        return company.and_then(lambda found: unlocked(found, request.first_day, self._clock.now()))

    async def _plan(self, request: ApproveTimeCards, company: Company) -> Result[_Plan]:
        rules = company.time
        cards = await self._candidates(request)
        if cards.failed:
            return cards.failure()
        ready: list[TimeCard] = []
        done: list[TimeCard] = []
        skipped: list[Skipped] = []
        for card in cards.unwrap():
            if card.approval_id == request.approval_id and card.status is TimeCardStatus.APPROVED:
                done.append(card)
            elif (why := _obstacle(card, rules)) is not None:
                skipped.append(why)
            else:
                ready.append(card)
        examined = await self._checks.examine(request.company_id, ready, rules)
        if examined.failed:
            return examined.failure()
        refused = {each.time_card_id for each in examined.unwrap() if each.refuses}
        skipped.extend(_found(each) for each in examined.unwrap() if each.refuses)
        warnings = tuple(_found(each) for each in examined.unwrap() if each.time_card_id not in refused)
        going = [card for card in ready if card.time_card_id not in refused]
        chosen = tuple(self._card_plan(card, request, company) for card in going[:CARDS_PER_REQUEST])
        remaining = max(0, len(going) - CARDS_PER_REQUEST)
        return Result.ok(_Plan(chosen, tuple(done), tuple(skipped), warnings, remaining, rules))

    async def _candidates(self, request: ApproveTimeCards) -> Result[list[TimeCard]]:
        """The cards of the range, read again by id: the index may be a moment behind."""
        identifiers = list(request.time_card_ids or ())
        start: StartKey | None = None
        while request.time_card_ids is None:
            page = await self._cards.by_date(request.company_id, request.first_day, request.last_day, _PAGE, start)
            if page.failed:
                return page.failure()
            identifiers.extend(card.time_card_id for card in page.unwrap().items)
            start = page.unwrap().next_start
            if start is None:
                break
        found = await self._cards.get_many(request.company_id, identifiers)
        return found.map(lambda cards: sorted((c for c in cards if _within(c, request)), key=_order))

    def _card_plan(self, card: TimeCard, request: ApproveTimeCards, company: Company) -> _CardPlan:
        drafts = drafts_of(card, company.time)
        postings = tuple(
            self._posting(card, draft, request, target) for target in company.books.time for draft in drafts
        )
        return _CardPlan(card, postings, sum(draft.minutes for draft in drafts))

    def _posting(self, card: TimeCard, draft: TimeActivityDraft, request: ApproveTimeCards, target: Target) -> Posting:
        now = self._clock.now()
        source = PostingSource(
            system=card.source, record_id=card.time_card_id, part=part_of(draft), content_hash=card.content_hash
        )
        return Posting(
            company_id=card.company_id,
            posting_id=posting_id(card.company_id, target, source, _again(card)),
            target=target,
            source=source,
            payload=draft,
            not_before=now,
            approval_id=request.approval_id,
            approved_by=request.user_id,
            created_at=now,
            updated_at=now,
            history=(PostingEvent(at=now, state=PostingState.PENDING, note="approved"),),
        )

    async def _carry_out(self, request: ApproveTimeCards, plan: _Plan) -> Result[ApprovalOutcome]:
        recorded = await self._record(request)
        if recorded.failed:
            return recorded.failure()
        skipped = list(plan.skipped)
        approved: list[_CardPlan] = []
        for group in _transactions(plan.cards):
            written = await self._write(request, group)
            if written.success:
                approved.extend(group)
                continue
            if written.error_code != ErrorCode.VERSION_CONFLICT:
                return written.failure()
            apart = await self._one_by_one(request, group, approved, skipped)
            if apart.failed:
                return apart.failure()
        await self._wake(request, [posting for card in approved for posting in card.postings])
        return Result.ok(_outcome(request, replace(plan, cards=tuple(approved), skipped=tuple(skipped))))

    async def _record(self, request: ApproveTimeCards) -> Result[None]:
        """The decision itself, once; a repeated request finds it there."""
        approval = Approval(
            company_id=request.company_id,
            approval_id=request.approval_id,
            first_day=request.first_day,
            last_day=request.last_day,
            project_id=request.project_id,
            approved_by=request.user_id,
            approved_at=self._clock.now(),
        )
        created = await self._approvals.create(approval)
        if created.success or created.error_code == ErrorCode.VERSION_CONFLICT:
            return Result.ok(None)
        return created.failure()

    async def _one_by_one(
        self,
        request: ApproveTimeCards,
        group: Sequence[_CardPlan],
        approved: list[_CardPlan],
        skipped: list[Skipped],
    ) -> Result[None]:
        """Somebody changed one card of the group meanwhile: find it, and let the others through."""
        for plan in group:
            written = await self._write(request, [plan])
            if written.success:
                approved.append(plan)
            elif written.error_code == ErrorCode.VERSION_CONFLICT:
                skipped.append(_skip(plan.card, ErrorCode.VERSION_CONFLICT, "changed while it was being approved"))
            else:
                return written
        return Result.ok(None)

    async def _write(self, request: ApproveTimeCards, group: Sequence[_CardPlan]) -> Result[None]:
        written = await self._transactions.transact([w for plan in group for w in self._writes(request, plan)])
        if written.success:
            for plan in group:
                log_mutation(
                    LogEvent.TIME_CARD_APPROVED,
                    request.user_id,
                    plan.card.time_card_id,
                    approval_id=request.approval_id,
                    postings=len(plan.postings),
                )
        return written

    def _writes(self, request: ApproveTimeCards, plan: _CardPlan) -> Iterator[Put]:
        card = plan.card
        yield self._cards.write(
            card.model_copy(
                update={
                    "status": TimeCardStatus.APPROVED,
                    "approval_id": request.approval_id,
                    "approved_hash": card.content_hash,
                    "posting_ids": tuple(posting.posting_id for posting in plan.postings),
                }
            )
        )
        for posting in plan.postings:
            yield self._postings.write(posting)
        after = {"status": TimeCardStatus.APPROVED.value, "approval_id": request.approval_id}
        yield self._audit.write(
            audit_entry(
                card.company_id,
                request.user_id,
                LogEvent.TIME_CARD_APPROVED,
                card.time_card_id,
                self._clock.now(),
                before={"status": card.status.value},
                after=after | {"minutes": str(plan.minutes), "content_hash": card.content_hash},
            )
        )

    async def _wake(self, request: ApproveTimeCards, postings: list[Posting]) -> None:
        """A wake-up that fails costs only time: the sweep finds every pending posting."""
        if not postings:
            return
        woken = await self._writers.wake_for(request.company_id, postings, request.approval_id)
        if woken.failed:
            logger.warning(LogEvent.WAKE_FAILED, extra={"entity_id": request.approval_id, "code": woken.error_code})


def _again(card: TimeCard) -> str | None:
    """A posting that was cancelled when an approval was taken back stays so: the next approval makes new ones."""
    return f"again:{card.withdrawals}" if card.withdrawals else None


def unlocked(company: Company, first_day: date, now: datetime) -> Result[Company]:
    """``PERIOD_LOCKED`` if the company's time is closed for ``first_day``, by hand or by its cut-off days."""
    locked = company.closed_through(now)
    if locked is not None and first_day <= locked:
        return Result.fail(
            f"time through {locked.isoformat()} is closed", ErrorCode.PERIOD_LOCKED, {"locked_through": str(locked)}
        )
    return Result.ok(company)


def _obstacle(card: TimeCard, rules: TimeRules) -> Skipped | None:
    match card.status:
        case TimeCardStatus.READY:
            if allocate(rules.payable(card.entries)):
                return None
            return _skip(card, ErrorCode.TIME_CARD_EMPTY, "the card holds no time")
        case TimeCardStatus.UNAPPROVED:
            return _skip(card, ErrorCode.NOT_APPROVED_AT_SOURCE, "not approved in Raken yet")
        case TimeCardStatus.APPROVED:
            return _skip(card, ErrorCode.ALREADY_APPROVED, "approved before")
        case TimeCardStatus.CHANGED:
            return _skip(card, ErrorCode.CHANGED_AFTER_APPROVAL, "changed at the source after it was approved")
        case TimeCardStatus.DELETED:
            return _skip(card, ErrorCode.DELETED_AT_SOURCE, "deleted at the source")


def _skip(card: TimeCard, code: ErrorCode, message: str) -> Skipped:
    return Skipped(time_card_id=card.time_card_id, code=code.value, message=message)


def _found(finding: Finding) -> Skipped:
    return Skipped(time_card_id=finding.time_card_id, code=finding.code.value, message=finding.message)


def _within(card: TimeCard, request: ApproveTimeCards) -> bool:
    in_range = request.first_day <= card.work_date <= request.last_day
    return in_range and request.project_id in {None, card.project_id}


def _order(card: TimeCard) -> tuple[date, str]:
    return card.work_date, card.time_card_id


def _transactions(cards: Sequence[_CardPlan]) -> Iterator[list[_CardPlan]]:
    """Groups of whole cards that fit one transaction: a card, its postings and its audit entry stay together."""
    group: list[_CardPlan] = []
    size = 0
    for plan in cards:
        weight = len(plan.postings) + 2
        if group and size + weight > MAX_TRANSACTION_WRITES:
            yield group
            group, size = [], 0
        group.append(plan)
        size += weight
    if group:
        yield group


def _minutes(plan: _Plan) -> int:
    finished = sum(draft.minutes for card in plan.done for draft in drafts_of(card, plan.rules))
    return finished + sum(card.minutes for card in plan.cards)


def _outcome(request: ApproveTimeCards, plan: _Plan) -> ApprovalOutcome:
    finished = sum(len(card.posting_ids) for card in plan.done)
    return ApprovalOutcome(
        approval_id=request.approval_id,
        dry_run=request.dry_run,
        time_cards=len(plan.cards) + len(plan.done),
        postings=finished + sum(len(card.postings) for card in plan.cards),
        minutes=_minutes(plan),
        remaining=plan.remaining,
        skipped=plan.skipped,
        warnings=plan.warnings,
    )
