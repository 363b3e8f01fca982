"""Which weeks were compared with the books, and when."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from fieldledger.domain.books_check import CheckedWeek
from fieldledger.domain.posting import Target
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.result import Result


class BooksChecks(Protocol):
    """Access to comparisons."""

    async def of(
        self, company_id: str, mondays: Sequence[date], books: Target = "quickbooks"
    ) -> Result[list[CheckedWeek]]:
        """The weeks that were compared, in no particular order."""
        ...

    async def save(self, week: CheckedWeek) -> Result[CheckedWeek]:
        """Create or replace the version that was read; ``VERSION_CONFLICT`` otherwise."""
        ...


class DocumentBooksChecks:
    """``CHECKED_WEEK#<monday>`` of QuickBooks, ``CHECKED_WEEK#foundation#<monday>``, in the postings table."""

    def __init__(self, store: DocumentStore) -> None:
        self._weeks = Aggregate(store, TableName.POSTINGS, CheckedWeek, "CHECKED_WEEK")

    async def of(
        self, company_id: str, mondays: Sequence[date], books: Target = "quickbooks"
    ) -> Result[list[CheckedWeek]]:
        """The weeks that were compared."""
        return await self._weeks.get_many(company_id, [_key(monday, books) for monday in mondays])

    async def save(self, week: CheckedWeek) -> Result[CheckedWeek]:
        """Create or replace."""
        return await self._weeks.save(week, week.company_id, _key(week.monday, week.books), version=week.version)


def _key(monday: date, books: Target) -> str:
    return monday.isoformat() if books == "quickbooks" else f"{books}#{monday.isoformat()}"
