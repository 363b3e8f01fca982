"""GET /v1/postings: what is on its way to the books, and what has arrived."""

from functools import partial

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.posting_filters import AskedPostings, binding
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.postings import LIST_POSTINGS
from fieldledger.http.views.postings import PostingView
from fieldledger.settings import AccessSettings, CursorSettings, PostingsSettings, load
from fieldledger.wiring.queries import posting_queries


class ListPostingsSettings(AccessSettings, CursorSettings, PostingsSettings):
    """What this function needs."""


settings = load(ListPostingsSettings)
postings = posting_queries(settings)
cursors = cursors_of(settings)
app = create_app(settings)


@serve(app, LIST_POSTINGS, list[PostingView])
async def list_postings(request: Request, caller: Caller, paging: PageRequest, filters: AskedPostings) -> Response:
    """A page of postings by age."""
    query = ListQuery(LIST_POSTINGS.operation_id, caller.company_id, binding(filters))
    listing = Listing(query, partial(postings.page, caller.company_id, filters), PostingView.of)
    return await respond_page(request, paging, cursors, listing)


lambda_handler = handler_of(app)
