"""GET /v1/vendors: subcontractors and suppliers, sorted and searched."""

from functools import partial
from typing import Literal

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.parameters import Order, SearchText
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.directory import LIST_VENDORS
from fieldledger.http.sorting import sorted_by
from fieldledger.http.views.directory import VendorView
from fieldledger.services.queries.directory import InUse
from fieldledger.settings import AccessSettings, CursorSettings, RecordsSettings, load
from fieldledger.wiring.directory import directory_queries


class ListVendorsSettings(AccessSettings, CursorSettings, RecordsSettings):
    """What this function needs."""


settings = load(ListVendorsSettings)
directory = directory_queries(settings)
cursors = cursors_of(settings)
app = create_app(settings)


@serve(app, LIST_VENDORS, list[VendorView])
async def list_vendors(
    request: Request,
    caller: Caller,
    paging: PageRequest,
    status: InUse | None = None,
    q: SearchText | None = None,
    sort: Literal["id", "name", "number"] = "id",
    order: Order = "asc",
) -> Response:
    """A page of vendors."""
    query = ListQuery(
        LIST_VENDORS.operation_id, caller.company_id, {"status": status, "q": q, "sort": sort, "order": order}
    )
    fetch = partial(directory.vendors, caller.company_id, status, sorted_by(sort, order, q))
    return await respond_page(request, paging, cursors, Listing(query, fetch, VendorView.of))


lambda_handler = handler_of(app)
