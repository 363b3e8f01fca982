"""Weeks of which FOUNDATION was told hours."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from urllib.parse import quote

from fieldledger.domain.told_week import ToldWeek
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, Put, TableName
from fieldledger.result import Result

type WeekKey = tuple[str, date]
"""Our id of a worker, and the first day of the week."""


class ToldWeeks(Protocol):
    """Access to the weeks."""

    async def of(self, company_id: str, keys: Sequence[WeekKey]) -> Result[list[ToldWeek]]:
        """One for each key, in their order; an empty one (version 0) if FOUNDATION was told nothing of it."""
        ...

    def write(self, week: ToldWeek) -> Put:
        """The write that stores the next version; ``VERSION_CONFLICT`` if somebody was faster."""
        ...


class DocumentToldWeeks:
    """``TOLD_WEEK#<employee>#<first day>`` in the postings table."""

    def __init__(self, store: DocumentStore) -> None:
        self._weeks = Aggregate(store, TableName.POSTINGS, ToldWeek, "TOLD_WEEK")

    async def of(self, company_id: str, keys: Sequence[WeekKey]) -> Result[list[ToldWeek]]:
        """One for each key, read strongly."""
        found = await self._weeks.get_many(company_id, [_identifier(*key) for key in dict.fromkeys(keys)])
        if found.failed:
            return found
        stored = {(week.employee_id, week.first_day): week for week in found.unwrap()}
        fresh = (ToldWeek(company_id=company_id, employee_id=who, first_day=day) for who, day in keys)
        return Result.ok([stored.get((each.employee_id, each.first_day), each) for each in fresh])

    def write(self, week: ToldWeek) -> Put:
        """The write that stores the next version."""
        identifier = _identifier(week.employee_id, week.first_day)
        return self._weeks.write(week, week.company_id, identifier, version=week.version)


def _identifier(employee_id: str, first_day: date) -> str:
    return f"{quote(employee_id, safe='')}#{first_day.isoformat()}"
