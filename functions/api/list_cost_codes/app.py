"""GET /v1/cost-codes: cost codes of Procore's projects, of Raken and of FOUNDATION, sorted and searched."""

from functools import partial
from typing import Annotated, Literal

from fieldledger.domain.connection import VendorName
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.declarations import Query
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.parameters import Order, RecordId, SearchText
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.directory import LIST_COST_CODES
from fieldledger.http.sorting import sorted_by
from fieldledger.http.visibility import Visible, seen_by
from fieldledger.services.queries.cost_codes import CostCode, CostCodeFilter
from fieldledger.services.queries.directory import InUse
from fieldledger.settings import AccessSettings, CursorSettings, RecordsSettings, load
from fieldledger.wiring.directory import cost_code_queries
from fieldledger.wiring.members import members
from fieldledger.wiring.store import clock

type CodeSource = Literal[VendorName.PROCORE, VendorName.RAKEN, VendorName.FOUNDATION]


class ListCostCodesSettings(AccessSettings, CursorSettings, RecordsSettings):
    """What this function needs."""


settings = load(ListCostCodesSettings)
codes = cost_code_queries(settings)
cursors = cursors_of(settings)
app = create_app(settings, clock(), members(settings))


@serve(app, LIST_COST_CODES, list[CostCode])
async def list_cost_codes(
    request: Request,
    caller: Caller,
    visible: Visible,
    paging: PageRequest,
    project_id: RecordId | None = None,
    source: Annotated[CodeSource | None, Query()] = None,
    status: InUse | None = None,
    q: SearchText | None = None,
    sort: Literal["id", "code", "name"] = "id",
    order: Order = "asc",
) -> Response:
    """A page of cost codes; of projects, a project manager's own ones only."""
    chosen = CostCodeFilter(project_id=project_id, source=source, status=status)
    bound = {**chosen.model_dump(mode="json"), "q": q, "sort": sort, "order": order, "of": seen_by(caller, visible)}
    query = ListQuery(LIST_COST_CODES.operation_id, caller.company_id, bound)
    fetch = partial(codes.page, caller.company_id, visible, chosen, sorted_by(sort, order, q))
    return await respond_page(request, paging, cursors, Listing(query, fetch, lambda code: code))


lambda_handler = handler_of(app)
