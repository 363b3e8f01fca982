"""Raken's limits: assumptions, since it publishes none (raken.md A4)."""

from fractions import Fraction
from typing import Final

from fieldledger.domain.rate_windows import Window

_SECOND: Final = "second"
_DAY: Final = "day"
COSTS: Final = {_SECOND: 1, _DAY: 1}


def raken_windows(per_second: int, per_day: int) -> tuple[Window, ...]:
    """Raken's limits as budget windows; a burst of half the day's quota lets a first sync run through."""
    return (
        Window(_SECOND, per_second, 1, Fraction(1, 2)),
        Window(_DAY, per_day, 86_400, Fraction(1, 2)),
    )
