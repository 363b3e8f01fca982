"""POST /v1/owner-invoices/approvals: an accountant sends invoices to owners to the books."""

from functools import partial

from fieldledger.domain.invoice_approval import InvoiceApprovalOutcome
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.invoice_approval import InvoiceApprovalBody
from fieldledger.http.idempotency import REPLAYED, Idempotency, IdempotencyKey, KeyedCall
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.invoices import APPROVE_OWNER_INVOICES
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import ApprovalSettings, idempotency_keys
from fieldledger.wiring.invoices import owner_invoice_approvals
from fieldledger.wiring.store import clock


class ApproveOwnerInvoicesSettings(AccessSettings, ApprovalSettings):
    """What this function needs."""


settings = load(ApproveOwnerInvoicesSettings)
approvals = owner_invoice_approvals(settings)
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, APPROVE_OWNER_INVOICES, InvoiceApprovalOutcome)
async def approve_owner_invoices(
    request: Request, caller: Caller, key: IdempotencyKey, body: InvoiceApprovalBody
) -> Response:
    """Approve once per Idempotency-Key."""
    call = KeyedCall(caller.company_id, APPROVE_OWNER_INVOICES.operation_id, key, caller.user_id, body)
    work = partial(approvals.approve, body.decision(caller, key))
    answer = await idempotency.run(call, work, finished=lambda _: True)
    return respond(request, answer.result, headers=REPLAYED if answer.replayed else None)


lambda_handler = handler_of(app)
