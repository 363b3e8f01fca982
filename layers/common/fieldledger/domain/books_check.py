"""When the books were compared with what was posted, week by week."""

from collections.abc import Iterable
from datetime import date, datetime

from fieldledger.domain.base import CanonicalModel, Utc


class CheckedWeek(CanonicalModel):
    """The last comparison of a week: how many of our records it looked at, and how many are not what was posted."""

    company_id: str
    monday: date
    checked_at: Utc
    records: int
    differing: int
    version: int = 0


def checked_since(mondays: Iterable[date], weeks: Iterable[CheckedWeek]) -> datetime | None:
    """The oldest comparison of all the weeks; None if one of them was never compared."""
    known = {week.monday: week.checked_at for week in weeks}
    times = [known.get(monday) for monday in mondays]
    return None if None in times else min((time for time in times if time is not None), default=None)
