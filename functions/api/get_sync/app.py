"""GET /v1/syncs/{vendor}/{resource}: how one resource stands, and how far the run that is under way has come."""

from fieldledger.domain.connection import VendorName
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.syncs import GET_SYNC
from fieldledger.http.views.syncs import SyncDetailView
from fieldledger.settings import AccessSettings, ControlSettings, load
from fieldledger.wiring.sync_reads import sync_reads


class GetSyncSettings(AccessSettings, ControlSettings):
    """What this function needs."""


settings = load(GetSyncSettings)
syncs = sync_reads(settings)
app = create_app(settings)


@serve(app, GET_SYNC, SyncDetailView)
async def get_sync(request: Request, caller: Caller, vendor: VendorName, resource: RecordId) -> Response:
    """One resource with its progress."""
    found = await syncs.get(caller.company_id, vendor, resource)
    return respond(request, found.map(SyncDetailView.in_full))


lambda_handler = handler_of(app)
