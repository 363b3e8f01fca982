"""Cost codes of projects and of the company, cost types and sub jobs. None of these lists filters by change."""

from collections.abc import Sequence

from fieldledger.clients.procore.body import ACCOUNT, number
from fieldledger.clients.procore.filters import NO_FILTERS, Filters
from fieldledger.clients.procore.models.cost_codes import (
    CostCode,
    CostCodeWrite,
    LineItemType,
    LineItemTypeWrite,
    StandardCostCode,
    StandardCostCodeList,
    StandardCostCodeWrite,
    SubJob,
    SubJobWrite,
)
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.requester import Write, fetch_one, fetch_page, path, write_one
from fieldledger.clients.procore.resources.base import Resource, in_project, wrapped
from fieldledger.clients.procore.sync import SyncReport, SyncTarget, sync
from fieldledger.result import Result


class CostCodes(Resource):
    """Read whole: changes are found by comparing."""

    async def page(
        self, company_id: str, project_id: str, page: int = 1, filters: Filters = NO_FILTERS
    ) -> Result[ProcorePage[CostCode]]:
        """``GET /rest/v1.0/cost_codes``; knows origin_id."""
        params = {**in_project(project_id), **filters.params()}
        return await fetch_page(self._requester, company_id, "/rest/v1.0/cost_codes", CostCode, page, params)

    async def get(self, company_id: str, project_id: str, code_id: str) -> Result[CostCode]:
        """``GET /rest/v1.0/cost_codes/{id}``."""
        where = path("/rest/v1.0/cost_codes/{code}", code=code_id)
        return await fetch_one(self._requester, company_id, where, CostCode, in_project(project_id))

    async def create(self, company_id: str, project_id: str, code: CostCodeWrite) -> Result[CostCode]:
        """``POST /rest/v1.0/cost_codes``."""
        write = Write("POST", "/rest/v1.0/cost_codes", wrapped("cost_code", code, project_id=number(project_id)))
        return await write_one(self._requester, company_id, write, CostCode)

    async def sync(
        self, company_id: str, project_id: str, codes: Sequence[CostCodeWrite], sub_job_id: str | None = None
    ) -> SyncReport[CostCode]:
        """``PATCH /rest/v1.0/cost_codes/sync``."""
        params = in_project(project_id) if sub_job_id is None else in_project(project_id, sub_job_id=sub_job_id)
        target = SyncTarget("/rest/v1.0/cost_codes/sync", CostCode, params=params)
        return await sync(self._requester, company_id, target, codes)

    async def types(
        self, company_id: str, project_id: str, page: int = 1, filters: Filters = NO_FILTERS
    ) -> Result[ProcorePage[LineItemType]]:
        """``GET /rest/v1.0/line_item_types``; knows origin_id."""
        params = {**in_project(project_id), "company_id": ACCOUNT, **filters.params()}
        return await fetch_page(self._requester, company_id, "/rest/v1.0/line_item_types", LineItemType, page, params)

    async def sync_types(self, company_id: str, types: Sequence[LineItemTypeWrite]) -> SyncReport[LineItemType]:
        """``PATCH /rest/v1.0/line_item_types/sync``, for the whole company."""
        target = SyncTarget("/rest/v1.0/line_item_types/sync", LineItemType, {"company_id": ACCOUNT})
        return await sync(self._requester, company_id, target, types)

    async def sub_jobs(self, company_id: str, project_id: str, page: int = 1) -> Result[ProcorePage[SubJob]]:
        """``GET /rest/v1.0/sub_jobs``."""
        params = in_project(project_id)
        return await fetch_page(self._requester, company_id, "/rest/v1.0/sub_jobs", SubJob, page, params)

    async def sync_sub_jobs(
        self, company_id: str, project_id: str, sub_jobs: Sequence[SubJobWrite]
    ) -> SyncReport[SubJob]:
        """``PATCH /rest/v1.0/sub_jobs/sync``; the project is wanted in the body and as a parameter."""
        frame = {"project_id": number(project_id)}
        target = SyncTarget("/rest/v1.0/sub_jobs/sync", SubJob, frame, in_project(project_id))
        return await sync(self._requester, company_id, target, sub_jobs)

    async def standard_lists(self, company_id: str, page: int = 1) -> Result[ProcorePage[StandardCostCodeList]]:
        """``GET /rest/v1.0/standard_cost_code_lists``."""
        where = "/rest/v1.0/standard_cost_code_lists"
        return await fetch_page(self._requester, company_id, where, StandardCostCodeList, page, {"company_id": ACCOUNT})

    async def standard(
        self, company_id: str, list_id: str, page: int = 1, filters: Filters = NO_FILTERS
    ) -> Result[ProcorePage[StandardCostCode]]:
        """``GET /rest/v1.0/standard_cost_codes``; the default view would hold ids only."""
        where = "/rest/v1.0/standard_cost_codes"
        params = {
            "company_id": ACCOUNT,
            "standard_cost_code_list_id": list_id,
            "view": "extended",
            **filters.params(),
        }
        return await fetch_page(self._requester, company_id, where, StandardCostCode, page, params)

    async def sync_standard(
        self, company_id: str, list_id: str, codes: Sequence[StandardCostCodeWrite]
    ) -> SyncReport[StandardCostCode]:
        """``PATCH /rest/v1.0/standard_cost_codes/sync``; answers 413 to long lists."""
        frame = {"company_id": ACCOUNT, "standard_cost_code_list_id": number(list_id)}
        target = SyncTarget("/rest/v1.0/standard_cost_codes/sync", StandardCostCode, frame, {"view": "extended"})
        return await sync(self._requester, company_id, target, codes)
