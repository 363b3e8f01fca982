"""Subcontracts and purchase orders by change, deleted ones included; the lines cost a call for each that changed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.clients.procore.filters import Deleted
from fieldledger.clients.procore.models.commitments import (
    Commitment,
    CommitmentWrite,
    PurchaseOrderContract,
    WorkOrderContract,
)
from fieldledger.clients.procore.models.line_items import LineItem
from fieldledger.clients.procore.paging import DETAIL_PER_PAGE
from fieldledger.clients.procore.resources.commitments import Commitments
from fieldledger.domain.facts.procore_commitments import CommitmentFacts, CommitmentKind
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.procore.completing import Completed, completed
from fieldledger.services.sync.procore.lines import line_facts, with_lines
from fieldledger.services.sync.procore.phases import Place
from fieldledger.services.sync.procore.project_source import ProjectSource, of_projects
from fieldledger.services.sync.procore.reading import changed, one_of
from fieldledger.services.sync.source import PageRequest, SourcePage, SourceRow

PHASES: Final = tuple(CommitmentKind)


class CommitmentsSource(ProjectSource):
    """A line may change without its contract's own time: webhooks and the daily full read find that."""

    traits = of_projects(SyncResource.PROCORE_COMMITMENTS, timedelta(hours=1), timedelta(days=1))

    def __init__(self, api: ProcoreApi) -> None:
        self._api = api

    async def _page(self, request: PageRequest, project: str) -> Result[SourcePage]:
        """One page of one kind, with the lines of its contracts."""
        place = Place.of(request.cursor, PHASES)
        if place.phase == CommitmentKind.SUBCONTRACT:
            return await _page(self._api.subcontracts, request, project, place)
        return await _page(self._api.purchase_orders, request, project, place)

    async def _one(self, company_id: str, project: str, record_id: str) -> Result[SourcePage]:
        """Both kinds share their ids: a contract that is no subcontract may be a purchase order."""
        calls = 1
        found: Result[Commitment] = (await self._api.subcontracts.get(company_id, project, record_id)).map(_any_kind)
        if found.error_code == ErrorCode.VENDOR_NOT_FOUND:
            found = (await self._api.purchase_orders.get(company_id, project, record_id)).map(_any_kind)
            calls = 2
        return one_of(
            found,
            lambda: self._gone(record_id, project),
            lambda contract: (_row(contract, contract.line_items, project),),
            calls,
        )


def _any_kind(contract: Commitment) -> Commitment:
    return contract


async def _page[C: Commitment, W: CommitmentWrite](
    api: Commitments[C, W], request: PageRequest, project: str, place: Place
) -> Result[SourcePage]:
    company = request.company_id
    listed = await api.page(company, project, place.page, changed(request.window, Deleted.WITH), DETAIL_PER_PAGE)
    if listed.failed:
        return listed.failure()

    async def complete(contract: C) -> Result[Completed]:
        return await with_lines(
            contract,
            contract.line_items,
            lambda number: api.lines(company, project, contract.id, number),
            lambda lines: _row(contract, lines, project),
        )

    return await completed(listed.unwrap(), place, PHASES, complete)


def _row(contract: Commitment, lines: Sequence[LineItem], project: str) -> SourceRow:
    facts, gone_at = _facts(contract, lines), contract.deleted_at
    resource = CommitmentsSource.traits.resource
    return SourceRow(resource, contract.id, facts, project, contract.updated_at, deleted=gone_at is not None)


def _facts(contract: Commitment, lines: Sequence[LineItem]) -> CommitmentFacts:
    vendor = contract.vendor
    common = CommitmentFacts(
        kind=CommitmentKind.SUBCONTRACT,
        number=contract.number,
        title=contract.title,
        description=contract.description,
        status=contract.status,
        executed=contract.executed,
        private=contract.private,
        accounting_method=contract.accounting_method,
        vendor_id=None if vendor is None else vendor.id,
        vendor_name=None if vendor is None else vendor.company or vendor.name,
        vendor_origin_id=None if vendor is None else vendor.origin_id,
        contract_on=contract.contract_date,
        executed_on=contract.execution_date,
        retainage_percent=contract.retainage_percent,
        currency=contract.currency_configuration,
        original_amount=contract.grand_total,
        approved_changes=contract.approved_change_orders,
        pending_changes=contract.pending_change_orders,
        revised_amount=contract.revised_contract,
        invoiced_amount=contract.total_requisitions_amount,
        paid_amount=contract.total_payments,
        remaining_amount=contract.remaining_balance_outstanding,
        invoicing_enabled=contract.requisitions_are_enabled,
        origin_id=contract.origin_id,
        origin_code=contract.origin_code,
        lines=line_facts(lines),
    )
    return common.model_copy(update=_of_kind(contract))


def _of_kind(contract: Commitment) -> dict[str, object]:
    """What only one of the kinds has."""
    if isinstance(contract, WorkOrderContract):
        return {
            "starts_on": contract.contract_start_date,
            "completes_on": contract.contract_estimated_completion_date,
            "completed_on": contract.actual_completion_date,
        }
    if isinstance(contract, PurchaseOrderContract):
        return {
            "kind": CommitmentKind.PURCHASE_ORDER,
            "delivery_on": contract.delivery_date,
            "payment_terms": contract.payment_terms,
        }
    return {}
