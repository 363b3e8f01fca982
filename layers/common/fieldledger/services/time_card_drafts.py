"""What a time card becomes in the books: drafts of time activities."""

from fieldledger.domain.drafts import TimeActivityDraft
from fieldledger.domain.time_card import TimeCard
from fieldledger.domain.time_rounding import allocate
from fieldledger.domain.time_rules import TimeRules


def drafts_of(card: TimeCard, rules: TimeRules) -> list[TimeActivityDraft]:
    """A card's hours as whole minutes, one draft for each pay type, cost code and classification."""
    return [
        TimeActivityDraft(
            work_date=card.work_date,
            employee_id=card.employee_id,
            project_id=card.project_id,
            **allocation.model_dump(),
        )
        for allocation in allocate(rules.payable(card.entries))
    ]


def part_of(draft: TimeActivityDraft) -> str:
    """Which part of its card a draft is."""
    return "|".join((draft.pay_type, draft.cost_code or "", draft.classification or ""))
