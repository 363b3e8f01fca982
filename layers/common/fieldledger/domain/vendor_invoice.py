"""A subcontractor's invoice: what Procore calls a requisition."""

from datetime import date
from decimal import Decimal

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.drafts import BillDraft, CostLine


class VendorInvoice(CanonicalModel):
    """``number`` is the subcontractor's own. ``content_hash`` covers everything that reaches the books."""

    company_id: str
    invoice_id: str
    source: str
    supplier_id: str
    project_id: str
    commitment_id: str | None = None
    number: str
    invoice_date: date
    due_date: date | None = None
    lines: tuple[CostLine, ...]
    retainage: Decimal = Decimal(0)
    source_approved: bool = False
    source_updated_at: Utc | None = None
    content_hash: str
    version: int = 0

    def draft(self) -> BillDraft:
        """The bill that it becomes."""
        return BillDraft(
            supplier_id=self.supplier_id,
            document_number=self.number,
            document_date=self.invoice_date,
            due_date=self.due_date,
            lines=self.lines,
            retainage=self.retainage,
        )
