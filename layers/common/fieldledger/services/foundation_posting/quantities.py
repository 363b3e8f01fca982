"""From our figures to FOUNDATION's: hours of two decimals, retainage in percent."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Final, Self

from fieldledger.domain.company import Company
from fieldledger.domain.drafts import CENT
from fieldledger.domain.foundation_mappings import FoundationKind
from fieldledger.domain.time_rounding import round_together

_MINUTES: Final = Decimal(60)
_WHOLE: Final = Decimal(100)
_WEEK_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class WorkedRow:
    """Minutes of one worker on one day; ``key`` is the row that they will stand in."""

    key: str
    worker: str
    day: date
    minutes: Decimal


@dataclass(frozen=True, slots=True)
class Before:
    """Minutes of a worker's week that were exported earlier, and as how many hours."""

    minutes: Decimal = Decimal(0)
    hours: Decimal = Decimal(0)


_NOTHING: Final = Before()


def hours(minutes: int) -> Decimal:
    """Hours to the hundredth, which is all that FOUNDATION holds."""
    return (minutes / _MINUTES).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class RoundedWeeks:
    """How a company's hours are exported: ``begins`` is any day on which a week begins, ``unit`` what is rounded to."""

    begins: date
    unit: Decimal = CENT

    @classmethod
    def of(cls, company: Company) -> Self:
        """FOUNDATION holds hundredths, so minutes become those; only a quarter of an hour is coarser."""
        return cls(company.pay_periods.anchor, max(CENT, company.time.rounding.hours.quantize(CENT, ROUND_DOWN)))

    def first_day(self, day: date) -> date:
        """Of the week of ``day``."""
        return day - timedelta(days=(day - self.begins).days % _WEEK_DAYS)


def hours_by_row(
    rows: Iterable[WorkedRow], weeks_of: RoundedWeeks, before: Mapping[tuple[str, date], Before] | None = None
) -> dict[str, Decimal]:
    """The hours of each row, so that a worker's week adds up: its rows are the rounded sum of its minutes.

    ``before`` is what went earlier, by worker and first day: with it the week adds up as a whole. The residue goes to
    the largest row (time-and-identity.md C2). Rows of one key are added up.
    """
    earlier = before or {}
    weeks: defaultdict[tuple[str, date], defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        weeks[row.worker, weeks_of.first_day(row.day)][row.key] += row.minutes / _MINUTES
    found: dict[str, Decimal] = {}
    for key, week in weeks.items():
        gone = earlier.get(key, _NOTHING)
        found |= round_together(week, weeks_of.unit, gone.minutes / _MINUTES, gone.hours)
    return found


def percent_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """The percentage of two decimals that gives ``part`` to the cent; None if there is none."""
    if not whole:
        return None
    percent = (part * _WHOLE / whole).quantize(CENT, ROUND_HALF_UP)
    return percent if (percent * whole / _WHOLE).quantize(CENT, ROUND_HALF_UP) == part else None


def rounding(kind: FoundationKind, quantity: Decimal, approved: Decimal) -> Decimal:
    """What the exported figures are more than the approved ones: in hours for time, in money for invoices."""
    if kind is FoundationKind.AP_INVOICE:
        return quantity - approved
    return (quantity - approved / _MINUTES).quantize(Decimal("0.0001"))
