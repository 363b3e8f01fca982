"""GET /v1/company/foundation/history: who changed the settings for FOUNDATION, when, why and how."""

from functools import partial

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.identity import LIST_FOUNDATION_VERSIONS
from fieldledger.http.views.company import SettingsVersionView
from fieldledger.settings import AccessSettings, CursorSettings, RecordsSettings, load
from fieldledger.wiring.company import foundation_history


class ListFoundationVersionsSettings(AccessSettings, CursorSettings, RecordsSettings):
    """What this function needs."""


settings = load(ListFoundationVersionsSettings)
history = foundation_history(settings)
cursors = cursors_of(settings)
app = create_app(settings)


@serve(app, LIST_FOUNDATION_VERSIONS, list[SettingsVersionView])
async def list_foundation_versions(request: Request, caller: Caller, paging: PageRequest) -> Response:
    """A page of changes, newest first."""
    query = ListQuery(LIST_FOUNDATION_VERSIONS.operation_id, caller.company_id)
    listing = Listing(query, partial(history.page, caller.company_id), SettingsVersionView.of)
    return await respond_page(request, paging, cursors, listing)


lambda_handler = handler_of(app)
