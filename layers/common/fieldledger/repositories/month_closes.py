"""Months that were signed: written once, never changed."""

from typing import Protocol

from fieldledger.domain.month_close import MonthClose
from fieldledger.repositories.aggregate import Aggregate, partition
from fieldledger.repositories.documents import DocumentStore, Put, StartKey, TableName
from fieldledger.repositories.paging import Slice, to_slice
from fieldledger.result import Result


class MonthCloses(Protocol):
    """Access to closes. Ids begin with the last day."""

    async def get(self, company_id: str, close_id: str) -> Result[MonthClose]:
        """``NOT_FOUND`` also for another company's."""
        ...

    async def find(self, company_id: str, close_id: str) -> Result[MonthClose | None]:
        """One, or None."""
        ...

    async def page(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[MonthClose]]:
        """A page, the latest month first."""
        ...

    def write(self, close: MonthClose) -> Put:
        """The write that stores it; it loses if there is one."""
        ...


class DocumentMonthCloses:
    """``CLOSE#<last day>.<hash>`` in the postings table."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._closes = Aggregate(store, TableName.POSTINGS, MonthClose, "CLOSE")

    async def get(self, company_id: str, close_id: str) -> Result[MonthClose]:
        """``NOT_FOUND`` also for another company's."""
        return await self._closes.get(company_id, close_id, "The close")

    async def find(self, company_id: str, close_id: str) -> Result[MonthClose | None]:
        """One, or None."""
        return await self._closes.find(company_id, close_id)

    async def page(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[MonthClose]]:
        """Backwards by id."""
        page = await self._store.query(
            TableName.POSTINGS, partition(company_id), self._closes.span(), limit=limit, start=start, backwards=True
        )
        return to_slice(page, self._closes.model)

    def write(self, close: MonthClose) -> Put:
        """Version 0: what is there is never replaced."""
        return self._closes.write(close, close.company_id, close.close_id)
