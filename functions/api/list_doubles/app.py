"""GET /v1/links/doubles: records of ours that may be one."""

from functools import partial

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.link_parameters import RecordKind
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.identity import LIST_DOUBLES
from fieldledger.http.views.links import DoublesView
from fieldledger.settings import AccessSettings, CursorSettings, RecordsSettings, load
from fieldledger.wiring.links import doubling


class ListDoublesSettings(AccessSettings, CursorSettings, RecordsSettings):
    """What this function needs."""


settings = load(ListDoublesSettings)
doubles = doubling(settings)
cursors = cursors_of(settings)
app = create_app(settings)


@serve(app, LIST_DOUBLES, list[DoublesView])
async def list_doubles(request: Request, caller: Caller, paging: PageRequest, kind: RecordKind) -> Response:
    """A page of groups that agree in number, e-mail address or name."""
    query = ListQuery(LIST_DOUBLES.operation_id, caller.company_id, {"kind": kind.value})
    listing = Listing(query, partial(doubles.page, caller.company_id, kind), DoublesView.of)
    return await respond_page(request, paging, cursors, listing)


lambda_handler = handler_of(app)
