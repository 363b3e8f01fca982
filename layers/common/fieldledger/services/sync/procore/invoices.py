"""Sums and lines of progress invoices, which requisitions and payment applications share."""

from fieldledger.clients.procore.models.payment_applications import G703Line
from fieldledger.clients.procore.models.requisitions import InvoiceSummary, RequisitionItem
from fieldledger.domain.facts.procore_invoices import InvoiceLineFacts, InvoiceSummaryFacts, LineTaxFacts


def summary_facts(summary: InvoiceSummary | None) -> InvoiceSummaryFacts | None:
    """The fields have the names of the form on both sides."""
    if summary is None:
        return None
    return InvoiceSummaryFacts(**{name: getattr(summary, name) for name in InvoiceSummaryFacts.model_fields})


def item_facts(item: RequisitionItem) -> InvoiceLineFacts:
    """A line of a subcontractor's invoice."""
    budget = item.wbs_code
    return InvoiceLineFacts(
        line_id=item.id,
        kind=item.item_type,
        contract_line_id=item.line_item_id,
        cost_code_id=item.cost_code_id,
        budget_code_id=None if budget is None else budget.id,
        budget_code=None if budget is None else budget.flat_code,
        description=item.description_of_work,
        scheduled=item.scheduled_value,
        completed_before=item.work_completed_from_previous_application,
        completed_now=item.work_completed_this_period,
        stored=item.materials_presently_stored,
        completed_to_date=item.total_completed_and_stored_to_date,
        retainage_before=item.work_completed_retainage_from_previous_application,
        retainage_percent=item.work_completed_retainage_percent_this_period,
        retained_now=item.work_completed_retainage_retained_this_period,
        released_now=item.work_completed_retainage_released_this_period,
        materials_retained=item.materials_stored_retainage_currently_retained,
        materials_released=item.materials_stored_retainage_released_this_period,
        claimed=item.subcontractor_claimed_amount,
        gross=item.gross_amount,
        net=item.net_amount,
        taxes=tuple(LineTaxFacts(tax_code_id=each.tax_code_id, amount=each.amount) for each in item.taxes or ()),
        status=item.status,
    )


def sheet_facts(line: G703Line) -> InvoiceLineFacts:
    """A line of an invoice to the owner."""
    code, budget = line.cost_code, line.wbs_code
    return InvoiceLineFacts(
        line_id=line.id,
        kind=line.type,
        number=line.item_number,
        cost_code_id=None if code is None else code.id,
        cost_code=None if code is None else code.full_code,
        budget_code_id=None if budget is None else budget.id,
        budget_code=None if budget is None else budget.flat_code,
        description=line.description_of_work,
        scheduled=line.scheduled_value,
        completed_before=line.work_completed_from_previous_application,
        completed_now=line.work_completed_this_period,
        stored=line.materials_presently_stored,
        completed_to_date=line.total_completed_and_stored_to_date,
        balance=line.balance_to_finish,
        retained_now=line.work_completed_retainage_retained_this_period,
        released_now=line.work_completed_retainage_released_this_period,
        materials_retained=line.materials_stored_retainage_retained_this_period,
    )
