"""Subcontractor invoices and billing periods. No webhook tells of them: they are polled (procore.md 5)."""

from collections.abc import Sequence
from typing import Final

from fieldledger.clients.procore.body import number
from fieldledger.clients.procore.filters import NO_FILTERS, Filters
from fieldledger.clients.procore.models.requisitions import (
    BillingPeriod,
    BillingPeriodWrite,
    Requisition,
    RequisitionItem,
    RequisitionItemWrite,
    RequisitionWrite,
)
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.requester import Write, fetch_one, fetch_page, path, write_one, write_only
from fieldledger.clients.procore.resources.base import Resource, in_project, listed, wrapped
from fieldledger.result import Result

# Rows with all their lines are long; the list gives 30 by default.
PER_PAGE: Final = 100
_LIST: Final = "/rest/v1.1/requisitions"
_PERIODS: Final = "/rest/v1.0/projects/{project}/billing_periods"
_ITEMS: Final = {"view": "items"}


class Requisitions(Resource):
    """There is no sync: one call for each invoice."""

    async def page(
        self, company_id: str, project_id: str, page: int = 1, filters: Filters = NO_FILTERS
    ) -> Result[ProcorePage[Requisition]]:
        """``GET /rest/v1.1/requisitions`` with lines; knows updated_at and origin_id."""
        params = {**in_project(project_id), **_ITEMS, **filters.params()}
        return await fetch_page(self._requester, company_id, _LIST, Requisition, page, params, PER_PAGE)

    async def get(self, company_id: str, project_id: str, requisition_id: str) -> Result[Requisition]:
        """``GET /rest/v1.1/requisitions/{id}`` with lines."""
        where = path(f"{_LIST}/{{requisition}}", requisition=requisition_id)
        return await fetch_one(self._requester, company_id, where, Requisition, {**in_project(project_id), **_ITEMS})

    async def create(
        self, company_id: str, project_id: str, commitment_id: str, requisition: RequisitionWrite
    ) -> Result[Requisition]:
        """``POST /rest/v1.1/requisitions``; needs an open billing period."""
        body = wrapped("requisition", requisition, **_frame(project_id, commitment_id))
        return await write_one(self._requester, company_id, Write("POST", _LIST, body, _ITEMS), Requisition)

    async def update(
        self, company_id: str, project_id: str, commitment_id: str, requisition_id: str, requisition: RequisitionWrite
    ) -> Result[Requisition]:
        """``PATCH /rest/v1.1/requisitions/{id}``."""
        where = path(f"{_LIST}/{{requisition}}", requisition=requisition_id)
        body = wrapped("requisition", requisition, **_frame(project_id, commitment_id))
        return await write_one(self._requester, company_id, Write("PATCH", where, body, _ITEMS), Requisition)

    async def contract_items(
        self, company_id: str, project_id: str, requisition_id: str, page: int = 1
    ) -> Result[ProcorePage[RequisitionItem]]:
        """``GET /rest/v1.0/requisitions/{id}/contract_items``."""
        where = path("/rest/v1.0/requisitions/{requisition}/contract_items", requisition=requisition_id)
        return await fetch_page(self._requester, company_id, where, RequisitionItem, page, in_project(project_id))

    async def update_items(
        self, company_id: str, project_id: str, requisition_id: str, items: Sequence[RequisitionItemWrite]
    ) -> Result[None]:
        """``PATCH /rest/v1.0/requisitions/{id}/bulk_item_update``: what it answers is not documented."""
        where = path("/rest/v1.0/requisitions/{requisition}/bulk_item_update", requisition=requisition_id)
        write = Write("PATCH", where, {"requisition_items": listed(items)}, in_project(project_id))
        return await write_only(self._requester, company_id, write)


class BillingPeriods(Resource):
    """The months of subcontractor invoices."""

    async def page(
        self, company_id: str, project_id: str, page: int = 1, filters: Filters = NO_FILTERS
    ) -> Result[ProcorePage[BillingPeriod]]:
        """``GET /rest/v1.0/projects/{id}/billing_periods``; knows updated_at, and status under ``more``."""
        where = path(_PERIODS, project=project_id)
        return await fetch_page(self._requester, company_id, where, BillingPeriod, page, filters.params())

    async def create(self, company_id: str, project_id: str, period: BillingPeriodWrite) -> Result[BillingPeriod]:
        """``POST /rest/v1.0/projects/{id}/billing_periods``."""
        write = Write("POST", path(_PERIODS, project=project_id), wrapped("billing_period", period))
        return await write_one(self._requester, company_id, write, BillingPeriod)


def _frame(project_id: str, commitment_id: str) -> dict[str, object]:
    return {"project_id": number(project_id), "commitment_id": number(commitment_id)}
