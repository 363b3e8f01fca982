"""Payments issued: one call for each commitment, once a day, since nothing tells which of them were paid on.

Payments received come with the prime contracts (``prime_contracts.py``): they are as few as those.
"""

from datetime import timedelta
from typing import Final

from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.domain.facts.procore_commitments import CommitmentFacts
from fieldledger.domain.facts.procore_payments import PaymentKind
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.procore.payments import payment_row
from fieldledger.services.sync.procore.reading import gone, next_page, one_of, page_number
from fieldledger.services.sync.source import PageRequest, Scope, SourcePage, SourceTraits

_NEEDS_CONTRACT: Final = "payments are read under a contract, whose own scope is its project"


def _given_out(record: MirrorRecord) -> bool:
    """Whether anything can have been paid on a commitment."""
    return record.read(CommitmentFacts).given_out


class ContractPaymentsSource:
    """Read whole for each contract. The scope is the contract, its parent the project."""

    traits = SourceTraits(
        SyncResource.PROCORE_CONTRACT_PAYMENTS,
        every=timedelta(days=1),
        scoped_by=SyncResource.PROCORE_COMMITMENTS,
        scope_when=_given_out,
    )

    def __init__(self, api: ProcoreApi) -> None:
        self._api = api
        self._payments = api.contract_payments

    async def page(self, request: PageRequest) -> Result[SourcePage]:
        """One page of one contract's payments."""
        place = _contract(request.scope)
        if place.failed:
            return place.failure()
        project, contract = place.unwrap()
        found = await self._payments.page(request.company_id, project, contract, page_number(request.cursor))
        if found.failed:
            return found.failure()
        page = found.unwrap()
        rows = tuple(payment_row(payment, PaymentKind.ISSUED, contract) for payment in page.rows.good)
        return Result.ok(SourcePage(rows, page.rows.malformed, next_page(page)))

    async def one(
        self, company_id: str, resource: SyncResource, record_id: str, scope: Scope | None
    ) -> Result[SourcePage]:
        """A payment of either way: what kind of contract it is on is asked first."""
        place = _contract(scope)
        if place.failed:
            return place.failure()
        project, contract = place.unwrap()
        kind = await self._kind(company_id, project, contract)
        if kind.failed:
            return kind.failure()
        found = await self._payments.get(company_id, project, contract, record_id)
        return one_of(
            found,
            lambda: gone(resource, record_id, contract),
            lambda payment: (payment_row(payment, kind.unwrap(), contract),),
            calls=2,
        )

    async def _kind(self, company_id: str, project: str, contract: str) -> Result[PaymentKind]:
        """Received if the contract is a prime one. With the tool of prime contracts off, there are none."""
        found = await self._api.prime_contracts.get(company_id, project, contract)
        if found.error_code in {ErrorCode.VENDOR_NOT_FOUND, ErrorCode.VENDOR_SETUP_INCOMPLETE}:
            return Result.ok(PaymentKind.ISSUED)
        return found.map(lambda _: PaymentKind.RECEIVED)


def _contract(scope: Scope | None) -> Result[tuple[str, str]]:
    """Project and contract."""
    if scope is None or scope.parent_id is None:
        return Result.fail(_NEEDS_CONTRACT, ErrorCode.VALIDATION_FAILED)
    return Result.ok((scope.parent_id, scope.scope_id))
