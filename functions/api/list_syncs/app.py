"""GET /v1/syncs: how each resource of each vendor stands, with the progress of what runs now."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.syncs import LIST_SYNCS
from fieldledger.http.views.syncs import SyncView
from fieldledger.settings import AccessSettings, ControlSettings, load
from fieldledger.wiring.queries import sync_queries


class ListSyncsSettings(AccessSettings, ControlSettings):
    """What this function needs."""


settings = load(ListSyncsSettings)
syncs = sync_queries(settings)
app = create_app(settings)


@serve(app, LIST_SYNCS, list[SyncView])
async def list_syncs(request: Request, caller: Caller) -> Response:
    """All of the company's, a few dozen at most: in one page."""
    stand = await syncs.every(caller.company_id)
    return respond(request, stand.map(lambda states: [SyncView.of(state) for state in states]))


lambda_handler = handler_of(app)
