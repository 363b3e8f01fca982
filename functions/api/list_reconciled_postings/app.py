"""GET /v1/reconciliations/books/postings: the postings behind a reconciliation."""

from functools import partial
from typing import Annotated

from fieldledger.domain.books_reconciliation import LedgerKind
from fieldledger.domain.posting import Target
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.books_spans import AskedSpan
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.declarations import Query
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.parameters import PlainText, RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.closing import LIST_RECONCILED_POSTINGS
from fieldledger.http.views.closing import ReconciledPostingView
from fieldledger.services.queries.reconciled_postings import LineFilter
from fieldledger.settings import AccessSettings, CursorSettings, load
from fieldledger.wiring.closing import ReconciliationSettings, reconciled_postings


class ListReconciledPostingsSettings(AccessSettings, CursorSettings, ReconciliationSettings):
    """What this function needs."""


settings = load(ListReconciledPostingsSettings)
postings = reconciled_postings(settings)
cursors = cursors_of(settings)
app = create_app(settings)


@serve(app, LIST_RECONCILED_POSTINGS, list[ReconciledPostingView])
async def list_reconciled_postings(
    request: Request,
    caller: Caller,
    paging: PageRequest,
    span: AskedSpan,
    project_id: RecordId | None = None,
    kind: LedgerKind | None = None,
    pay_type: PlainText | None = None,
    books: Target | None = None,
    *,
    only_open: Annotated[bool, Query(alias="open")] = False,
) -> Response:
    """A page by day, of one cell or of more of them."""
    wanted = LineFilter(project_id, kind, pay_type, books, only_open)
    asked = {"from": str(span.first_day), "to": str(span.last_day), "open": "yes" if only_open else None}
    cell = {"project_id": project_id, "kind": kind, "pay_type": pay_type, "books": books}
    query = ListQuery(LIST_RECONCILED_POSTINGS.operation_id, caller.company_id, {**asked, **cell})
    listing = Listing(query, partial(postings.page, caller.company_id, span, wanted), ReconciledPostingView.of)
    return await respond_page(request, paging, cursors, listing)


lambda_handler = handler_of(app)
