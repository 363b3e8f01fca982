"""GET /v1/company/foundation: the company's settings for FOUNDATION."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.identity import GET_FOUNDATION_SETTINGS
from fieldledger.http.views.company import FoundationRulesView
from fieldledger.settings import AccessSettings, RecordsSettings, load
from fieldledger.wiring.company import foundation_settings


class GetFoundationSettingsSettings(AccessSettings, RecordsSettings):
    """What this function needs."""


settings = load(GetFoundationSettingsSettings)
rules = foundation_settings(settings)
app = create_app(settings)


@serve(app, GET_FOUNDATION_SETTINGS, FoundationRulesView)
async def get_foundation_settings(request: Request, caller: Caller) -> Response:
    """All of them with their version; the defaults until somebody sets any."""
    return respond(request, (await rules.mappings(caller.company_id)).map(FoundationRulesView.of))


lambda_handler = handler_of(app)
