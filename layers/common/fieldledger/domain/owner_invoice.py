"""An invoice to the owner: what Procore calls a payment application of the prime contract."""

from datetime import date
from decimal import Decimal

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.drafts import BillingLine, InvoiceDraft


class OwnerInvoice(CanonicalModel):
    """``content_hash`` covers everything that reaches the books."""

    company_id: str
    invoice_id: str
    source: str
    project_id: str
    number: str
    invoice_date: date
    due_date: date | None = None
    lines: tuple[BillingLine, ...]
    retainage: Decimal = Decimal(0)
    source_approved: bool = False
    source_updated_at: Utc | None = None
    content_hash: str
    version: int = 0

    def draft(self) -> InvoiceDraft:
        """The invoice in the books that it becomes."""
        return InvoiceDraft(
            project_id=self.project_id,
            document_number=self.number,
            document_date=self.invoice_date,
            due_date=self.due_date,
            lines=self.lines,
            retainage=self.retainage,
        )
