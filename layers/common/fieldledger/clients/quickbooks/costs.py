"""What calls cost of the windows of one realm and app (quickbooks.md 2.2, 2.3)."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from fieldledger.domain.rate_windows import Window

READS: Final = "reads"
"""The month's window of metered reads: whoever builds the budget decides its size, by the partner tier."""

_SECOND: Final = "second"
_MINUTE: Final = "minute"
_BATCHES: Final = "batches"

READ: Final[Mapping[str, int]] = {_SECOND: 1, _MINUTE: 1, READS: 1}
WRITE: Final[Mapping[str, int]] = {_SECOND: 1, _MINUTE: 1}


def batch_of(queries: int) -> Mapping[str, int]:
    """A batch is one request, and a metered read for each query in it; its writes are not metered."""
    frame = {_SECOND: 1, _MINUTE: 1, _BATCHES: 1}
    return frame | {READS: queries} if queries else frame


# Evenly spaced, so that hardly a call of the limit is lost; a hundredth may go at once, for people who wait.
_PACED: Final = Fraction(1, 100)


def quickbooks_windows(per_second: int, per_minute: int, batches_per_minute: int) -> tuple[Window, ...]:
    """The throttles of one realm and app (quickbooks.md 2.2)."""
    return (
        Window(_SECOND, per_second, 1, _PACED),
        Window(_MINUTE, per_minute, 60, _PACED),
        Window(_BATCHES, batches_per_minute, 60, _PACED),
    )
