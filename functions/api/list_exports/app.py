"""GET /v1/exports: import files for FOUNDATION, the newest first."""

from functools import partial

from fieldledger.domain.foundation_mappings import FoundationKind
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.oversight import LIST_EXPORTS
from fieldledger.http.views.exports import ExportView
from fieldledger.settings import AccessSettings, CursorSettings, PostingsSettings, load
from fieldledger.wiring.oversight import export_queries


class ListExportsSettings(AccessSettings, CursorSettings, PostingsSettings):
    """What this function needs."""


settings = load(ListExportsSettings)
exports = export_queries(settings)
cursors = cursors_of(settings)
app = create_app(settings)


@serve(app, LIST_EXPORTS, list[ExportView])
async def list_exports(
    request: Request, caller: Caller, paging: PageRequest, kind: FoundationKind | None = None
) -> Response:
    """A page of files: what is still being made, then the others."""
    query = ListQuery(LIST_EXPORTS.operation_id, caller.company_id, {"kind": kind})
    listing = Listing(query, partial(exports.page, caller.company_id, kind), ExportView.of)
    return await respond_page(request, paging, cursors, listing)


lambda_handler = handler_of(app)
