"""POST /v1/foundation/payments: an accountant sends what FOUNDATION says was paid."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.foundation_payments import PaymentsFileBody
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.invoices import IMPORT_FOUNDATION_PAYMENTS
from fieldledger.http.views.foundation_payments import PaymentsImportView
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.foundation_payments import PaymentsSettings, payments_import
from fieldledger.wiring.store import clock


class ImportFoundationPaymentsSettings(AccessSettings, PaymentsSettings):
    """What this function needs."""


settings = load(ImportFoundationPaymentsSettings)
payments = payments_import(settings)
app = create_app(settings, clock())


@serve(app, IMPORT_FOUNDATION_PAYMENTS, PaymentsImportView)
async def import_foundation_payments(request: Request, caller: Caller, body: PaymentsFileBody) -> Response:
    """Every good row counts; each other one is answered with its number. Repeating it changes nothing."""
    answer = await payments.take(caller.company_id, caller.user_id, body.csv)
    return respond(request, answer.map(PaymentsImportView.of))


lambda_handler = handler_of(app)
