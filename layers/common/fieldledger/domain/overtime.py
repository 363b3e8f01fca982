"""Straight and overtime hours by a company's own rule over the work week (time-and-identity.md C2): pure, in minutes.

Straight time ends at so many hours of a day and so many of a week, over all jobs. What is over the day's limit does not
count towards the week's, so that no hour is overtime twice.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from fieldledger.domain.base import CanonicalModel

_HOUR: Final = 60
_ENDLESS: Final = 7 * 24 * _HOUR
_Daily = Annotated[Decimal, Field(gt=0, le=24, multiple_of=Decimal("0.25"))]
_Weekly = Annotated[Decimal, Field(gt=0, le=168, multiple_of=Decimal("0.25"))]
_PayType = Annotated[str, Field(min_length=1, max_length=100)]


class HoursKind(StrEnum):
    """What hours are paid as. ``DOUBLE`` is overtime at twice the rate."""

    STRAIGHT = "straight"
    OVERTIME = "overtime"
    DOUBLE = "double"


class OvertimeRule(CanonicalModel):
    """Limits in hours; None: no such limit. Double time is off unless ``double_after_daily_hours`` is set.

    ASSUMPTION: over 8 hours a day and 40 a week, which agreements and states change; no rule for weekends or the
    seventh day.
    """

    daily_hours: _Daily | None = Decimal(8)
    weekly_hours: _Weekly | None = Decimal(40)
    double_after_daily_hours: _Daily | None = None
    overtime_pay_type: _PayType
    double_pay_type: _PayType | None = None

    @model_validator(mode="after")
    def _limits_in_order(self) -> Self:
        if self.daily_hours is None and self.weekly_hours is None:
            raise ValueError("a rule without any limit makes no overtime")
        if (self.double_after_daily_hours is None) != (self.double_pay_type is None):
            raise ValueError("double time needs both its limit and its pay type")
        if self.double_after_daily_hours is not None and self.double_after_daily_hours <= (self.daily_hours or 0):
            raise ValueError("double time begins after overtime")
        if self.double_pay_type == self.overtime_pay_type:
            raise ValueError("overtime and double time are the same pay type")
        return self


@dataclass(slots=True)
class WorkWeek:
    """What one worker has worked of one week so far, over all jobs."""

    rule: OvertimeRule
    _straight: defaultdict[date, int] = field(default_factory=lambda: defaultdict(int))
    _worked: defaultdict[date, int] = field(default_factory=lambda: defaultdict(int))

    def count(self, day: date, kind: HoursKind, minutes: int) -> None:
        """Minutes that are decided already: they stand as they are."""
        self._worked[day] += minutes
        if kind is HoursKind.STRAIGHT:
            self._straight[day] += minutes

    def take(self, day: date, minutes: int) -> list[tuple[HoursKind, int]]:
        """The next minutes of ``day``: straight as far as there is room, then overtime, then double time."""
        double = self._double(day, minutes)
        straight = max(0, min(minutes - double, self._room(day)))
        parts = [
            (HoursKind.STRAIGHT, straight),
            (HoursKind.OVERTIME, minutes - double - straight),
            (HoursKind.DOUBLE, double),
        ]
        taken = [(kind, part) for kind, part in parts if part]
        for kind, part in taken:
            self.count(day, kind, part)
        return taken

    @property
    def straight(self) -> int:
        """Straight minutes of the week."""
        return sum(self._straight.values())

    @property
    def straight_by_rule(self) -> int:
        """What they would be if all of the week were decided at once."""
        fresh = WorkWeek(self.rule)
        for day, minutes in sorted(self._worked.items()):
            fresh.take(day, minutes)
        return fresh.straight

    def _room(self, day: date) -> int:
        return min(
            _minutes(self.rule.daily_hours) - self._straight[day], _minutes(self.rule.weekly_hours) - self.straight
        )

    def _double(self, day: date, minutes: int) -> int:
        end = self._worked[day] + minutes
        return max(0, end - max(self._worked[day], _minutes(self.rule.double_after_daily_hours)))


def _minutes(hours: Decimal | None) -> int:
    return _ENDLESS if hours is None else int(hours * _HOUR)
