"""GET /v1/links: how every job, worker or subcontractor stands with one vendor."""

from functools import partial
from typing import Annotated

from fieldledger.domain.connection import VendorName
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.declarations import Query
from fieldledger.http.link_parameters import RecordKind
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.parameters import PlainText
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.identity import LIST_LINKS
from fieldledger.http.views.links import LinkRowView
from fieldledger.services.crosswalk.overview import LinkFilter, LinkStanding
from fieldledger.settings import AccessSettings, CursorSettings, RecordsSettings, load
from fieldledger.wiring.links import link_overview


class ListLinksSettings(AccessSettings, CursorSettings, RecordsSettings):
    """What this function needs."""


settings = load(ListLinksSettings)
overview = link_overview(settings)
cursors = cursors_of(settings)
app = create_app(settings)


@serve(app, LIST_LINKS, list[LinkRowView])
async def list_links(
    request: Request,
    caller: Caller,
    paging: PageRequest,
    kind: RecordKind,
    vendor: VendorName,
    state: LinkStanding | None = None,
    q: Annotated[PlainText | None, Query()] = None,
) -> Response:
    """A page of our records by name, each with its links to the vendor, or with what it may be."""
    parameters = {"kind": kind.value, "vendor": vendor.value, "state": state, "q": q}
    query = ListQuery(LIST_LINKS.operation_id, caller.company_id, parameters)
    wanted = LinkFilter(kind, vendor, state, q)
    listing = Listing(query, partial(overview.page, caller.company_id, wanted), LinkRowView.of)
    return await respond_page(request, paging, cursors, listing)


lambda_handler = handler_of(app)
