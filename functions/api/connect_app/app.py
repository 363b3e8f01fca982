"""POST /v1/connections/{vendor}/app: connect with our app's own credentials (FOUNDATION, Procore's service account)."""

from functools import partial

from fieldledger.domain.connection import VendorName
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.connection import AppBody
from fieldledger.http.idempotency import Idempotency, IdempotencyKey, KeyedCall, respond_once
from fieldledger.http.parameters import AppVendor
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.connections import CONNECT_APP
from fieldledger.http.views.connections import ConnectionView
from fieldledger.result import Result
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import idempotency_keys
from fieldledger.wiring.connecting import ConnectSettings, connections_of
from fieldledger.wiring.store import clock


class ConnectAppSettings(AccessSettings, ConnectSettings):
    """What this function needs."""


settings = load(ConnectAppSettings)
connections = connections_of(settings)
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, CONNECT_APP, ConnectionView)
async def connect_app(
    request: Request, caller: Caller, key: IdempotencyKey, vendor: AppVendor, body: AppBody
) -> Response:
    """Connect once per Idempotency-Key."""
    call = KeyedCall(caller.company_id, f"{CONNECT_APP.operation_id}:{vendor}", key, caller.user_id, body)
    work = partial(_connect, caller.company_id, caller.user_id, vendor, body.account_id)
    return await respond_once(request, idempotency, call, work)


async def _connect(company_id: str, user_id: str, vendor: VendorName, account_id: str) -> Result[ConnectionView]:
    return (await connections.connect_app(company_id, user_id, vendor, account_id)).map(ConnectionView.made)


lambda_handler = handler_of(app)
