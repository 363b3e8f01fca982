"""Subcontractors' invoices by change, with all their lines. No webhook tells of them: polled twice an hour."""

from datetime import timedelta
from typing import Final

from fieldledger.clients.procore.models.requisitions import Requisition
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.resources.requisitions import Requisitions
from fieldledger.domain.facts.procore_invoices import RequisitionFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import Result
from fieldledger.services.sync.procore.attachments import attachment_facts
from fieldledger.services.sync.procore.invoices import item_facts, summary_facts
from fieldledger.services.sync.procore.lists import ListSource
from fieldledger.services.sync.procore.project_source import of_projects
from fieldledger.services.sync.procore.reading import changed, moment
from fieldledger.services.sync.source import PageRequest, SourceRow

TRAITS: Final = of_projects(SyncResource.PROCORE_REQUISITIONS, timedelta(minutes=30), timedelta(days=1))


def requisitions_source(requisitions: Requisitions) -> ListSource[Requisition]:
    """``view=items`` brings the lines with the list: 100 invoices a call."""

    async def pages(request: PageRequest, project: str, number: int) -> Result[ProcorePage[Requisition]]:
        return await requisitions.page(request.company_id, project, number, changed(request.window))

    return ListSource(TRAITS, pages, requisitions.get, _row)


def _row(bill: Requisition, scope_id: str | None) -> SourceRow:
    gone = bill.deleted_at is not None
    return SourceRow(TRAITS.resource, bill.id, _facts(bill), scope_id, bill.updated_at, deleted=gone)


def _facts(bill: Requisition) -> RequisitionFacts:
    submitted = moment(bill.submitted_at)
    return RequisitionFacts(
        number=bill.number,
        invoice_number=bill.invoice_number,
        status=bill.status,
        period_id=bill.period_id,
        period_start=bill.requisition_start,
        period_end=bill.requisition_end,
        billed_on=bill.billing_date,
        percent_complete=bill.percent_complete,
        summary=summary_facts(bill.summary),
        currency=bill.currency_configuration,
        lines=tuple(item_facts(item) for item in sorted(bill.items, key=lambda item: (len(item.id), item.id))),
        origin_id=bill.origin_id,
        commitment_id=bill.commitment_id,
        commitment_type=bill.commitment_type,
        contract_name=bill.contract_name,
        vendor_id=bill.vendor_id,
        vendor_name=bill.vendor_name,
        previous_id=bill.previous_requisition_id,
        invoice_type=bill.invoice_type,
        paid_on=bill.payment_date,
        submitted_on=None if submitted is None else submitted.date(),
        final=bill.final,
        claimed_amount=bill.total_claimed_amount,
        attachments=attachment_facts(bill.attachments),
    )
