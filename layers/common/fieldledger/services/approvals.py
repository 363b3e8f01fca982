"""Approving time cards for the books."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from fieldledger.domain.approval import Approval, ApprovalOutcome, Skipped
from fieldledger.domain.approved_records import approved_of
from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.drafts import PerDiemDraft, TimeActivityDraft
from fieldledger.domain.posting import Posting, PostingEvent, PostingSource, PostingState, Target, posting_id
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.log import LogEvent, log_mutation, logger
from fieldledger.repositories.approvals import Approvals
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.companies import Companies, settings_lost, settings_unchanged
from fieldledger.repositories.documents import Put, Write
from fieldledger.repositories.postings import Postings
from fieldledger.repositories.time_cards import TimeCards, cards_between
from fieldledger.repositories.work_weeks import WeekMark, WorkWeeks
from fieldledger.result import ErrorCode, Result
from fieldledger.services.approval_plan import (
    CardPlan,
    Plan,
    empty,
    in_transactions,
    minutes_of,
    obstacle,
    outcome_of,
    skip,
    told,
)
from fieldledger.services.audit import audit_entry
from fieldledger.services.overtime_weeks import Divided, OvertimeWeeks
from fieldledger.services.posting.targets import takes
from fieldledger.services.time_card_drafts import part_of
from fieldledger.services.time_checks import TimeChecks
from fieldledger.services.writing import Transactions, WakeWriters

CARDS_PER_REQUEST: Final = 1000
_MORE_TRIES: Final = 3


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
        overtime: OvertimeWeeks,
        weeks: WorkWeeks,
        clock: Clock,
    ) -> None:
        self._companies = companies
        self._checks = checks
        self._overtime = overtime
        self._weeks = weeks
        self._cards = cards
        self._postings = postings
        self._approvals = approvals
        self._audit = audit
        self._transactions = transactions
        self._writers = writers
        self._clock = clock

    async def approve(self, request: ApproveTimeCards) -> Result[ApprovalOutcome]:
        """Approve, write the postings, wake the writer. Repeating a request continues the same approval.

        Every card is approved by the settings as they are at that moment: where they change meanwhile, or the days are
        locked, what is left is looked at anew.

        Codes: ``COMPANY_NOT_CONFIGURED``, ``FLOW_OFF``, ``PERIOD_LOCKED``, ``PERIOD_CHANGED``, ``STORE_UNAVAILABLE``,
        ``VERSION_CONFLICT`` if the settings keep changing. Cards that cannot be approved are in ``skipped`` with a code
        each.
        """
        outcome = await self._approve(request)
        for _ in range(_MORE_TRIES):
            if outcome.error_code != ErrorCode.VERSION_CONFLICT:
                break
            outcome = await self._approve(request)
        return outcome

    async def _approve(self, request: ApproveTimeCards) -> Result[ApprovalOutcome]:
        """``VERSION_CONFLICT``: the settings changed; what was approved before that stands."""
        company = await self._company(request)
        if company.failed:
            return company.failure()
        planned = await self._plan(request, company.unwrap())
        if planned.failed:
            return planned.failure()
        plan = planned.unwrap()
        total = minutes_of(plan)
        if request.expected_minutes is not None and request.expected_minutes != total and not plan.remaining:
            details = {"expected_minutes": request.expected_minutes, "actual_minutes": total}
            return Result.fail("the time cards changed since they were shown", ErrorCode.PERIOD_CHANGED, details)
        if request.dry_run:
            return Result.ok(outcome_of(request.approval_id, plan, dry_run=True))
        return await self._carry_out(request, company.unwrap(), plan)

    async def _company(self, request: ApproveTimeCards) -> Result[Company]:
        company = await self._companies.get(request.company_id)
        if company.error_code == ErrorCode.NOT_FOUND:
            return Result.fail("the company is not set up yet", ErrorCode.COMPANY_NOT_CONFIGURED)
        if company.success and company.unwrap().directions.time == "off":
            return Result.fail("time is not sent to the books: the settings say so", ErrorCode.FLOW_OFF)
        return company.and_then(lambda found: unlocked(found, request.first_day, self._clock.now()))

    async def _plan(self, request: ApproveTimeCards, company: Company) -> Result[Plan]:
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
            elif (why := obstacle(card, rules, rules.posted_per_diems(company.books.time))) is not None:
                skipped.append(why)
            else:
                ready.append(card)
        examined = await self._checks.examine(company, ready)
        if examined.failed:
            return examined.failure()
        refused = {each.time_card_id for each in examined.unwrap() if each.refuses}
        skipped.extend(told(each) for each in examined.unwrap() if each.refuses)
        warnings = tuple(told(each) for each in examined.unwrap() if each.time_card_id not in refused)
        going = [card for card in ready if card.time_card_id not in refused]
        chosen = going[:CARDS_PER_REQUEST]
        divided = await self._overtime.divide(company, chosen)
        if divided.failed:
            return divided.failure()
        parts = divided.unwrap()
        skipped.extend(empty(card) for card in chosen if not parts[card.time_card_id].all_drafts)
        planned = [card for card in chosen if parts[card.time_card_id].all_drafts]
        plans = tuple(self._card_plan(card, request, company, parts[card.time_card_id]) for card in planned)
        advice = tuple(told(each) for card in chosen for each in parts[card.time_card_id].findings)
        remaining = max(0, len(going) - CARDS_PER_REQUEST)
        return Result.ok(Plan(plans, tuple(done), tuple(skipped), (*warnings, *advice), remaining, rules))

    async def _candidates(self, request: ApproveTimeCards) -> Result[list[TimeCard]]:
        """The cards of the range, read again by id: the index may be a moment behind."""
        identifiers = request.time_card_ids
        if identifiers is None:
            listed = await cards_between(self._cards, request.company_id, request.first_day, request.last_day)
            if listed.failed:
                return listed.failure()
            identifiers = tuple(card.time_card_id for card in listed.unwrap())
        found = await self._cards.get_many(request.company_id, identifiers)
        return found.map(lambda cards: sorted((c for c in cards if _within(c, request)), key=_order))

    def _card_plan(self, card: TimeCard, request: ApproveTimeCards, company: Company, divided: Divided) -> CardPlan:
        postings = tuple(
            self._posting(card, draft, request, target)
            for target in company.books.time
            for draft in divided.all_drafts
            if takes(target, draft)
        )
        approved = approved_of(divided.all_drafts, company.books.time)
        return CardPlan(card, postings, approved, sum(draft.minutes for draft in divided.drafts), divided.week)

    def _posting(
        self, card: TimeCard, draft: TimeActivityDraft | PerDiemDraft, request: ApproveTimeCards, target: Target
    ) -> Posting:
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

    async def _carry_out(self, request: ApproveTimeCards, company: Company, plan: Plan) -> Result[ApprovalOutcome]:
        recorded = await self._record(request)
        if recorded.failed:
            return recorded.failure()
        skipped = list(plan.skipped)
        approved: list[CardPlan] = []
        marks = {card.week.key: card.week for card in plan.cards if card.week is not None}
        broken: Result[None] = Result.ok(None)
        for group in in_transactions(plan.cards):
            written = await self._write(request, company, group, marks)
            if written.success:
                approved.extend(group)
            elif self._is_about_a_card(company, written):
                broken = await self._one_by_one(request, company, group, marks, approved, skipped)
            else:
                broken = written
            if broken.failed:
                break
        await self._wake(request, [posting for card in approved for posting in card.postings])
        if broken.failed:
            return broken.failure()
        return Result.ok(
            outcome_of(request.approval_id, replace(plan, cards=tuple(approved), skipped=tuple(skipped)), dry_run=False)
        )

    def _is_about_a_card(self, company: Company, written: Result[None]) -> bool:
        """Whether a transaction lost over one of its cards, and not because the settings changed."""
        is_lost = written.error_code == ErrorCode.VERSION_CONFLICT
        return is_lost and not settings_lost(company.company_id, written)

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
        company: Company,
        group: Sequence[CardPlan],
        marks: dict[str, WeekMark],
        approved: list[CardPlan],
        skipped: list[Skipped],
    ) -> Result[None]:
        """Somebody changed one card of the group meanwhile: find it, and let the others through.

        Of a worker's week that a rule divides, what comes after it is not let through: it was divided with that card.
        """
        lost: set[str] = set()
        for plan in group:
            if plan.week is not None and plan.week.key in lost:
                skipped.append(
                    skip(plan.card, ErrorCode.VERSION_CONFLICT, "another card of its week changed meanwhile")
                )
                continue
            written = await self._write(request, company, [plan], marks)
            if written.success:
                approved.append(plan)
            elif self._is_about_a_card(company, written):
                skipped.append(skip(plan.card, ErrorCode.VERSION_CONFLICT, "changed while it was being approved"))
                lost.update(() if plan.week is None else (plan.week.key,))
            else:
                return written
        return Result.ok(None)

    async def _write(
        self, request: ApproveTimeCards, company: Company, group: Sequence[CardPlan], marks: dict[str, WeekMark]
    ) -> Result[None]:
        """``marks`` are those of the weeks as they were last written."""
        weeks = {plan.week.key: marks[plan.week.key] for plan in group if plan.week is not None}
        writes: list[Write] = [settings_unchanged(company)]
        writes += [self._weeks.write(mark) for mark in weeks.values()]
        writes += [w for plan in group for w in self._writes(request, plan)]
        written = await self._transactions.transact(writes)
        if written.success:
            marks.update({key: mark.following() for key, mark in weeks.items()})
            for plan in group:
                log_mutation(
                    LogEvent.TIME_CARD_APPROVED,
                    request.user_id,
                    plan.card.time_card_id,
                    approval_id=request.approval_id,
                    postings=len(plan.postings),
                )
        return written

    def _writes(self, request: ApproveTimeCards, plan: CardPlan) -> Iterator[Put]:
        card = plan.card
        yield self._cards.write(
            card.model_copy(
                update={
                    "status": TimeCardStatus.APPROVED,
                    "approval_id": request.approval_id,
                    "approved_hash": card.content_hash,
                    "approved": plan.approved,
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


def _within(card: TimeCard, request: ApproveTimeCards) -> bool:
    in_range = request.first_day <= card.work_date <= request.last_day
    return in_range and request.project_id in {None, card.project_id}


def _order(card: TimeCard) -> tuple[date, str]:
    return card.work_date, card.time_card_id
