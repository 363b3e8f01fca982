"""What a time card becomes in the books: drafts of time activities."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from fieldledger.domain.drafts import PerDiemDraft, TimeActivityDraft
from fieldledger.domain.overtime import HoursKind, WorkWeek
from fieldledger.domain.time_card import Allocation, TimeCard
from fieldledger.domain.time_rounding import allocate
from fieldledger.domain.time_rules import TimeRules

_ORDER: Final = tuple(HoursKind)
type _Part = tuple[str, str | None, str | None]


def drafts_of(card: TimeCard, rules: TimeRules, week: WorkWeek | None = None) -> list[TimeActivityDraft]:
    """A card's hours as whole minutes, one draft for each pay type, cost code and classification.

    ``week`` is what its worker has worked before, for a company whose own rule decides about overtime; the card's
    hours are added to it.
    """
    whole = allocate(rules.payable(card.entries))
    allocations = whole if week is None else _divided(card, whole, rules, week)
    return [
        TimeActivityDraft(
            work_date=card.work_date,
            employee_id=card.employee_id,
            project_id=card.project_id,
            **allocation.model_dump(),
        )
        for allocation in allocations
    ]


def part_of(draft: TimeActivityDraft | PerDiemDraft) -> str:
    """Which part of its card a draft is."""
    return "|".join((draft.pay_type, draft.cost_code or "", draft.classification or ""))


def _divided(card: TimeCard, whole: Sequence[Allocation], rules: TimeRules, week: WorkWeek) -> Iterator[Allocation]:
    """What the jobsite calls overtime comes last, so that it stays with its cost code where both agree."""
    minutes: dict[_Part, int] = defaultdict(int)
    for each in sorted(whole, key=lambda allocation: _ORDER.index(rules.kind_of(allocation.pay_type))):
        if not rules.worked(each.pay_type):
            minutes[each.pay_type, each.cost_code, each.classification] += each.minutes
            continue
        for kind, part in week.take(card.work_date, each.minutes):
            minutes[rules.pay_type_of(kind), each.cost_code, each.classification] += part
    for (pay_type, cost_code, classification), sum_ in minutes.items():
        yield Allocation(pay_type=pay_type, cost_code=cost_code, classification=classification, minutes=sum_)
