"""A subcontractor's invoice: what Procore calls a requisition, or a direct cost of the type invoice."""

from typing import ClassVar

from fieldledger.domain.drafts import BillDraft, CostLine
from fieldledger.domain.invoice import Invoice, required
from fieldledger.domain.posting import SourceType


class VendorInvoice(Invoice):
    """``number`` is the subcontractor's own. ``supplier_id`` is missing while nobody here knows the subcontractor."""

    record_type: ClassVar[SourceType] = SourceType.VENDOR_INVOICE
    is_payable: ClassVar[bool] = True

    supplier_id: str | None
    supplier_name: str | None = None
    commitment_id: str | None = None
    lines: tuple[CostLine, ...]

    @property
    def party_id(self) -> str:
        """The subcontractor."""
        return self.supplier_id or ""

    def draft(self) -> BillDraft:
        """The bill that it becomes."""
        return BillDraft(
            supplier_id=required(self.supplier_id, "a subcontractor"),
            document_number=required(self.document_number or self.number, "a number"),
            document_date=required(self.invoice_date, "a date"),
            due_date=self.due_date,
            lines=self.lines,
            retainage=self.retainage,
        )
