"""Direct costs: invoices, expenses and payroll without a commitment."""

from datetime import date
from decimal import Decimal

from fieldledger.domain.facts.procore_attachments import Attached
from fieldledger.domain.facts.procore_lines import CostLineFacts
from fieldledger.domain.facts.procore_values import Number


class DirectCostFacts(Attached):
    """``kind``: invoice, expense, payroll or subcontractor_invoice."""

    kind: str | None = None
    incurred_on: date | None = None
    description: str | None = None
    invoice_number: str | None = None
    vendor_id: str | None = None
    vendor_name: str | None = None
    employee_id: str | None = None
    employee_name: str | None = None
    status: str | None = None
    terms: str | None = None
    paid_on: date | None = None
    received_on: date | None = None
    amount: Number | None = None
    currency: str | None = None
    origin_id: str | None = None
    lines: tuple[CostLineFacts, ...] = ()

    @property
    def census_amount(self) -> Decimal:
        """The cost."""
        return self.amount or Decimal(0)
