"""Progress invoices on a schedule of values: subcontractors' requisitions and our payment applications to owners."""

from datetime import date
from decimal import Decimal

from fieldledger.domain.facts.procore_attachments import Attached
from fieldledger.domain.facts.procore_values import Number
from fieldledger.domain.mirror import Facts


class InvoiceSummaryFacts(Facts):
    """The sums of the form G702."""

    original_contract_sum: Number | None = None
    net_change_by_change_orders: Number | None = None
    contract_sum_to_date: Number | None = None
    total_completed_and_stored_to_date: Number | None = None
    completed_work_retainage_percent: Number | None = None
    completed_work_retainage_amount: Number | None = None
    stored_materials_retainage_percent: Number | None = None
    stored_materials_retainage_amount: Number | None = None
    total_retainage: Number | None = None
    total_earned_less_retainage: Number | None = None
    less_previous_certificates_for_payment: Number | None = None
    current_payment_due: Number | None = None
    balance_to_finish_including_retainage: Number | None = None
    tax_applicable_to_this_payment: Number | None = None


class LineTaxFacts(Facts):
    """Tax of a line in this period, under one of Procore's tax codes."""

    tax_code_id: str | None = None
    amount: Number | None = None


class InvoiceLineFacts(Facts):
    """A line of the continuation sheet (G703). ``contract_line_id`` is the line of the contract, if it says."""

    line_id: str | None = None
    kind: str | None = None
    number: str | None = None
    contract_line_id: str | None = None
    cost_code_id: str | None = None
    cost_code: str | None = None
    budget_code_id: str | None = None
    budget_code: str | None = None
    description: str | None = None
    scheduled: Number | None = None
    completed_before: Number | None = None
    completed_now: Number | None = None
    stored: Number | None = None
    completed_to_date: Number | None = None
    balance: Number | None = None
    retainage_before: Number | None = None
    retainage_percent: Number | None = None
    retained_now: Number | None = None
    released_now: Number | None = None
    materials_retained: Number | None = None
    materials_released: Number | None = None
    claimed: Number | None = None
    gross: Number | None = None
    net: Number | None = None
    taxes: tuple[LineTaxFacts, ...] = ()
    status: str | None = None


class ProgressInvoice(Attached):
    """What both kinds have. ``status``: draft, under_review, revise_and_resubmit, approved and a few more.

    ``currency`` is an ISO code, if any is told.
    """

    number: str | None = None
    invoice_number: str | None = None
    status: str | None = None
    period_id: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    billed_on: date | None = None
    percent_complete: Number | None = None
    summary: InvoiceSummaryFacts | None = None
    currency: str | None = None
    lines: tuple[InvoiceLineFacts, ...] = ()
    origin_id: str | None = None

    @property
    def retainage_held(self) -> Decimal | None:
        """All that is held back up to this invoice; None if the invoice does not say."""
        return None if self.summary is None else self.summary.total_retainage

    @property
    def retainage_released(self) -> Decimal:
        """What this invoice gives free, work and materials."""
        released = (amount for line in self.lines for amount in (line.released_now, line.materials_released))
        return sum((amount for amount in released if amount is not None), Decimal(0))

    @property
    def census_amount(self) -> Decimal:
        """What is due by this invoice; zero while there is no summary."""
        return (self.summary and self.summary.current_payment_due) or Decimal(0)


class RequisitionFacts(ProgressInvoice):
    """A subcontractor's invoice."""

    commitment_id: str | None = None
    commitment_type: str | None = None
    contract_name: str | None = None
    vendor_id: str | None = None
    vendor_name: str | None = None
    previous_id: str | None = None
    invoice_type: str | None = None
    paid_on: date | None = None
    submitted_on: date | None = None
    final: bool | None = None
    claimed_amount: Number | None = None


class PaymentApplicationFacts(ProgressInvoice):
    """An invoice to the owner."""

    contract_id: str | None = None
    contract_title: str | None = None
    paid_amount: Number | None = None
    accrued_now: Number | None = None
