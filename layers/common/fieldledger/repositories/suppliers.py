"""Suppliers (vendors), for looking through them."""

from typing import Protocol

from fieldledger.domain.supplier import Supplier
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, StartKey, TableName
from fieldledger.repositories.paging import Slice
from fieldledger.result import Result


class Suppliers(Protocol):
    """Access to suppliers."""

    async def page(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[Supplier]]:
        """A page, ordered by id."""
        ...


class DocumentSuppliers:
    """Sort key ``SUPPLIER#<id>`` in the records table."""

    def __init__(self, store: DocumentStore) -> None:
        self._suppliers = Aggregate(store, TableName.RECORDS, Supplier, "SUPPLIER")

    async def page(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[Supplier]]:
        """A page, ordered by id."""
        return await self._suppliers.page(company_id, limit, start)
