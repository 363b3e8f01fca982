"""GET /v1/exceptions: what waits for a person, oldest first."""

from functools import partial

from fastapi import Request, Response

from fieldledger.domain.exception_item import ExceptionState
from fieldledger.envelope import ApiResponse
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.principal import Caller
from fieldledger.http.routes.exceptions import LIST_EXCEPTIONS
from fieldledger.http.views.exceptions import ExceptionView
from fieldledger.settings import AccessSettings, ControlSettings, CursorSettings, load
from fieldledger.wiring.queries import exception_queries


class ListExceptionsSettings(AccessSettings, CursorSettings, ControlSettings):
    """What this function needs."""


settings = load(ListExceptionsSettings)
exceptions = exception_queries(settings)
cursors = cursors_of(settings)
app = create_app(settings)


@serve(app, LIST_EXCEPTIONS, ApiResponse[list[ExceptionView]])
async def list_exceptions(
    request: Request, caller: Caller, paging: PageRequest, state: ExceptionState = ExceptionState.OPEN
) -> Response:
    """A page of the inbox; open items unless the request asks for resolved ones."""
    query = ListQuery(LIST_EXCEPTIONS.operation_id, caller.company_id, {"state": state})
    listing = Listing(query, partial(exceptions.page, caller.company_id, state), ExceptionView.of)
    return await respond_page(request, paging, cursors, listing)


lambda_handler = handler_of(app)
