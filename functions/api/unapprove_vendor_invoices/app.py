"""POST /v1/vendor-invoices/unapprovals: an accountant takes subcontractors' invoices back before they are sent."""

from functools import partial

from fieldledger.domain.invoice_approval import InvoiceUnapprovalOutcome
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.invoice_unapproval import InvoiceUnapprovalBody
from fieldledger.http.idempotency import REPLAYED, Idempotency, IdempotencyKey, KeyedCall
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.invoices import UNAPPROVE_VENDOR_INVOICES
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import UnapprovalSettings, idempotency_keys
from fieldledger.wiring.invoices import vendor_invoice_unapprovals
from fieldledger.wiring.store import clock


class UnapproveVendorInvoicesSettings(AccessSettings, UnapprovalSettings):
    """What this function needs."""


settings = load(UnapproveVendorInvoicesSettings)
unapprovals = vendor_invoice_unapprovals(settings)
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, UNAPPROVE_VENDOR_INVOICES, InvoiceUnapprovalOutcome)
async def unapprove_vendor_invoices(
    request: Request, caller: Caller, key: IdempotencyKey, body: InvoiceUnapprovalBody
) -> Response:
    """Take back once per Idempotency-Key."""
    call = KeyedCall(caller.company_id, UNAPPROVE_VENDOR_INVOICES.operation_id, key, caller.user_id, body)
    work = partial(unapprovals.unapprove, body.decision(caller, key))
    answer = await idempotency.run(call, work, finished=lambda _: True)
    return respond(request, answer.result, headers=REPLAYED if answer.replayed else None)


lambda_handler = handler_of(app)
