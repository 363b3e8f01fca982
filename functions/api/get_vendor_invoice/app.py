"""GET /v1/vendor-invoices/{invoice_id}: one of subcontractors' invoices with its lines."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.invoices import GET_VENDOR_INVOICE
from fieldledger.http.views.invoices import VendorInvoiceDetailView
from fieldledger.http.visibility import Visible
from fieldledger.settings import AccessSettings, RecordsSettings, load
from fieldledger.wiring.invoices import vendor_invoice_queries
from fieldledger.wiring.members import members
from fieldledger.wiring.store import clock


class GetVendorInvoiceSettings(AccessSettings, RecordsSettings):
    """What this function needs."""


settings = load(GetVendorInvoiceSettings)
invoices = vendor_invoice_queries(settings)
app = create_app(settings, clock(), members(settings))


@serve(app, GET_VENDOR_INVOICE, VendorInvoiceDetailView)
async def get_vendor_invoice(request: Request, caller: Caller, visible: Visible, invoice_id: RecordId) -> Response:
    """The invoice; 404 also for another company's, and for one of a project that the caller does not see."""
    found = await invoices.get(caller.company_id, invoice_id, visible)
    return respond(request, found.map(VendorInvoiceDetailView.of))


lambda_handler = handler_of(app)
