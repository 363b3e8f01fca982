"""DELETE /v1/connections/{vendor}: forget the tokens and revoke the grant."""

from fieldledger.domain.connection import VendorName
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.connections import DISCONNECT
from fieldledger.http.views.connections import ConnectionView
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.connecting import ConnectSettings, connections_of


class DisconnectSettings(AccessSettings, ConnectSettings):
    """What this function needs."""


settings = load(DisconnectSettings)
connections = connections_of(settings)
app = create_app(settings)


@serve(app, DISCONNECT, ConnectionView)
async def disconnect(request: Request, caller: Caller, vendor: VendorName) -> Response:
    """What is approved waits until somebody connects the same account again."""
    ended = await connections.disconnect(caller.company_id, caller.user_id, vendor)
    return respond(request, ended.map(ConnectionView.made))


lambda_handler = handler_of(app)
