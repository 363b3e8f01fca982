"""GET /v1/me: who the caller is, and the company that everything else is about."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.system import ME
from fieldledger.http.views.me import MeView
from fieldledger.http.visibility import Visible
from fieldledger.result import ErrorCode, Result
from fieldledger.settings import AccessSettings, RecordsSettings, load
from fieldledger.wiring.members import members
from fieldledger.wiring.queries import company_queries
from fieldledger.wiring.store import clock


class MeSettings(AccessSettings, RecordsSettings):
    """What this function needs."""


settings = load(MeSettings)
companies = company_queries(settings)
time = clock()
app = create_app(settings, time, members(settings))


@serve(app, ME, MeView)
async def me(request: Request, caller: Caller, visible: Visible) -> Response:
    """A company that was never set up is null: signing in comes before setting up."""
    company = await companies.get(caller.company_id)
    if company.error_code == ErrorCode.NOT_FOUND:
        return respond(request, Result.ok(MeView.of(caller, visible, None, time.now())))
    return respond(request, company.map(lambda found: MeView.of(caller, visible, found, time.now())))


lambda_handler = handler_of(app)
