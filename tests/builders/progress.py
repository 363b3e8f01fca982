"""Progress invoices as the mirror holds them."""

from decimal import Decimal

from fieldledger.domain.facts.procore_invoices import InvoiceLineFacts, InvoiceSummaryFacts, RequisitionFacts


def a_sheet_line(
    now: str = "12500.00",
    *,
    line: str = "line-1",
    stored: str = "0",
    retained: str = "1250.00",
    released: str = "0",
    cost_code_id: str | None = "code-1",
    budget_code: str | None = None,
) -> InvoiceLineFacts:
    """A tenth of this period's work is withheld."""
    return InvoiceLineFacts(
        line_id=f"of-{line}",
        contract_line_id=line,
        cost_code_id=cost_code_id,
        budget_code=budget_code,
        description="Branch wiring",
        completed_now=Decimal(now),
        stored=Decimal(stored),
        retained_now=Decimal(retained),
        released_now=Decimal(released),
    )


def a_requisition(
    *lines: InvoiceLineFacts,
    due: str | None = "11250.00",
    held: str | None = "1250.00",
    on_materials: str = "0",
    tax: str | None = None,
    status: str = "approved",
    number: str | None = "INV-20418",
    previous_id: str | None = None,
) -> RequisitionFacts:
    """``due`` and ``held`` (retainage to date) are what its summary says."""
    summary = InvoiceSummaryFacts(
        current_payment_due=None if due is None else Decimal(due),
        total_retainage=None if held is None else Decimal(held),
        stored_materials_retainage_amount=Decimal(on_materials),
        tax_applicable_to_this_payment=None if tax is None else Decimal(tax),
    )
    return RequisitionFacts(
        status=status,
        invoice_number=number,
        summary=summary,
        lines=lines or (a_sheet_line(),),
        vendor_id="5521",
        vendor_name="Graybar Electric",
        previous_id=previous_id,
    )
