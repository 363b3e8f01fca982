"""PUT /v1/company/foundation: an administrator changes the company's settings for FOUNDATION."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.company import FoundationBody
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.identity import REPLACE_FOUNDATION_SETTINGS
from fieldledger.http.views.company import FoundationAnswerView
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.foundation_setup import SetupSettings, foundation_setup
from fieldledger.wiring.store import clock


class ReplaceFoundationSettingsSettings(AccessSettings, SetupSettings):
    """What this function needs."""


settings = load(ReplaceFoundationSettingsSettings)
setup = foundation_setup(settings)
app = create_app(settings, clock())


@serve(app, REPLACE_FOUNDATION_SETTINGS, FoundationAnswerView)
async def replace_foundation_settings(request: Request, caller: Caller, body: FoundationBody) -> Response:
    """All settings or none; postings to FOUNDATION that waited for them go on. Repeating it changes nothing."""
    answer = await setup.replace(caller.user_id, body.wish(caller))
    return respond(request, answer.map(FoundationAnswerView.answered))


lambda_handler = handler_of(app)
