"""What an approval is going to do: the cards that go, what each becomes, and why others stay."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from fieldledger.domain.approval import ApprovalOutcome, Skipped
from fieldledger.domain.approved import Approved
from fieldledger.domain.posting import Posting
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.domain.time_rounding import allocate
from fieldledger.domain.time_rules import Finding, TimeRules
from fieldledger.repositories.documents import MAX_TRANSACTION_WRITES
from fieldledger.repositories.work_weeks import WeekMark
from fieldledger.result import ErrorCode
from fieldledger.services.time_card_drafts import drafts_of


@dataclass(frozen=True, slots=True)
class CardPlan:
    """One card that will be approved, and the postings it becomes."""

    card: TimeCard
    postings: tuple[Posting, ...]
    approved: Approved | None
    minutes: int
    week: WeekMark | None


@dataclass(frozen=True, slots=True)
class Plan:
    """All of them. ``done`` went with an earlier call of the same approval."""

    cards: tuple[CardPlan, ...]
    done: tuple[TimeCard, ...]
    skipped: tuple[Skipped, ...]
    warnings: tuple[Skipped, ...]
    remaining: int
    rules: TimeRules


def obstacle(card: TimeCard, rules: TimeRules, posted: Collection[str] = frozenset()) -> Skipped | None:
    """Why a card cannot be approved; None if it can. ``posted`` are pay types of per diems that are posted."""
    match card.status:
        case TimeCardStatus.READY if card.unlisted_since is not None:
            return skip(card, ErrorCode.NOT_LISTED_AT_SOURCE, "Raken lists it no longer: look for it there")
        case TimeCardStatus.READY:
            has_per_diem = any(entry.pay_type in posted for entry in card.entries)
            return None if has_per_diem or allocate(rules.payable(card.entries)) else empty(card)
        case TimeCardStatus.UNAPPROVED:
            return skip(card, ErrorCode.NOT_APPROVED_AT_SOURCE, "not approved in Raken yet")
        case TimeCardStatus.APPROVED:
            return skip(card, ErrorCode.ALREADY_APPROVED, "approved before")
        case TimeCardStatus.CHANGED:
            return skip(card, ErrorCode.CHANGED_AFTER_APPROVAL, "changed at the source after it was approved")
        case TimeCardStatus.DELETED:
            return skip(card, ErrorCode.DELETED_AT_SOURCE, "deleted at the source")


def empty(card: TimeCard) -> Skipped:
    """Nothing of the card would be posted."""
    return skip(card, ErrorCode.TIME_CARD_EMPTY, "the card holds no time")


def skip(card: TimeCard, code: ErrorCode, message: str) -> Skipped:
    """A card that is left out."""
    return Skipped(time_card_id=card.time_card_id, code=code.value, message=message)


def told(finding: Finding) -> Skipped:
    """A finding as people are told of it."""
    return Skipped(time_card_id=finding.time_card_id, code=finding.code.value, message=finding.message)


def in_transactions(cards: Sequence[CardPlan]) -> Iterator[list[CardPlan]]:
    """Groups of whole cards that fit one transaction: a card, its postings, its audit entry and its week's mark.

    One write is left for the check that the settings are still those that the plan was made by.
    """
    group: list[CardPlan] = []
    size = 0
    for plan in cards:
        weight = len(plan.postings) + 2 + (plan.week is not None)
        if group and size + weight > MAX_TRANSACTION_WRITES - 1:
            yield group
            group, size = [], 0
        group.append(plan)
        size += weight
    if group:
        yield group


def minutes_of(plan: Plan) -> int:
    """All minutes of the approval, those that went before too."""
    finished = sum(draft.minutes for card in plan.done for draft in drafts_of(card, plan.rules))
    return finished + sum(card.minutes for card in plan.cards)


def outcome_of(approval_id: str, plan: Plan, *, dry_run: bool) -> ApprovalOutcome:
    """What the plan does."""
    finished = sum(len(card.posting_ids) for card in plan.done)
    return ApprovalOutcome(
        approval_id=approval_id,
        dry_run=dry_run,
        time_cards=len(plan.cards) + len(plan.done),
        postings=finished + sum(len(card.postings) for card in plan.cards),
        minutes=minutes_of(plan),
        remaining=plan.remaining,
        skipped=plan.skipped,
        warnings=plan.warnings,
    )
