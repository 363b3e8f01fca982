"""Suppliers and the invoices of both sides."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from fieldledger.domain.drafts import BillingLine, CostLine
from fieldledger.domain.invoice import Hold, InvoiceStatus
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.supplier import Supplier
from fieldledger.domain.vendor_invoice import VendorInvoice
from tests.builders.moments import COMPANY, CONTENT_HASH


def a_supplier(*, supplier_id: str = "graybar", name: str = "Graybar Electric", version: int = 0) -> Supplier:
    """An electrical supplier."""
    return Supplier(
        company_id=COMPANY,
        supplier_id=supplier_id,
        source="procore",
        name=name,
        content_hash=CONTENT_HASH,
        version=version,
    )


def a_cost_line(
    amount: str = "12500.00", *, cost_code: str | None = "26-050", project_id: str | None = "clinic"
) -> CostLine:
    """Branch wiring at the clinic."""
    return CostLine(amount=Decimal(amount), description="Branch wiring", cost_code=cost_code, project_id=project_id)


def a_vendor_invoice(
    *,
    invoice_id: str = "requisition-1",
    supplier_id: str = "graybar",
    number: str = "INV-20418",
    invoice_date: date = date(2026, 2, 18),
    lines: Sequence[CostLine] | None = None,
    retainage: str = "1250.00",
    content_hash: str = CONTENT_HASH,
    company_id: str = COMPANY,
    project_id: str = "clinic",
    status: InvoiceStatus = InvoiceStatus.READY,
    hold: Hold | None = None,
    version: int = 0,
) -> VendorInvoice:
    """12,500.00 of wiring, a tenth of it withheld."""
    return VendorInvoice(
        company_id=company_id,
        invoice_id=invoice_id,
        source="procore",
        supplier_id=supplier_id,
        project_id=project_id,
        status=status,
        hold=hold,
        number=number,
        invoice_date=invoice_date,
        due_date=date(2026, 3, 20),
        lines=(a_cost_line(),) if lines is None else tuple(lines),
        retainage=Decimal(retainage),
        source_approved=True,
        content_hash=content_hash,
        version=version,
    )


def an_owner_invoice(
    *, invoice_id: str = "application-7", number: str = "PAYAPP-007", retainage: str = "9800.00", version: int = 0
) -> OwnerInvoice:
    """Progress billing number 7: 98,000.00, a tenth of it withheld."""
    return OwnerInvoice(
        company_id=COMPANY,
        invoice_id=invoice_id,
        source="procore",
        project_id="clinic",
        number=number,
        invoice_date=date(2026, 2, 28),
        status=InvoiceStatus.READY,
        lines=(BillingLine(amount=Decimal("98000.00"), description="Progress billing #7"),),
        retainage=Decimal(retainage),
        source_approved=True,
        content_hash=CONTENT_HASH,
        version=version,
    )
