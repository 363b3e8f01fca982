"""PUT /v1/company: an administrator changes the company's settings."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.company import CompanyBody
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.identity import REPLACE_COMPANY
from fieldledger.http.views.company import CompanyAnswerView
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.approvals import ApprovalSettings
from fieldledger.wiring.company import settings_changes
from fieldledger.wiring.store import clock


class ReplaceCompanySettings(AccessSettings, ApprovalSettings):
    """What this function needs."""


settings = load(ReplaceCompanySettings)
changes = settings_changes(settings)
app = create_app(settings, clock())


@serve(app, REPLACE_COMPANY, CompanyAnswerView)
async def replace_company(request: Request, caller: Caller, body: CompanyBody) -> Response:
    """All settings or none; postings that waited for them go on. Repeating it changes nothing."""
    answer = await changes.replace(caller.user_id, body.wish(caller))
    return respond(request, answer.map(CompanyAnswerView.answered))


lambda_handler = handler_of(app)
