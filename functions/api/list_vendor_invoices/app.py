"""GET /v1/vendor-invoices: subcontractors' invoices, by date."""

from dataclasses import replace
from functools import partial

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.invoice_filters import AskedInvoices, binding
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.invoices import LIST_VENDOR_INVOICES
from fieldledger.http.views.invoices import VendorInvoiceView
from fieldledger.http.visibility import Visible
from fieldledger.settings import AccessSettings, CursorSettings, RecordsSettings, load
from fieldledger.wiring.invoices import vendor_invoice_queries
from fieldledger.wiring.members import members
from fieldledger.wiring.store import clock


class ListVendorInvoicesSettings(AccessSettings, CursorSettings, RecordsSettings):
    """What this function needs."""


settings = load(ListVendorInvoicesSettings)
invoices = vendor_invoice_queries(settings)
cursors = cursors_of(settings)
app = create_app(settings, clock(), members(settings))


@serve(app, LIST_VENDOR_INVOICES, list[VendorInvoiceView])
async def list_vendor_invoices(
    request: Request,
    caller: Caller,
    visible: Visible,
    paging: PageRequest,
    asked: AskedInvoices,
    vendor_id: RecordId | None = None,
) -> Response:
    """A page of invoices; a project manager's own projects only."""
    filters = replace(asked, vendor_id=vendor_id)
    query = ListQuery(LIST_VENDOR_INVOICES.operation_id, caller.company_id, binding(filters, caller, visible))
    fetch = partial(invoices.page, caller.company_id, filters, visible)
    return await respond_page(request, paging, cursors, Listing(query, fetch, VendorInvoiceView.of))


lambda_handler = handler_of(app)
