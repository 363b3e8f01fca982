"""An invoice to the owner: what Procore calls a payment application of the prime contract."""

from typing import ClassVar

from fieldledger.domain.drafts import BillingLine, InvoiceDraft
from fieldledger.domain.invoice import Invoice, required
from fieldledger.domain.posting import SourceType


class OwnerInvoice(Invoice):
    """``contract_id`` is the prime contract at the source."""

    record_type: ClassVar[SourceType] = SourceType.OWNER_INVOICE
    is_payable: ClassVar[bool] = False

    contract_id: str | None = None
    lines: tuple[BillingLine, ...]

    @property
    def party_id(self) -> str:
        """Invoices are numbered by us: no two have one number, whoever the owner is."""
        return ""

    def draft(self) -> InvoiceDraft:
        """The invoice in the books that it becomes."""
        return InvoiceDraft(
            project_id=required(self.project_id, "a project"),
            document_number=required(self.document_number or self.number, "a number"),
            document_date=required(self.invoice_date, "a date"),
            due_date=self.due_date,
            lines=self.lines,
            retainage=self.retainage,
        )
