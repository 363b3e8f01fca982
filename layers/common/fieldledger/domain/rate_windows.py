"""A vendor's limits, and who may use how much of them: no clock and no store."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Final

MICRO: Final = 1_000_000
# A call may leave this much after the moment reserved for it; the spacing of the window pays for it.
_GRACE_SHARE: Final = Fraction(1, 10)
_MOST_GRACE: Final = MICRO // 2
# What work of a priority leaves of a quota to those before it: people who wait, and a backfill to all else.
_RESERVED: Final = Fraction(1, 20)
_RESERVED_BY_BACKFILL: Final = Fraction(1, 4)


class Priority(StrEnum):
    """Whose call it is. ``INTERACTIVE`` is a lane of its own; the others share the bulk lane, in this order."""

    INTERACTIVE = "interactive"  # a person waits
    POSTING = "posting"  # approved work on its way to the books
    SYNC = "sync"  # reading what changed; can wait
    BACKFILL = "backfill"  # reading everything; waits for all others

    @property
    def bulk(self) -> bool:
        """True for work that leaves a reserve to people."""
        return self is not Priority.INTERACTIVE


_BURST_SHARE: Final = {
    Priority.INTERACTIVE: Fraction(1),
    Priority.POSTING: Fraction(2, 3),
    Priority.SYNC: Fraction(1, 3),
    Priority.BACKFILL: Fraction(1, 6),
}


class Period(StrEnum):
    """A span of the calendar, in UTC."""

    DAY = "day"
    MONTH = "month"

    def end(self, moment: datetime) -> datetime:
        """When the period that holds ``moment`` is over."""
        start = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        if self is Period.DAY:
            return from_micros(to_micros(start) + 86_400 * MICRO)
        return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1, day=1)


@dataclass(frozen=True, slots=True)
class Window:
    """At most ``limit`` calls in any span of ``seconds``, of which ``burst_share`` may go at once.

    The rest is refilled evenly, so that the promise holds for every span and not only on average: a larger burst is
    paid for with a lower lasting rate.
    """

    name: str
    limit: int
    seconds: int
    burst_share: Fraction = Fraction(1, 8)

    @property
    def burst(self) -> int:
        """Calls that may go at once."""
        return max(1, int(self.limit * self.burst_share))

    @property
    def grace(self) -> int:
        """Microseconds that a call may be late without breaking the promise."""
        return min(_MOST_GRACE, int(self.seconds * MICRO * _GRACE_SHARE))

    @property
    def spacing(self) -> int:
        """Microseconds that one call costs; rounded up, so that rounding never exceeds the limit.

        ``burst`` calls at once and one every ``spacing`` after the first of them are ``limit`` calls in the span.
        """
        return ceil(Fraction(self.seconds * MICRO + self.grace, max(1, self.limit - self.burst + 1))) + 1

    def tolerance(self, priority: Priority, cost: int) -> int:
        """Microseconds that the window may be ahead of the clock after a call of ``cost``; people's reach furthest."""
        return max(cost, int(self.burst * _BURST_SHARE[priority])) * self.spacing

    def end(self, moment: datetime) -> datetime:
        """End of the aligned span around ``moment``, for reading out how much of it is used."""
        span = self.seconds * MICRO
        return from_micros((to_micros(moment) // span + 1) * span)


@dataclass(frozen=True, slots=True)
class Quota:
    """At most ``limit`` calls in a calendar period: a daily quota, a month's metered reads."""

    name: str
    limit: int
    period: Period

    def allowed(self, priority: Priority) -> int:
        """How much of it work of this priority may use up."""
        if not priority.bulk:
            return self.limit
        left = _RESERVED_BY_BACKFILL if priority is Priority.BACKFILL else _RESERVED
        return self.limit - int(self.limit * left)

    def end(self, moment: datetime) -> datetime:
        """When it is full again."""
        return self.period.end(moment)


type Limit = Window | Quota


def to_micros(moment: datetime) -> int:
    """Whole microseconds since the epoch, without float rounding."""
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * MICRO + delta.microseconds


def from_micros(value: int) -> datetime:
    """The moment of ``to_micros``."""
    return datetime.fromtimestamp(value // MICRO, UTC).replace(microsecond=value % MICRO)
