"""Dividing approved cards into straight and overtime hours by the company's own rule (time-and-identity.md C2).

A worker's week is filled in the order in which cards are approved, and within one approval by jobsite date and then by
card. What was approved before stands: its division is in the books. So the sums of a week are right in any order, and
cards approved in the order of their days are divided by day too.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fieldledger.domain.company import Company
from fieldledger.domain.drafts import PerDiemDraft, TimeActivityDraft
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.overtime import HoursKind, OvertimeRule, WorkWeek
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.domain.time_rounding import allocate
from fieldledger.domain.time_rules import Finding, TimeRules
from fieldledger.repositories.identities import Identities, survivors
from fieldledger.repositories.postings import Postings
from fieldledger.repositories.time_cards import TimeCards, cards_between
from fieldledger.repositories.work_weeks import WeekMark, WorkWeeks
from fieldledger.result import ErrorCode, Result
from fieldledger.services.per_diem_days import CardPerDiems, PerDiemDays
from fieldledger.services.posting.standing import Standing, hours_of, standing
from fieldledger.services.time_card_drafts import drafts_of

COUNTED: Final = frozenset({TimeCardStatus.APPROVED, TimeCardStatus.CHANGED})
_WAITING: Final = frozenset({TimeCardStatus.READY, TimeCardStatus.UNAPPROVED})
_OVERTIME: Final = (HoursKind.OVERTIME, HoursKind.DOUBLE)
type _WeekKey = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Divided:
    """What one card becomes, its hours and apart from them its per diems, and what a person should know of it.

    ``week`` is the mark to be written with it, if a rule divided it or a per diem is posted; ``settled``: that week is
    as the rule has it.
    """

    drafts: tuple[TimeActivityDraft, ...]
    findings: tuple[Finding, ...] = ()
    week: WeekMark | None = None
    settled: bool = True
    per_diems: tuple[PerDiemDraft, ...] = ()

    @property
    def all_drafts(self) -> tuple[TimeActivityDraft | PerDiemDraft, ...]:
        """Everything that may be posted of the card."""
        return *self.drafts, *self.per_diems


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """The other cards of the same weeks: those that are approved with their hours, those that wait, and who is who."""

    approved: tuple[TimeCard, ...]
    waiting: tuple[TimeCard, ...]
    hours: Standing
    workers: Mapping[str, str]
    marks: Mapping[_WeekKey, WeekMark]


class OvertimeWeeks:
    """Reads the weeks around cards only for companies whose own rule decides, and for cards with a per diem."""

    def __init__(self, cards: TimeCards, postings: Postings, identities: Identities, weeks: WorkWeeks) -> None:
        self._cards = cards
        self._weeks = weeks
        self._postings = postings
        self._identities = identities
        self._per_diems = PerDiemDays(cards, postings, identities, weeks)

    async def divide(self, company: Company, cards: Sequence[TimeCard]) -> Result[Mapping[str, Divided]]:
        """What each of ``cards`` becomes, in their order; the postings that they have are as if they were not."""
        hours = await self._hours(company, cards)
        per_diems = await self._per_diems.of(company, cards)
        return hours.and_then(lambda divided: per_diems.map(lambda apart: _together(divided, apart)))

    async def _hours(self, company: Company, cards: Sequence[TimeCard]) -> Result[Mapping[str, Divided]]:
        rules = company.time
        if rules.overtime_rule is None or not cards:
            return Result.ok({card.time_card_id: Divided(tuple(drafts_of(card, rules))) for card in cards})
        rule = rules.overtime_rule
        around = await self._around(company, cards)
        return around.map(lambda found: dict(_divided(company, rule, cards, found)))

    async def _around(self, company: Company, cards: Sequence[TimeCard]) -> Result[_Surroundings]:
        first = company.pay_periods.week_of(min(card.work_date for card in cards)).first_day
        last = company.pay_periods.week_of(max(card.work_date for card in cards)).last_day
        listed = await cards_between(self._cards, company.company_id, first, last)
        if listed.failed:
            return listed.failure()
        mine = {card.time_card_id for card in cards}
        others = [card for card in listed.unwrap() if card.time_card_id not in mine]
        workers = await survivors(
            self._identities,
            company.company_id,
            IdentityKind.EMPLOYEE,
            [card.employee_id for card in (*cards, *others)],
        )
        if workers.failed:
            return workers.failure()
        who = workers.unwrap()
        asked = {who[card.employee_id] for card in cards}
        theirs = [card for card in others if who[card.employee_id] in asked]
        return await self._read(company, cards, theirs, who)

    async def _read(
        self, company: Company, cards: Sequence[TimeCard], others: Sequence[TimeCard], who: Mapping[str, str]
    ) -> Result[_Surroundings]:
        """Marks first: what is approved after them makes the write lose."""
        keys = list(dict.fromkeys(_key(company, card, who) for card in cards))
        fresh = [WeekMark(company_id=company.company_id, employee_id=who_, first_day=day) for who_, day in keys]
        marks = await self._weeks.current(company.company_id, fresh)
        if marks.failed:
            return marks.failure()
        again = await self._cards.get_many(company.company_id, [card.time_card_id for card in others])
        if again.failed:
            return again.failure()
        approved = tuple(card for card in again.unwrap() if card.status in COUNTED)
        waiting = tuple(card for card in again.unwrap() if card.status in _WAITING)
        hours = await standing(self._postings, company.company_id, approved)
        known = dict(zip(keys, marks.unwrap(), strict=True))
        return hours.map(lambda found: _Surroundings(approved, waiting, found, who, known))


def _together(divided: Mapping[str, Divided], apart: Mapping[str, CardPerDiems]) -> Mapping[str, Divided]:
    """The mark that was read first is kept: it was read before either looked at other cards."""
    both = dict(divided)
    for key, own in apart.items():
        hours = divided[key]
        both[key] = replace(
            hours,
            per_diems=own.drafts,
            findings=(*hours.findings, *own.findings),
            week=own.week if hours.week is None else hours.week,
        )
    return both


def _key(company: Company, card: TimeCard, who: Mapping[str, str]) -> _WeekKey:
    return who[card.employee_id], company.pay_periods.week_of(card.work_date).first_day


def _divided(
    company: Company, rule: OvertimeRule, cards: Sequence[TimeCard], around: _Surroundings
) -> Iterator[tuple[str, Divided]]:
    def key(card: TimeCard) -> _WeekKey:
        return _key(company, card, around.workers)

    rules = company.time
    weeks: dict[_WeekKey, WorkWeek] = defaultdict(lambda: WorkWeek(rule))
    for card in around.approved:
        for draft in map(hours_of, around.hours[card.time_card_id]):
            if rules.worked(draft.pay_type):
                weeks[key(card)].count(card.work_date, rules.kind_of(draft.pay_type), draft.minutes)
    for card in cards:
        week = weeks[key(card)]
        drafts = [] if card.deleted_at else drafts_of(card, rules, week)
        same = [each for each in (*around.approved, *around.waiting) if key(each) == key(card)]
        found = (*_differs(card, drafts, rules), *_out_of_order(card, same))
        settled = week.straight == week.straight_by_rule
        yield card.time_card_id, Divided(tuple(drafts), found, around.marks[key(card)], settled)


def _differs(card: TimeCard, drafts: Iterable[TimeActivityDraft], rules: TimeRules) -> Iterator[Finding]:
    """The rule decides; that the jobsite says something else is told."""
    if card.deleted_at:
        return
    said = sum(
        each.minutes for each in allocate(rules.payable(card.entries)) if rules.kind_of(each.pay_type) in _OVERTIME
    )
    made = sum(draft.minutes for draft in drafts if rules.kind_of(draft.pay_type) in _OVERTIME)
    if said != made:
        text = f"the jobsite says {said} min of overtime, the company's rule makes {made} min of it"
        yield Finding(card.time_card_id, ErrorCode.OVERTIME_DIFFERS, text, refuses=False)


def _out_of_order(card: TimeCard, others: Sequence[TimeCard]) -> Iterator[Finding]:
    """The week's sums are right in any order; on which day and job the overtime is, is not."""
    later = [each for each in others if each.status in COUNTED and each.work_date > card.work_date]
    earlier = [each for each in others if each.status in _WAITING and each.work_date < card.work_date]
    if later or earlier:
        when, which = ("later", later) if later else ("earlier", earlier)
        state = "approved before" if later else "not approved yet"
        text = f"{len(which)} {when} cards of this worker's week are {state}: overtime may stand on other days"
        yield Finding(card.time_card_id, ErrorCode.OVERTIME_OUT_OF_ORDER, text, refuses=False)
