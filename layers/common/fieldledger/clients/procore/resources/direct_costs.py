"""Direct costs. Their syncs refuse concurrent requests with 409: one at a time for each project (procore.md 4)."""

from collections.abc import Sequence
from typing import Final

from fieldledger.clients.procore.filters import NO_FILTERS, Filters
from fieldledger.clients.procore.models.direct_costs import DirectCost, DirectCostWrite, NewDirectCost
from fieldledger.clients.procore.models.line_items import DirectCostLineWrite, LineItem
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.requester import Write, fetch_one, fetch_page, path, write_one
from fieldledger.clients.procore.resources.base import Resource, wrapped
from fieldledger.clients.procore.sync import SyncReport, SyncTarget, sync
from fieldledger.result import Result

MOST_NEW_LINES: Final = 100
_LIST: Final = "/rest/v1.1/projects/{project}/direct_costs"
_SYNC: Final = "/rest/v1.0/projects/{project}/direct_costs"


class DirectCosts(Resource):
    """Headers and lines are separate lists; the lines of a whole project come in one list."""

    async def page(
        self, company_id: str, project_id: str, page: int = 1, filters: Filters = NO_FILTERS
    ) -> Result[ProcorePage[DirectCost]]:
        """``GET /rest/v1.1/projects/{id}/direct_costs``; knows updated_at and origin_id."""
        where = path(_LIST, project=project_id)
        return await fetch_page(self._requester, company_id, where, DirectCost, page, filters.params())

    async def get(self, company_id: str, project_id: str, direct_cost_id: str) -> Result[DirectCost]:
        """``GET /rest/v1.1/projects/{id}/direct_costs/{id}`` with lines."""
        where = path(f"{_LIST}/{{direct_cost}}", project=project_id, direct_cost=direct_cost_id)
        return await fetch_one(self._requester, company_id, where, DirectCost)

    async def lines(
        self, company_id: str, project_id: str, page: int = 1, filters: Filters = NO_FILTERS
    ) -> Result[ProcorePage[LineItem]]:
        """``GET /rest/v1.0/projects/{id}/direct_costs/line_items``: of all direct costs; knows updated_at."""
        where = path(f"{_SYNC}/line_items", project=project_id)
        return await fetch_page(self._requester, company_id, where, LineItem, page, filters.params())

    async def create(self, company_id: str, project_id: str, cost: NewDirectCost) -> Result[DirectCost]:
        """``POST /rest/v1.1/projects/{id}/direct_costs`` with at most 100 lines."""
        if len(cost.line_items) > MOST_NEW_LINES:
            raise ValueError(f"at most {MOST_NEW_LINES} lines in one create")
        write = Write("POST", path(_LIST, project=project_id), wrapped("direct_cost", cost))
        return await write_one(self._requester, company_id, write, DirectCost)

    async def sync(self, company_id: str, project_id: str, costs: Sequence[DirectCostWrite]) -> SyncReport[DirectCost]:
        """``PATCH /rest/v1.0/projects/{id}/direct_costs/sync``: headers only."""
        target = SyncTarget(path(f"{_SYNC}/sync", project=project_id), DirectCost, exclusive=True)
        return await sync(self._requester, company_id, target, costs)

    async def sync_lines(
        self, company_id: str, project_id: str, lines: Sequence[DirectCostLineWrite]
    ) -> SyncReport[LineItem]:
        """``PATCH /rest/v1.0/projects/{id}/direct_costs/line_items/sync``: each line names its direct cost."""
        target = SyncTarget(path(f"{_SYNC}/line_items/sync", project=project_id), LineItem, exclusive=True)
        return await sync(self._requester, company_id, target, lines)
