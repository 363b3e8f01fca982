"""Comparisons of the books with what was posted, as callers see them."""

from datetime import date
from typing import Self

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.books_check import CheckedWeek
from fieldledger.domain.books_reconciliation import LedgerKind
from fieldledger.domain.posting import Target
from fieldledger.services.closing.checking import SpanChecked


class CheckedWeekView(CanonicalModel):
    """One week of one set of books: how many of our records were looked at, and how many are not what was posted.

    ``unread``: kinds that these books do not let us read, and why.
    """

    books: Target
    monday: date
    checked_at: Utc
    records: int
    differing: int
    unread: dict[LedgerKind, str]

    @classmethod
    def of(cls, week: CheckedWeek) -> Self:
        """The view of ``week``."""
        return cls(**{name: getattr(week, name) for name in cls.model_fields})


class ComparisonView(CanonicalModel):
    """``complete`` false: time ran out; the same call with this ``since`` goes on with the weeks that are left."""

    complete: bool
    since: Utc
    weeks: tuple[CheckedWeekView, ...]

    @classmethod
    def of(cls, checked: SpanChecked) -> Self:
        """The view of ``checked``."""
        weeks = tuple(map(CheckedWeekView.of, checked.weeks))
        return cls(complete=checked.complete, since=checked.since, weeks=weeks)
