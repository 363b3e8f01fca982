"""Spans of days for Raken's date filters, which take at most a month (raken.md A3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

LONGEST_DAYS: Final = 31
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class DaySpan:
    """Jobsite days from ``first`` to ``last``, both included; ``ValueError`` where ``last`` is earlier."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def params(self) -> dict[str, str]:
        """The span as Raken's parameters."""
        return {"fromDate": self.first.isoformat(), "toDate": self.last.isoformat()}

    def windows(self) -> Iterator["DaySpan"]:
        """The same days in windows of at most 31 days, oldest first, without overlap."""
        begin = self.first
        while begin <= self.last:
            end = min(self.last, begin + (LONGEST_DAYS - 1) * _DAY)
            yield DaySpan(begin, end)
            begin = end + _DAY

    def months(self) -> Iterator["DaySpan"]:
        """The whole calendar months that these days touch: the same windows whoever asks, so that a cache hits."""
        begin = self.first.replace(day=1)
        while begin <= self.last:
            following = (begin + LONGEST_DAYS * _DAY).replace(day=1)
            yield DaySpan(begin, following - _DAY)
            begin = following
