"""GET /v1/customers: owners as QuickBooks has them, sorted and searched."""

from functools import partial
from typing import Literal

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.parameters import Order, SearchText
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.directory import LIST_CUSTOMERS
from fieldledger.http.sorting import sorted_by
from fieldledger.http.views.directory import CustomerView
from fieldledger.services.queries.directory import InUse
from fieldledger.settings import AccessSettings, CursorSettings, RecordsSettings, load
from fieldledger.wiring.directory import directory_queries


class ListCustomersSettings(AccessSettings, CursorSettings, RecordsSettings):
    """What this function needs."""


settings = load(ListCustomersSettings)
directory = directory_queries(settings)
cursors = cursors_of(settings)
app = create_app(settings)


@serve(app, LIST_CUSTOMERS, list[CustomerView])
async def list_customers(
    request: Request,
    caller: Caller,
    paging: PageRequest,
    status: InUse | None = None,
    q: SearchText | None = None,
    sort: Literal["id", "name"] = "id",
    order: Order = "asc",
) -> Response:
    """A page of customers."""
    query = ListQuery(
        LIST_CUSTOMERS.operation_id, caller.company_id, {"status": status, "q": q, "sort": sort, "order": order}
    )
    fetch = partial(directory.customers, caller.company_id, status, sorted_by(sort, order, q))
    return await respond_page(request, paging, cursors, Listing(query, fetch, CustomerView.of))


lambda_handler = handler_of(app)
