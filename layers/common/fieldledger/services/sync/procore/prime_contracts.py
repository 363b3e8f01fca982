"""Prime contracts by change, each with its lines and the payments received on it.

The list shows neither lines nor most sums: a single read for each contract that changed, and a call for its payments.
A payment alone may leave the contract's own time as it was: hence a full read each day, which is small.
"""

from datetime import timedelta
from typing import Final

from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.clients.procore.models.prime_contracts import PrimeContract
from fieldledger.clients.procore.paging import DETAIL_PER_PAGE
from fieldledger.domain.facts.procore_payments import PaymentKind
from fieldledger.domain.facts.procore_prime_contracts import PrimeContractFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.procore.completing import Completed, completed, whole_list
from fieldledger.services.sync.procore.lines import line_facts
from fieldledger.services.sync.procore.payments import payment_row
from fieldledger.services.sync.procore.phases import Place
from fieldledger.services.sync.procore.project_source import ProjectSource, of_projects
from fieldledger.services.sync.procore.reading import changed
from fieldledger.services.sync.source import PageRequest, SourcePage, SourceRow

PHASES: Final = ("contracts",)


class PrimeContractsSource(ProjectSource):
    """Its pages hold rows of two resources: the contracts, and ``procore/contract_payments`` under each of them."""

    traits = of_projects(SyncResource.PROCORE_PRIME_CONTRACTS, timedelta(hours=2), timedelta(days=1))

    def __init__(self, api: ProcoreApi) -> None:
        self._api = api

    async def _page(self, request: PageRequest, project: str) -> Result[SourcePage]:
        """One page of contracts."""
        place, company = Place.of(request.cursor, PHASES), request.company_id
        filters = changed(request.window)
        listed = await self._api.prime_contracts.page(company, project, place.page, filters, DETAIL_PER_PAGE)
        if listed.failed:
            return listed.failure()

        async def complete(contract: PrimeContract) -> Result[Completed]:
            return await self._complete(company, project, contract.id)

        return await completed(listed.unwrap(), place, PHASES, complete)

    async def _one(self, company_id: str, project: str, record_id: str) -> Result[SourcePage]:
        """The contract and its payments."""
        read = await self._complete(company_id, project, record_id)
        return read.map(lambda found: SourcePage(found.rows, found.malformed, calls=found.calls))

    async def _complete(self, company: str, project: str, contract_id: str) -> Result[Completed]:
        """One that is gone since it was listed is a deleted row, in a full read too."""
        shown = await self._api.prime_contracts.get(company, project, contract_id)
        if shown.error_code == ErrorCode.VENDOR_NOT_FOUND:
            return Result.ok(Completed((self._gone(contract_id, project),), calls=1))
        if shown.failed:
            return shown.failure()
        payments = self._api.contract_payments
        paid = await whole_list(lambda number: payments.page(company, project, contract_id, number))
        if paid.failed:
            return paid.failure()
        received = paid.unwrap()
        rows = (payment_row(payment, PaymentKind.RECEIVED, contract_id) for payment in received.good)
        return Result.ok(Completed((_row(shown.unwrap(), project), *rows), received.malformed, 1 + received.calls))


def _row(contract: PrimeContract, project: str) -> SourceRow:
    gone_at, resource = contract.deleted_at, PrimeContractsSource.traits.resource
    return SourceRow(resource, contract.id, _facts(contract), project, contract.updated_at, deleted=gone_at is not None)


def _facts(contract: PrimeContract) -> PrimeContractFacts:
    owner = contract.vendor
    return PrimeContractFacts(
        number=contract.number,
        title=contract.title,
        description=contract.description,
        status=contract.status,
        executed=contract.executed,
        accounting_method=contract.accounting_method,
        owner_id=None if owner is None else owner.id,
        owner_name=None if owner is None else owner.company or owner.name,
        owner_origin_id=None if owner is None else owner.origin_id,
        contract_on=contract.contract_date,
        starts_on=contract.contract_start_date,
        completes_on=contract.contract_estimated_completion_date,
        retainage_percent=contract.retainage_percent,
        original_amount=contract.grand_total,
        approved_changes=contract.approved_change_orders,
        pending_changes=contract.pending_change_orders_amount,
        revised_amount=contract.revised_contract_amount,
        invoiced_amount=contract.owner_invoices_amount,
        received_amount=contract.total_payments,
        outstanding_amount=contract.outstanding_balance,
        origin_id=contract.origin_id,
        origin_code=contract.origin_code,
        lines=line_facts(contract.line_items),
    )
