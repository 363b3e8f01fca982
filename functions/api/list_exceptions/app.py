"""GET /v1/exceptions: what waits for a person."""

from functools import partial
from typing import Annotated

from fieldledger.domain.exception_item import ExceptionState
from fieldledger.error_codes import ErrorCode, Turn
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.declarations import Query
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.parameters import Order, PlainText
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.exceptions import LIST_EXCEPTIONS
from fieldledger.http.views.exceptions import ExceptionView
from fieldledger.services.exceptions.listing import Filters
from fieldledger.settings import AccessSettings, ControlSettings, CursorSettings, load
from fieldledger.wiring.exceptions import exceptions_listing


class ListExceptionsSettings(AccessSettings, CursorSettings, ControlSettings):
    """What this function needs."""


settings = load(ListExceptionsSettings)
exceptions = exceptions_listing(settings)
cursors = cursors_of(settings)
app = create_app(settings)


@serve(app, LIST_EXCEPTIONS, list[ExceptionView])
async def list_exceptions(
    request: Request,
    caller: Caller,
    paging: PageRequest,
    state: ExceptionState = ExceptionState.OPEN,
    code: ErrorCode | None = None,
    turn: Turn | None = None,
    subject: Annotated[PlainText | None, Query()] = None,
    order: Order = "asc",
) -> Response:
    """A page of the inbox; open items unless the request asks for resolved ones."""
    asked = {"state": state, "code": code, "turn": turn, "subject": subject, "order": order}
    query = ListQuery(LIST_EXCEPTIONS.operation_id, caller.company_id, asked)
    filters = Filters(state, code, turn, subject, newest_first=order == "desc")
    listing = Listing(query, partial(exceptions.page, caller.company_id, filters), ExceptionView.of)
    return await respond_page(request, paging, cursors, listing)


lambda_handler = handler_of(app)
