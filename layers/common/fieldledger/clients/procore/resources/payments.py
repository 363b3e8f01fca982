"""Payments issued on commitments and received on prime contracts: one endpoint, one call for each contract."""

from datetime import datetime
from typing import Final

from fieldledger.clients.procore.body import number
from fieldledger.clients.procore.models.payments import ContractPayment, ContractPaymentWrite
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.requester import Write, fetch_one, fetch_page, path, write_one, write_only
from fieldledger.clients.procore.resources.base import Resource, in_project, wrapped
from fieldledger.result import Result

_PAYMENTS: Final = "/rest/v1.0/contract_payments"


class ContractPayments(Resource):
    """Neither a filter of changes nor a sync exists."""

    async def page(
        self, company_id: str, project_id: str, contract_id: str, page: int = 1
    ) -> Result[ProcorePage[ContractPayment]]:
        """``GET /rest/v1.0/contract_payments`` of one contract."""
        params = in_project(project_id, contract_id=contract_id)
        return await fetch_page(self._requester, company_id, _PAYMENTS, ContractPayment, page, params)

    async def get(self, company_id: str, project_id: str, contract_id: str, payment_id: str) -> Result[ContractPayment]:
        """``GET /rest/v1.0/contract_payments/{id}``; the contract has to be named."""
        where = path(f"{_PAYMENTS}/{{payment}}", payment=payment_id)
        params = in_project(project_id, contract_id=contract_id)
        return await fetch_one(self._requester, company_id, where, ContractPayment, params)

    async def create(
        self,
        company_id: str,
        project_id: str,
        contract_id: str,
        payment: ContractPaymentWrite,
        send_before: datetime | None = None,
    ) -> Result[ContractPayment]:
        """``POST /rest/v1.0/contract_payments``, not sent from ``send_before`` on."""
        body = wrapped("contract_payment", payment, **_frame(project_id, contract_id))
        write = Write("POST", _PAYMENTS, body, send_before=send_before)
        return await write_one(self._requester, company_id, write, ContractPayment)

    async def update(
        self, company_id: str, project_id: str, contract_id: str, payment_id: str, payment: ContractPaymentWrite
    ) -> Result[ContractPayment]:
        """``PATCH /rest/v1.0/contract_payments/{id}``; of a synced payment only the origin fields can change."""
        where = path(f"{_PAYMENTS}/{{payment}}", payment=payment_id)
        body = wrapped("contract_payment", payment, **_frame(project_id, contract_id))
        return await write_one(self._requester, company_id, Write("PATCH", where, body), ContractPayment)

    async def delete(self, company_id: str, project_id: str, contract_id: str, payment_id: str) -> Result[None]:
        """``DELETE /rest/v1.0/contract_payments/{id}``; deleting twice does no harm."""
        where = path(f"{_PAYMENTS}/{{payment}}", payment=payment_id)
        params = in_project(project_id, contract_id=contract_id)
        return await write_only(self._requester, company_id, Write("DELETE", where, params=params, safe=True))


def _frame(project_id: str, contract_id: str) -> dict[str, object]:
    return {"project_id": number(project_id), "contract_id": number(contract_id)}
