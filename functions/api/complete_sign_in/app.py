"""POST /v1/connections/{vendor}/callback: the frontend hands over what the vendor's redirect brought."""

from functools import partial

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.connection import CallbackBody
from fieldledger.http.idempotency import Idempotency, IdempotencyKey, KeyedCall, respond_once
from fieldledger.http.parameters import SignInVendor
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.connections import COMPLETE_SIGN_IN
from fieldledger.http.views.connections import ConnectionView
from fieldledger.result import Result
from fieldledger.services.connecting.sign_in import Callback
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import idempotency_keys
from fieldledger.wiring.connecting import VendorSignInSettings, sign_in_of
from fieldledger.wiring.store import clock


class CompleteSignInSettings(AccessSettings, VendorSignInSettings):
    """What this function needs."""


settings = load(CompleteSignInSettings)
sign_in = sign_in_of(settings)
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, COMPLETE_SIGN_IN, ConnectionView)
async def complete_sign_in(
    request: Request, caller: Caller, key: IdempotencyKey, vendor: SignInVendor, body: CallbackBody
) -> Response:
    """Only the person who began may complete; a state is good for ten minutes and once."""
    call = KeyedCall(caller.company_id, f"{COMPLETE_SIGN_IN.operation_id}:{vendor}", key, caller.user_id, body)
    callback = Callback(vendor, body.state, body.code, body.realm_id)
    return await respond_once(
        request, idempotency, call, partial(_complete, caller.company_id, caller.user_id, callback)
    )


async def _complete(company_id: str, user_id: str, callback: Callback) -> Result[ConnectionView]:
    return (await sign_in.complete(company_id, user_id, callback)).map(ConnectionView.made)


lambda_handler = handler_of(app)
