"""GET /v1/owner-invoices: invoices to owners, by date."""

from functools import partial

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.invoice_filters import AskedInvoices, binding
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.invoices import LIST_OWNER_INVOICES
from fieldledger.http.views.invoices import OwnerInvoiceView
from fieldledger.http.visibility import Visible
from fieldledger.settings import AccessSettings, CursorSettings, RecordsSettings, load
from fieldledger.wiring.invoices import owner_invoice_queries
from fieldledger.wiring.members import members
from fieldledger.wiring.store import clock


class ListOwnerInvoicesSettings(AccessSettings, CursorSettings, RecordsSettings):
    """What this function needs."""


settings = load(ListOwnerInvoicesSettings)
invoices = owner_invoice_queries(settings)
cursors = cursors_of(settings)
app = create_app(settings, clock(), members(settings))


@serve(app, LIST_OWNER_INVOICES, list[OwnerInvoiceView])
async def list_owner_invoices(
    request: Request,
    caller: Caller,
    visible: Visible,
    paging: PageRequest,
    asked: AskedInvoices,
) -> Response:
    """A page of invoices; a project manager's own projects only."""
    query = ListQuery(LIST_OWNER_INVOICES.operation_id, caller.company_id, binding(asked, caller, visible))
    fetch = partial(invoices.page, caller.company_id, asked, visible)
    return await respond_page(request, paging, cursors, Listing(query, fetch, OwnerInvoiceView.of))


lambda_handler = handler_of(app)
