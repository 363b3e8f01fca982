"""GET /v1/closes: the months that were signed, the latest first."""

from functools import partial

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.closing import LIST_CLOSES
from fieldledger.http.views.closing import CloseView
from fieldledger.settings import AccessSettings, CursorSettings, PostingsSettings, load
from fieldledger.wiring.closing import month_closes


class ListClosesSettings(AccessSettings, CursorSettings, PostingsSettings):
    """What this function needs."""


settings = load(ListClosesSettings)
closes = month_closes(settings)
cursors = cursors_of(settings)
app = create_app(settings)


@serve(app, LIST_CLOSES, list[CloseView])
async def list_closes(request: Request, caller: Caller, paging: PageRequest) -> Response:
    """A page of closes without their details."""
    query = ListQuery(LIST_CLOSES.operation_id, caller.company_id, {})
    return await respond_page(
        request, paging, cursors, Listing(query, partial(closes.page, caller.company_id), CloseView.of)
    )


lambda_handler = handler_of(app)
