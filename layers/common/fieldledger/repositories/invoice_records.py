"""Invoices of one side, by id and by their own date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from fieldledger.domain.invoice import Invoice
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, Index, Put, Range, StartKey, TableName
from fieldledger.repositories.paging import Slice, to_slice
from fieldledger.result import Result


@dataclass(frozen=True, slots=True)
class InvoiceDays:
    """Dates of invoices, both included; None leaves that end open. Invoices without a date come before all others."""

    first: date | None = None
    last: date | None = None
    newest_first: bool = False


WITHOUT_DATE: Final = InvoiceDays(date.min, date.min)
"""Only the invoices without a date."""


class InvoiceRecords[M: Invoice](Protocol):
    """Access to the invoices of one side."""

    async def find(self, company_id: str, invoice_id: str) -> Result[M | None]:
        """One invoice, or None; another company's is None too."""
        ...

    async def get_many(self, company_id: str, invoice_ids: Sequence[str]) -> Result[list[M]]:
        """The invoices that exist."""
        ...

    async def by_date(self, company_id: str, days: InvoiceDays, limit: int, start: StartKey | None) -> Result[Slice[M]]:
        """A page by the invoices' dates; a moment behind writes."""
        ...

    async def save(self, invoice: M) -> Result[M]:
        """Create or replace the version that was read."""
        ...

    def write(self, invoice: M) -> Put:
        """The same as a part of a transaction."""
        ...


class DocumentInvoiceRecords[M: Invoice]:
    """``VENDOR_INVOICE#<id>`` or ``OWNER_INVOICE#<id>`` in the records table, in index ``by_date``."""

    def __init__(self, store: DocumentStore, kind: type[M]) -> None:
        self._store = store
        self._prefix = kind.record_type.value.upper()
        self._invoices: Aggregate[M] = Aggregate(store, TableName.RECORDS, kind, self._prefix)

    async def find(self, company_id: str, invoice_id: str) -> Result[M | None]:
        """One invoice, or None."""
        return await self._invoices.find(company_id, invoice_id)

    async def get_many(self, company_id: str, invoice_ids: Sequence[str]) -> Result[list[M]]:
        """The invoices that exist."""
        return await self._invoices.get_many(company_id, list(dict.fromkeys(invoice_ids)))

    async def by_date(self, company_id: str, days: InvoiceDays, limit: int, start: StartKey | None) -> Result[Slice[M]]:
        """A page by date, then id."""
        low = Range.prefix("").low if days.first is None else days.first.isoformat()
        high = Range.prefix("" if days.last is None else days.last.isoformat()).high
        page = await self._store.query_index(
            TableName.RECORDS,
            Index.BY_DATE,
            self._partition(company_id),
            Range(low, high),
            limit=limit,
            start=start,
            backwards=days.newest_first,
        )
        return to_slice(page, self._invoices.model)

    async def save(self, invoice: M) -> Result[M]:
        """Create or replace."""
        return await self._invoices.put(self.write(invoice))

    def write(self, invoice: M) -> Put:
        """The write that stores ``invoice``."""
        day = invoice.invoice_date or date.min
        index = {
            "date_pk": self._partition(invoice.company_id),
            "date_sk": f"{day.isoformat()}#{invoice.invoice_id}",
        }
        return self._invoices.write(
            invoice, invoice.company_id, invoice.invoice_id, version=invoice.version, index=index
        )

    def _partition(self, company_id: str) -> str:
        return f"COMPANY#{company_id}#{self._prefix}"
