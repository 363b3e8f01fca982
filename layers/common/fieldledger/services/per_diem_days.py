"""Which per diems of time cards are posted: of each pay type one for a worker's day (time-and-identity.md C2)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fieldledger.domain.company import Company
from fieldledger.domain.drafts import PerDiemDraft
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.domain.time_rules import Finding
from fieldledger.repositories.identities import Identities, survivors
from fieldledger.repositories.postings import Postings
from fieldledger.repositories.time_cards import TimeCards, cards_between
from fieldledger.repositories.work_weeks import WeekMark, WorkWeeks
from fieldledger.result import ErrorCode, Result
from fieldledger.services.posting.standing import standing_per_diems

_COUNTED: Final = frozenset({TimeCardStatus.APPROVED, TimeCardStatus.CHANGED})
type _Day = tuple[str, date, str]
"""A worker, a jobsite date and a pay type."""


@dataclass(frozen=True, slots=True)
class CardPerDiems:
    """What one card brings besides its hours. ``week`` is the mark to be written with it, so that of two cards of a
    worker's day that are approved at once only one brings it.
    """

    drafts: tuple[PerDiemDraft, ...]
    findings: tuple[Finding, ...]
    week: WeekMark


@dataclass(frozen=True, slots=True)
class _Who:
    """Workers and jobs by identity."""

    workers: Mapping[str, str]
    jobs: Mapping[str, str]


class PerDiemDays:
    """Reads a worker's other cards only for cards that have a per diem which is posted."""

    def __init__(self, cards: TimeCards, postings: Postings, identities: Identities, weeks: WorkWeeks) -> None:
        self._cards = cards
        self._postings = postings
        self._identities = identities
        self._weeks = weeks

    async def of(self, company: Company, cards: Sequence[TimeCard]) -> Result[Mapping[str, CardPerDiems]]:
        """By card, for those that name such a per diem; what ``cards`` themselves have posted is as if it were not."""
        mine = [card for card in cards if has_per_diem(company, card)]
        if not mine:
            return Result.ok({})
        who = await self._who(company.company_id, mine)
        if who.failed:
            return who.failure()
        marks = await self._marks(company, mine, who.unwrap())
        if marks.failed:
            return marks.failure()
        taken = await self._taken(company, {card.time_card_id for card in cards}, mine)
        return taken.map(lambda days: dict(_of_cards(company, mine, who.unwrap(), days, marks.unwrap())))

    async def expected(self, company: Company, cards: Sequence[TimeCard]) -> Result[tuple[PerDiemDraft, ...]]:
        """What ``cards``, approved in this order, would bring as things stand."""
        mine = [card for card in cards if has_per_diem(company, card)]
        if not mine:
            return Result.ok(())
        who = await self._who(company.company_id, mine)
        if who.failed:
            return who.failure()
        taken = await self._taken(company, {card.time_card_id for card in cards}, mine)
        return taken.map(
            lambda days: tuple(
                draft for _, drafts, _ in _brought(company, mine, who.unwrap(), days) for draft in drafts
            )
        )

    async def _who(self, company_id: str, cards: Sequence[TimeCard]) -> Result[_Who]:
        employees, projects = [card.employee_id for card in cards], [card.project_id for card in cards]
        workers = await survivors(self._identities, company_id, IdentityKind.EMPLOYEE, employees)
        jobs = await survivors(self._identities, company_id, IdentityKind.PROJECT, projects)
        return workers.and_then(lambda found: jobs.map(lambda known: _Who(found, known)))

    async def _marks(self, company: Company, cards: Sequence[TimeCard], who: _Who) -> Result[Mapping[str, WeekMark]]:
        """Read before the cards: whatever is approved after them makes the write lose."""
        fresh = {card.time_card_id: _mark(company, card, who) for card in cards}
        distinct = list({mark.key: mark for mark in fresh.values()}.values())
        current = await self._weeks.current(company.company_id, distinct)
        known = current.map(lambda marks: {mark.key: mark for mark in marks})
        return known.map(lambda by_key: {card: by_key[mark.key] for card, mark in fresh.items()})

    async def _taken(self, company: Company, asked: set[str], mine: Sequence[TimeCard]) -> Result[dict[_Day, str]]:
        """Which card has the per diem of a day already."""
        first, last = min(card.work_date for card in mine), max(card.work_date for card in mine)
        listed = await cards_between(self._cards, company.company_id, first, last)
        if listed.failed:
            return listed.failure()
        others = [card.time_card_id for card in listed.unwrap() if card.time_card_id not in asked]
        again = await self._cards.get_many(company.company_id, others)
        if again.failed:
            return again.failure()
        counted = [card for card in again.unwrap() if card.status in _COUNTED]
        found = await standing_per_diems(self._postings, company.company_id, counted)
        workers = await survivors(
            self._identities, company.company_id, IdentityKind.EMPLOYEE, [card.employee_id for card in counted]
        )
        return found.and_then(
            lambda pairs: workers.map(
                lambda who: {
                    (who[card.employee_id], draft.work_date, draft.pay_type): card.time_card_id for card, draft in pairs
                }
            )
        )


def has_per_diem(company: Company, card: TimeCard) -> bool:
    """Whether a card names a per diem that is posted."""
    posted = company.time.posted_per_diems(company.books.time)
    return not card.deleted_at and any(entry.pay_type in posted for entry in card.entries)


def _mark(company: Company, card: TimeCard, who: _Who) -> WeekMark:
    first_day = company.pay_periods.week_of(card.work_date).first_day
    return WeekMark(company_id=company.company_id, employee_id=who.workers[card.employee_id], first_day=first_day)


def _of_cards(
    company: Company, cards: Sequence[TimeCard], who: _Who, taken: dict[_Day, str], marks: Mapping[str, WeekMark]
) -> Iterator[tuple[str, CardPerDiems]]:
    for card, drafts, found in _brought(company, cards, who, taken):
        yield card.time_card_id, CardPerDiems(tuple(drafts), tuple(found), marks[card.time_card_id])


def _brought(
    company: Company, cards: Sequence[TimeCard], who: _Who, taken: dict[_Day, str]
) -> Iterator[tuple[TimeCard, list[PerDiemDraft], list[Finding]]]:
    """In the order of the cards: the first of a day brings the per diem, unless another card has it already."""
    for card in cards:
        drafts: list[PerDiemDraft] = []
        found: list[Finding] = []
        for draft in _drafts(company, card, who.jobs[card.project_id]):
            day = (who.workers[card.employee_id], card.work_date, draft.pay_type)
            holder = taken.setdefault(day, card.time_card_id)
            if holder == card.time_card_id:
                drafts.append(draft)
            else:
                found.append(_has_it(card, draft, holder))
        yield card, drafts, found


def _drafts(company: Company, card: TimeCard, job: str) -> Iterator[PerDiemDraft]:
    """One for each pay type, under the cost code of the first entry of it."""
    posted = company.time.posted_per_diems(company.books.time)
    first = {entry.pay_type: entry for entry in reversed(card.entries) if entry.pay_type in posted}
    for pay_type, entry in sorted(first.items()):
        yield PerDiemDraft(
            work_date=card.work_date,
            employee_id=card.employee_id,
            project_id=card.project_id,
            pay_type=pay_type,
            cost_code=entry.cost_code,
            classification=entry.classification,
            amount=company.time.per_diem_amounts[pay_type].of_job(job, card.project_id),
        )


def _has_it(card: TimeCard, draft: PerDiemDraft, holder: str) -> Finding:
    day = card.work_date.isoformat()
    text = f"the per diem {draft.pay_type} of {day} is not posted with this card: card {holder} has it already"
    return Finding(card.time_card_id, ErrorCode.PER_DIEM_APART, text, refuses=False)
