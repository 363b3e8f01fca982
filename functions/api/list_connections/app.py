"""GET /v1/connections: the four vendors, and how the company's connection to each stands."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.connections import LIST_CONNECTIONS
from fieldledger.http.views.connections import ConnectionView
from fieldledger.settings import AccessSettings, ControlSettings, load
from fieldledger.wiring.queries import connection_queries


class ListConnectionsSettings(AccessSettings, ControlSettings):
    """What this function needs."""


settings = load(ListConnectionsSettings)
connections = connection_queries(settings)
app = create_app(settings)


@serve(app, LIST_CONNECTIONS, list[ConnectionView])
async def list_connections(request: Request, caller: Caller) -> Response:
    """All vendors in one page; one that was never connected has no account."""
    found = await connections.every(caller.company_id)
    return respond(request, found.map(lambda vendors: [ConnectionView.of(vendor) for vendor in vendors]))


lambda_handler = handler_of(app)
