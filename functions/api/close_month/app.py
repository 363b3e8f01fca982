"""POST /v1/closes: a controller signs the days of a month."""

from functools import partial
from http import HTTPStatus

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.closing import CloseBody
from fieldledger.http.idempotency import Idempotency, IdempotencyKey, KeyedCall, respond_once
from fieldledger.http.principal import Caller
from fieldledger.http.refusals import of_body
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.closing import CLOSE_MONTH
from fieldledger.http.views.closing import CloseView
from fieldledger.result import Result
from fieldledger.services.closing.signing import CloseMonth
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import idempotency_keys
from fieldledger.wiring.closing import SigningSettings, month_signing
from fieldledger.wiring.store import clock


class CloseMonthSettings(AccessSettings, SigningSettings):
    """What this function needs."""


settings = load(CloseMonthSettings)
signing = month_signing(settings)
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, CLOSE_MONTH, CloseView)
async def close_month(request: Request, caller: Caller, key: IdempotencyKey, body: CloseBody) -> Response:
    """Sign once per Idempotency-Key; the report is kept as it is now."""
    call = KeyedCall(caller.company_id, CLOSE_MONTH.operation_id, key, caller.user_id, body)
    work = partial(_signed, body.wish(caller, key))
    return await respond_once(request, idempotency, call, work, status=HTTPStatus.CREATED)


async def _signed(wish: CloseMonth) -> Result[CloseView]:
    return of_body(await signing.sign(wish)).map(CloseView.of)


lambda_handler = handler_of(app)
