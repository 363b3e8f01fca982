"""A company's rules for hours (time-and-identity.md C2): who computes overtime, what is no time at all, what cannot be.

Pure: cards in, findings out. What a finding does to an approval is decided where cards are approved.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.overtime import HoursKind, OvertimeRule
from fieldledger.domain.time_card import TimeCard, TimeEntry
from fieldledger.result import ErrorCode

DAY: Final = Decimal(24)


class OvertimeAuthority(StrEnum):
    """Who says which hours are overtime: exactly one, or it would be paid twice.

    ``SOURCE``: the jobsite's pay types are taken as they are. ``BOOKS``: hours go over as regular ones and the books
    recompute them from the totals. ``COMPANY``: the company's own rule decides over the work week, whatever the jobsite
    says.
    """

    SOURCE = "source"
    BOOKS = "books"
    COMPANY = "company"


class RoundingUnit(StrEnum):
    """What exported hours are rounded to; the source's hours are kept as given."""

    MINUTE = "minute"
    HUNDREDTH = "hundredth"
    QUARTER = "quarter"

    @property
    def hours(self) -> Decimal:
        """The unit in hours."""
        return {"minute": Decimal(1) / 60, "hundredth": Decimal("0.01"), "quarter": Decimal("0.25")}[self.value]


_Allowance = Annotated[Decimal, Field(gt=0, max_digits=8, decimal_places=2)]


class PerDiemRate(CanonicalModel):
    """What a per diem comes to for a day, in money; ``jobs`` has other amounts by our id of the job."""

    amount: _Allowance
    jobs: dict[str, _Allowance] = Field(default_factory=dict)


class TimeRules(CanonicalModel):
    """``per_diem_pay_types`` are earnings without hours; they never enter overtime, and TimeActivity cannot carry them.
    ``per_diem_amounts`` says by pay type what one is worth: neither of the books has a field for it that we know, so
    it is told to the person who enters it.

    With ``BOOKS`` hours of ``overtime_pay_types`` and ``double_time_pay_types`` are exported as ``regular_pay_type``;
    with ``COMPANY`` they are put together with the regular ones and divided by ``overtime_rule``. Other pay types
    (holidays, leave) are no hours worked: they stay as they are and count towards no limit.
    """

    overtime: OvertimeAuthority = OvertimeAuthority.SOURCE
    regular_pay_type: str | None = None
    overtime_pay_types: frozenset[str] = Field(default_factory=frozenset)
    double_time_pay_types: frozenset[str] = Field(default_factory=frozenset)
    per_diem_pay_types: frozenset[str] = Field(default_factory=frozenset)
    per_diem_amounts: dict[str, PerDiemRate] = Field(default_factory=dict)
    overtime_rule: OvertimeRule | None = None
    rounding: RoundingUnit = RoundingUnit.MINUTE

    @model_validator(mode="after")
    def _one_authority(self) -> Self:
        if self.overtime is OvertimeAuthority.BOOKS and not (self.regular_pay_type and self.overtime_pay_types):
            raise ValueError("books that compute overtime need the regular pay type and those that it replaces")
        if self.per_diem_pay_types & {*self.overtime_pay_types, *self.double_time_pay_types, self.regular_pay_type}:
            raise ValueError("a per diem is no time")
        if not self.per_diem_amounts.keys() <= self.per_diem_pay_types:
            raise ValueError("an amount for a day is of a pay type that is a per diem")
        if self.regular_pay_type in self.overtime_pay_types | self.double_time_pay_types:
            raise ValueError("the regular pay type is no overtime")
        if self.overtime_pay_types & self.double_time_pay_types:
            raise ValueError("a pay type is either overtime or double time")
        return self

    @model_validator(mode="after")
    def _rule_with_its_pay_types(self) -> Self:
        """Exactly the authority that has the rule uses one, and what it makes is known as overtime everywhere."""
        rule = self.overtime_rule
        if (self.overtime is OvertimeAuthority.COMPANY) != (rule is not None):
            raise ValueError("overtime by the company needs its rule, and nobody else takes one")
        if rule is not None and (
            self.regular_pay_type is None
            or rule.overtime_pay_type not in self.overtime_pay_types
            or not self.double_time_pay_types >= {rule.double_pay_type} - {None}
        ):
            raise ValueError("the rule's pay types are the regular one and such as are named overtime and double time")
        return self

    def kind_of(self, pay_type: str) -> HoursKind:
        """What hours of a pay type are; a type that is neither overtime nor double time is straight time."""
        if pay_type in self.overtime_pay_types:
            return HoursKind.OVERTIME
        return HoursKind.DOUBLE if pay_type in self.double_time_pay_types else HoursKind.STRAIGHT

    def worked(self, pay_type: str) -> bool:
        """Whether its hours count towards the limits of the company's rule."""
        return pay_type == self.regular_pay_type or self.kind_of(pay_type) is not HoursKind.STRAIGHT

    def pay_type_of(self, kind: HoursKind) -> str:
        """What the company's rule calls hours of ``kind``; a bug for a company without the rule."""
        rule = self.overtime_rule
        assert rule is not None
        names = {
            HoursKind.STRAIGHT: self.regular_pay_type,
            HoursKind.OVERTIME: rule.overtime_pay_type,
            HoursKind.DOUBLE: rule.double_pay_type,
        }
        name = names[kind]
        assert name is not None
        return name

    def payable(self, entries: Iterable[TimeEntry]) -> tuple[TimeEntry, ...]:
        """Entries as they are exported: without per diems, and with one authority's pay types."""
        time = (entry for entry in entries if entry.pay_type not in self.per_diem_pay_types)
        return tuple(self._under_authority(entry) for entry in time)

    def _under_authority(self, entry: TimeEntry) -> TimeEntry:
        if self.overtime is not OvertimeAuthority.BOOKS or self.kind_of(entry.pay_type) is HoursKind.STRAIGHT:
            return entry
        return entry.model_copy(update={"pay_type": self.regular_pay_type})


@dataclass(frozen=True, slots=True)
class Finding:
    """What is odd about a card. ``refuses``: it cannot go to the books as it is; otherwise a person is only told."""

    time_card_id: str
    code: ErrorCode
    message: str
    refuses: bool


@dataclass(frozen=True, slots=True)
class Worked:
    """A card with the identities of its worker and job: two systems call them by different ids."""

    card: TimeCard
    employee: str
    project: str

    @property
    def day(self) -> tuple[str, date]:
        """Worker and jobsite date."""
        return self.employee, self.card.work_date


def findings(cards: Sequence[Worked], rules: TimeRules) -> tuple[Finding, ...]:
    """Everything odd about ``cards``, which are all the cards of the worker-days in question."""
    days: dict[tuple[str, date], list[Worked]] = defaultdict(list)
    for worked in cards:
        days[worked.day].append(worked)
    found = [each for day in days.values() for each in (*_same_hours(day), *_too_long(day, rules))]
    return (*found, *(each for day in days.values() for each in _per_diems(day, rules)))


def _same_hours(day: Sequence[Worked]) -> Iterator[Finding]:
    """The same key and hours from two systems is one fact told twice; from one system it may be two shifts."""
    alike: dict[object, list[Worked]] = defaultdict(list)
    for worked in day:
        alike[worked.project, _hours(worked.card)].append(worked)
    for group in alike.values():
        for worked in group:
            twins = [each.card for each in group if each.card.time_card_id != worked.card.time_card_id]
            others = [twin for twin in twins if twin.source != worked.card.source]
            if others:
                names = ", ".join(f"{twin.source} {twin.time_card_id}" for twin in others)
                text = f"the same worker, job, day and hours came from {names} too"
                yield Finding(worked.card.time_card_id, ErrorCode.TIME_CARD_DUPLICATE, text, refuses=True)
            elif twins:
                text = f"card {twins[0].time_card_id} has the same worker, job, day and hours"
                yield Finding(worked.card.time_card_id, ErrorCode.TIME_CARD_REPEATED, text, refuses=False)


def _too_long(day: Sequence[Worked], rules: TimeRules) -> Iterator[Finding]:
    """Over all jobs and systems: nobody works more than a day in a day."""
    total = sum((entry.hours for worked in day for entry in rules.payable(worked.card.entries)), Decimal(0))
    if total > DAY:
        text = f"{total} h of one worker on {day[0].card.work_date.isoformat()}, over {len(day)} cards"
        for worked in day:
            yield Finding(worked.card.time_card_id, ErrorCode.TIME_OVER_A_DAY, text, refuses=True)


def _per_diems(day: Sequence[Worked], rules: TimeRules) -> Iterator[Finding]:
    """Apart from time: no hours, and by another way into the books. Of several on one day the first card has it."""
    told: dict[str, str] = {}
    for worked in sorted(day, key=lambda each: each.card.time_card_id):
        card = worked.card
        mine = [entry for entry in card.entries if entry.pay_type in rules.per_diem_pay_types]
        if any(entry.hours for entry in mine):
            text = "a per diem carries hours: it is an amount, and its hours would be paid as time"
            yield Finding(card.time_card_id, ErrorCode.PER_DIEM_HAS_HOURS, text, refuses=True)
            continue
        for pay_type in dict.fromkeys(entry.pay_type for entry in mine):
            first = told.setdefault(pay_type, card.time_card_id)
            text = _per_diem(worked, pay_type, rules) if first == card.time_card_id else f"card {first} has it already"
            words = (
                f"the per diem {pay_type} of {card.work_date.isoformat()} is not posted with the card's time: {text}"
            )
            yield Finding(card.time_card_id, ErrorCode.PER_DIEM_APART, words, refuses=False)


def _per_diem(worked: Worked, pay_type: str, rules: TimeRules) -> str:
    rate = rules.per_diem_amounts.get(pay_type)
    if rate is None:
        return "enter it in the books"
    amount = rate.jobs.get(worked.project) or rate.jobs.get(worked.card.project_id) or rate.amount
    return f"enter {amount:.2f} for the day in the books"


def _hours(card: TimeCard) -> frozenset[tuple[str, str, Decimal]]:
    """Hours by pay type and cost code, whatever the order and number of entries."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for entry in card.entries:
        sums[entry.pay_type, entry.cost_code or ""] += entry.hours
    return frozenset((pay_type, code, hours.normalize()) for (pay_type, code), hours in sums.items() if hours)
