"""Suppliers, their invoices, and invoices to owners: what bills and invoices in the books come from."""

from typing import Protocol

from fieldledger.domain.invoice import Invoice
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.supplier import Supplier
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.result import ErrorCode, Result


class Invoices(Protocol):
    """Access to the documents of both sides. ``get_...`` answers ``NOT_FOUND`` also for another company's."""

    async def get_supplier(self, company_id: str, supplier_id: str) -> Result[Supplier]:
        """One supplier."""
        ...

    async def get_vendor_invoice(self, company_id: str, invoice_id: str) -> Result[VendorInvoice]:
        """One invoice of a supplier."""
        ...

    async def get_owner_invoice(self, company_id: str, invoice_id: str) -> Result[OwnerInvoice]:
        """One invoice to an owner."""
        ...

    async def save_supplier(self, supplier: Supplier) -> Result[Supplier]:
        """Create or replace the version that was read."""
        ...

    async def save_vendor_invoice(self, invoice: VendorInvoice) -> Result[VendorInvoice]:
        """Create or replace the version that was read."""
        ...

    async def save_owner_invoice(self, invoice: OwnerInvoice) -> Result[OwnerInvoice]:
        """Create or replace the version that was read."""
        ...


class DocumentInvoices:
    """``SUPPLIER#<id>``, ``VENDOR_INVOICE#<id>`` and ``OWNER_INVOICE#<id>`` in the records table."""

    def __init__(self, store: DocumentStore) -> None:
        self._suppliers = Aggregate(store, TableName.RECORDS, Supplier, "SUPPLIER")
        self._vendor_invoices = DocumentInvoiceRecords(store, VendorInvoice)
        self._owner_invoices = DocumentInvoiceRecords(store, OwnerInvoice)

    async def get_supplier(self, company_id: str, supplier_id: str) -> Result[Supplier]:
        """One supplier."""
        return await self._suppliers.get(company_id, supplier_id, "The supplier")

    async def get_vendor_invoice(self, company_id: str, invoice_id: str) -> Result[VendorInvoice]:
        """One invoice of a supplier."""
        return (await self._vendor_invoices.find(company_id, invoice_id)).and_then(_present)

    async def get_owner_invoice(self, company_id: str, invoice_id: str) -> Result[OwnerInvoice]:
        """One invoice to an owner."""
        return (await self._owner_invoices.find(company_id, invoice_id)).and_then(_present)

    async def save_supplier(self, supplier: Supplier) -> Result[Supplier]:
        """Create or replace."""
        write = self._suppliers.write(supplier, supplier.company_id, supplier.supplier_id, version=supplier.version)
        return await self._suppliers.put(write)

    async def save_vendor_invoice(self, invoice: VendorInvoice) -> Result[VendorInvoice]:
        """Create or replace."""
        return await self._vendor_invoices.save(invoice)

    async def save_owner_invoice(self, invoice: OwnerInvoice) -> Result[OwnerInvoice]:
        """Create or replace."""
        return await self._owner_invoices.save(invoice)


def _present[M: Invoice](invoice: M | None) -> Result[M]:
    return Result.fail("The invoice was not found", ErrorCode.NOT_FOUND) if invoice is None else Result.ok(invoice)
