"""Certified payroll (time-and-identity.md C2): one job's week by worker, classification and day; minutes throughout.

The columns of the US Department of Labor's form WH-347 as far as the jobsite knows them. Rates, gross, deductions and
net pay are payroll's, and identifying numbers other than the payroll number are never read.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.overtime import HoursKind
from fieldledger.domain.time_rules import OvertimeAuthority, TimeRules

WEEK_DAYS: Final = 7


class PayrollFlag(StrEnum):
    """Why somebody should look before they sign."""

    CHANGED = "changed_after_approval"
    DELETED = "deleted_after_approval"
    ADJUSTED = "adjusted_after_approval"
    NOT_POSTED = "not_posted"


class Worked(CanonicalModel):
    """Minutes by what they are paid as."""

    straight: int = 0
    overtime: int = 0
    double: int = 0

    @property
    def minutes(self) -> int:
        """All of them."""
        return self.straight + self.overtime + self.double

    def plus(self, kind: HoursKind, minutes: int) -> "Worked":
        """More of one kind."""
        return self.model_copy(update={kind.value: getattr(self, kind.value) + minutes})

    def and_(self, other: "Worked") -> "Worked":
        """Both together."""
        return Worked(
            straight=self.straight + other.straight,
            overtime=self.overtime + other.overtime,
            double=self.double + other.double,
        )


class PayrollLine(CanonicalModel):
    """One worker in one classification; ``days`` are the seven days of the week in their order.

    Empty number and name when the jobsite never sent the worker.
    """

    employee_id: str
    number: str | None
    name: str | None
    classification: str | None
    days: tuple[Worked, ...]
    total: Worked
    flags: tuple[PayrollFlag, ...]


class FlaggedCard(CanonicalModel):
    """A card whose hours are in the payroll as they were approved, and what is odd about it."""

    time_card_id: str
    work_date: date
    employee_id: str
    flag: PayrollFlag


class CertifiedPayroll(CanonicalModel):
    """A job's week. ``overtime_decided_by``: with ``books`` overtime is not known here, and all hours are straight.

    ``pay_types_as_straight`` are pay types that no setting names; their hours stand as straight time.
    """

    contractor: str
    project_id: str
    project_number: str | None
    project_name: str
    first_day: date
    week_ending: date
    overtime_decided_by: OvertimeAuthority
    lines: tuple[PayrollLine, ...]
    total: Worked
    total_minutes: int
    flagged: tuple[FlaggedCard, ...]
    pay_types_as_straight: tuple[str, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The dates of the week."""
        return tuple(self.first_day + timedelta(days=day) for day in range(WEEK_DAYS))


@dataclass(frozen=True, slots=True)
class ApprovedHours:
    """Hours of one posting, of one card."""

    time_card_id: str
    employee_id: str
    work_date: date
    pay_type: str
    classification: str | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Person:
    """A worker as the jobsite knows them."""

    employee_id: str
    number: str | None = None
    name: str | None = None


def lines_of(
    first_day: date,
    hours: Iterable[ApprovedHours],
    flagged: Sequence[FlaggedCard],
    people: Iterable[Person],
    rules: TimeRules,
) -> tuple[PayrollLine, ...]:
    """A line for each worker and classification, by name and number."""
    known = {person.employee_id: person for person in people}
    days: defaultdict[tuple[str, str | None], list[Worked]] = defaultdict(lambda: [Worked()] * WEEK_DAYS)
    cards: defaultdict[tuple[str, str | None], set[str]] = defaultdict(set)
    for each in hours:
        key, day = (each.employee_id, each.classification), (each.work_date - first_day).days
        days[key][day] = days[key][day].plus(rules.kind_of(each.pay_type), each.minutes)
        cards[key].add(each.time_card_id)
    found = [
        _line(known.get(key[0]) or Person(key[0]), key[1], week, [f for f in flagged if f.time_card_id in cards[key]])
        for key, week in days.items()
    ]
    return tuple(sorted(found, key=_order))


def sum_of(worked: Iterable[Worked]) -> Worked:
    """All together."""
    total = Worked()
    for each in worked:
        total = total.and_(each)
    return total


def unnamed_pay_types(hours: Iterable[ApprovedHours], rules: TimeRules) -> tuple[str, ...]:
    """Pay types that are straight time only because no setting says what they are."""
    return tuple(sorted({each.pay_type for each in hours if not rules.worked(each.pay_type)}))


def _line(
    person: Person, classification: str | None, days: Sequence[Worked], flagged: Sequence[FlaggedCard]
) -> PayrollLine:
    return PayrollLine(
        employee_id=person.employee_id,
        number=person.number,
        name=person.name,
        classification=classification,
        days=tuple(days),
        total=sum_of(days),
        flags=tuple(flag for flag in PayrollFlag if any(each.flag is flag for each in flagged)),
    )


def _order(line: PayrollLine) -> tuple[str, str, str, str]:
    return line.name or "", line.number or "", line.employee_id, line.classification or ""
