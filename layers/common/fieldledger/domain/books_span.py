"""The jobsite days that a comparison with the books is about."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from fieldledger.domain.base import CanonicalModel

MOST_DAYS: Final = 62
_WEEK: Final = timedelta(days=7)


class BooksSpan(CanonicalModel):
    """First and last day, both included; usually a month."""

    first_day: date
    last_day: date

    @property
    def days(self) -> int:
        """How many days; not positive if the last one is before the first."""
        return (self.last_day - self.first_day).days + 1

    def holds(self, day: date | None) -> bool:
        """Whether ``day`` is one of them."""
        return day is not None and self.first_day <= day <= self.last_day

    @property
    def mondays(self) -> tuple[date, ...]:
        """The beginnings of all weeks that these days touch."""
        return tuple(self._mondays())

    def _mondays(self) -> Iterator[date]:
        monday = self.first_day - timedelta(days=self.first_day.weekday())
        while monday <= self.last_day:
            yield monday
            monday += _WEEK


def week_of(monday: date) -> BooksSpan:
    """The seven days that begin with ``monday``."""
    return BooksSpan(first_day=monday, last_day=monday + _WEEK - timedelta(days=1))
