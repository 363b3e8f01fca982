"""What the books of a company were last seen to take: until which day they are closed, and which currency is theirs."""

from datetime import date
from typing import Protocol

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.result import Result

_BOOKS = "quickbooks"


class SeenPreferences(CanonicalModel):
    """Nothing dated on or before ``closed_through`` can be written; None while the books are open.

    ``home_currency`` is None where the books did not tell. ``several_currencies``: each document has to name its own.
    """

    company_id: str
    closed_through: date | None
    home_currency: str | None = None
    several_currencies: bool = False
    read_at: Utc
    version: int = 0

    def currency_to_name(self, own: str) -> str | None:
        """What documents have to name; those of another currency than the company's ``own`` never get that far."""
        return own if self.several_currencies else None

    def closed(self, day: date | None) -> bool:
        """Whether the books were closed for ``day``; what has no day can always be written."""
        return day is not None and self.closed_through is not None and day <= self.closed_through


class BooksPreferences(Protocol):
    """Access to them."""

    async def find(self, company_id: str) -> Result[SeenPreferences | None]:
        """As last read, or None."""
        ...

    async def save(self, seen: SeenPreferences) -> Result[SeenPreferences]:
        """Replace the version that was read."""
        ...


class DocumentBooksPreferences:
    """``BOOKS_PREFERENCES#quickbooks`` in the records table."""

    def __init__(self, store: DocumentStore) -> None:
        self._seen = Aggregate(store, TableName.RECORDS, SeenPreferences, "BOOKS_PREFERENCES")

    async def find(self, company_id: str) -> Result[SeenPreferences | None]:
        """As last read, or None."""
        return await self._seen.find(company_id, _BOOKS)

    async def save(self, seen: SeenPreferences) -> Result[SeenPreferences]:
        """Replace the version that was read."""
        return await self._seen.put(self._seen.write(seen, seen.company_id, _BOOKS, version=seen.version))
