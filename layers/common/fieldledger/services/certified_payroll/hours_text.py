"""Minutes as hours that people read, to the hundredth; the rows of a line add up to its rounded total."""

from decimal import Decimal
from typing import Final

from fieldledger.domain.certified_payroll import PayrollLine, Worked
from fieldledger.domain.drafts import CENT
from fieldledger.domain.overtime import HoursKind
from fieldledger.domain.time_rounding import round_together

NOT_KNOWN: Final = "(not given)"
_HOUR: Final = Decimal(60)


def hours_of_days(line: PayrollLine) -> list[dict[HoursKind, Decimal]]:
    """Hours of each day by kind (time-and-identity.md C2: the residue is on the largest)."""
    exact = {(day, kind): part for day, worked in enumerate(line.days) for kind, part in _parts(worked).items()}
    rounded = round_together(exact, CENT)
    return [{kind: rounded[day, kind] for kind in HoursKind} for day in range(len(line.days))]


def totals(line: PayrollLine) -> dict[HoursKind, Decimal]:
    """Hours of the week by kind, as its days add up."""
    days = hours_of_days(line)
    return {kind: sum((day[kind] for day in days), Decimal(0)) for kind in HoursKind}


def _parts(worked: Worked) -> dict[HoursKind, Decimal]:
    return {
        HoursKind.STRAIGHT: worked.straight / _HOUR,
        HoursKind.OVERTIME: worked.overtime / _HOUR,
        HoursKind.DOUBLE: worked.double / _HOUR,
    }
