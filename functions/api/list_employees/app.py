"""GET /v1/employees: workers, sorted and searched."""

from functools import partial
from typing import Literal

from fieldledger.domain.employee import EmployeeStatus
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.parameters import Order, SearchText
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.directory import LIST_EMPLOYEES
from fieldledger.http.sorting import sorted_by
from fieldledger.http.views.directory import EmployeeView
from fieldledger.settings import AccessSettings, CursorSettings, RecordsSettings, load
from fieldledger.wiring.directory import directory_queries


class ListEmployeesSettings(AccessSettings, CursorSettings, RecordsSettings):
    """What this function needs."""


settings = load(ListEmployeesSettings)
directory = directory_queries(settings)
cursors = cursors_of(settings)
app = create_app(settings)


@serve(app, LIST_EMPLOYEES, list[EmployeeView])
async def list_employees(
    request: Request,
    caller: Caller,
    paging: PageRequest,
    status: EmployeeStatus | None = None,
    q: SearchText | None = None,
    sort: Literal["id", "name", "number"] = "id",
    order: Order = "asc",
) -> Response:
    """A page of workers; without e-mail addresses for viewers."""
    query = ListQuery(
        LIST_EMPLOYEES.operation_id, caller.company_id, {"status": status, "q": q, "sort": sort, "order": order}
    )
    fetch = partial(directory.employees, caller.company_id, status, sorted_by(sort, order, q))
    return await respond_page(
        request, paging, cursors, Listing(query, fetch, partial(EmployeeView.for_role, caller.role))
    )


lambda_handler = handler_of(app)
