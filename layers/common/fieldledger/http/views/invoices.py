"""Invoices of both sides as callers see them: rows of a list, and single ones with their lines."""

from datetime import date
from decimal import Decimal
from typing import Self

from fieldledger.domain.attachment import Attachment
from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.drafts import BillingLine, CostLine
from fieldledger.domain.invoice import Hold, Invoice, InvoiceStatus
from fieldledger.domain.invoice_payment import InvoicePayment
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.services.queries.invoices import ShownInvoice
from fieldledger.services.queries.time_cards import JobView


class SupplierView(CanonicalModel):
    """A subcontractor; ``supplier_id`` is null while nobody here knows it, the name is then as the invoice has it."""

    supplier_id: str | None
    number: str | None = None
    name: str | None = None


class FirstApprovalView(CanonicalModel):
    """The first of two people."""

    by: str
    at: Utc


class InvoiceView(CanonicalModel):
    """``total`` is what is due: ``gross`` less ``retainage``. ``needs_two``: above the company's limit.

    ``currency`` is null where the source tells none: then it is the company's own.

    ``document_number`` is its number in the books; null as long as it cannot be approved.

    ``payment`` is null until the sync of the books has seen what was posted.
    """

    invoice_id: str
    number: str | None
    document_number: str | None
    project: JobView | None
    invoice_date: date | None
    due_date: date | None
    gross: Decimal
    retainage: Decimal
    total: Decimal
    currency: str | None
    status: InvoiceStatus
    hold: Hold | None
    needs_two: bool
    first_approval: FirstApprovalView | None
    approval_id: str | None
    approved_by: str | None
    approved_at: Utc | None
    payment: InvoicePayment | None
    source: str
    source_status: str | None
    source_updated_at: Utc | None
    deleted_at: Utc | None
    version: int


class VendorInvoiceView(InvoiceView):
    """A subcontractor's invoice in a list."""

    supplier: SupplierView
    commitment_id: str | None

    @classmethod
    def of(cls, shown: ShownInvoice[VendorInvoice]) -> Self:
        """The view of an invoice."""
        return cls.model_validate(_vendor(shown))


class VendorInvoiceDetailView(VendorInvoiceView):
    """One invoice with its lines, and the postings that its approval made."""

    lines: tuple[CostLine, ...]
    attachments: tuple[Attachment, ...]
    posting_ids: tuple[str, ...]

    @classmethod
    def of(cls, shown: ShownInvoice[VendorInvoice]) -> Self:
        """The view of an invoice."""
        return cls.model_validate(_vendor(shown) | _details(shown.invoice))


class OwnerInvoiceView(InvoiceView):
    """An invoice to an owner in a list."""

    contract_id: str | None

    @classmethod
    def of(cls, shown: ShownInvoice[OwnerInvoice]) -> Self:
        """The view of an invoice."""
        return cls.model_validate(_owner(shown))


class OwnerInvoiceDetailView(OwnerInvoiceView):
    """One invoice with its lines, and the postings that its approval made."""

    lines: tuple[BillingLine, ...]
    attachments: tuple[Attachment, ...]
    posting_ids: tuple[str, ...]

    @classmethod
    def of(cls, shown: ShownInvoice[OwnerInvoice]) -> Self:
        """The view of an invoice."""
        return cls.model_validate(_owner(shown) | _details(shown.invoice))


def _vendor(shown: ShownInvoice[VendorInvoice]) -> dict[str, object]:
    invoice, supplier = shown.invoice, shown.supplier
    view = SupplierView(supplier_id=invoice.supplier_id, name=invoice.supplier_name)
    if supplier is not None:
        view = SupplierView(supplier_id=supplier.supplier_id, number=supplier.number, name=supplier.name)
    return {**_common(shown), "supplier": view, "commitment_id": invoice.commitment_id}


def _owner(shown: ShownInvoice[OwnerInvoice]) -> dict[str, object]:
    return {**_common(shown), "contract_id": shown.invoice.contract_id}


def _common[M: Invoice](shown: ShownInvoice[M]) -> dict[str, object]:
    invoice, project = shown.invoice, shown.project
    same = (
        "invoice_id number document_number invoice_date due_date gross retainage total currency status hold "
        "approval_id approved_by approved_at payment source source_status source_updated_at deleted_at version"
    )
    job = None if invoice.project_id is None else JobView(project_id=invoice.project_id)
    if project is not None:
        job = JobView(project_id=project.project_id, number=project.number, name=project.name)
    return {
        **{name: getattr(invoice, name) for name in same.split()},
        "project": job,
        "needs_two": shown.needs_two,
        "first_approval": _first(invoice),
    }


def _first(invoice: Invoice) -> FirstApprovalView | None:
    if invoice.first_approved_by is None or invoice.first_approved_at is None:
        return None
    return FirstApprovalView(by=invoice.first_approved_by, at=invoice.first_approved_at)


def _details(invoice: Invoice) -> dict[str, object]:
    return {"lines": invoice.lines, "attachments": invoice.attachments, "posting_ids": invoice.posting_ids}
