"""When the books were compared with what was posted, week by week."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from pydantic import Field

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.books_reconciliation import LedgerKind
from fieldledger.domain.posting import Target


class CheckedWeek(CanonicalModel):
    """The last comparison of a week: how many of our records it looked at, and how many are not what was posted.

    ``unread`` tells of kinds that these books do not let us read why they were not looked at.
    """

    company_id: str
    books: Target = "quickbooks"
    monday: date
    checked_at: Utc
    records: int
    differing: int
    unread: dict[LedgerKind, str] = Field(default_factory=dict)
    version: int = 0


def checked_since(mondays: Iterable[date], weeks: Iterable[CheckedWeek]) -> datetime | None:
    """The oldest comparison of all the weeks; None if one of them was never compared."""
    known = {week.monday: week.checked_at for week in weeks}
    times = [known.get(monday) for monday in mondays]
    return None if None in times else min((time for time in times if time is not None), default=None)


def unread_in(weeks: Iterable[CheckedWeek]) -> Mapping[LedgerKind, str]:
    """Kinds that were left out in one of the weeks, and why."""
    return {kind: why for week in weeks for kind, why in week.unread.items()}
