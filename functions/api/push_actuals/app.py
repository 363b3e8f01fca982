"""POST /v1/projects/{project_id}/actuals: bring what a job cost, by the books, to Procore, now."""

from fieldledger.domain.rate_windows import Priority
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.jobsite import PUSH_ACTUALS
from fieldledger.http.time_left import TimeLeft
from fieldledger.http.views.actuals import ActualsView
from fieldledger.http.visibility import Visible
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.actuals import ActualsSettings, actuals
from fieldledger.wiring.members import members
from fieldledger.wiring.store import clock


class PushActualsSettings(AccessSettings, ActualsSettings):
    """What this function needs."""


settings = load(PushActualsSettings)
bringing = actuals(settings, Priority.INTERACTIVE)
app = create_app(settings, clock(), members(settings))


@serve(app, PUSH_ACTUALS, ActualsView)
async def push_actuals(
    request: Request, caller: Caller, visible: Visible, left: TimeLeft, project_id: RecordId
) -> Response:
    """What cannot be there becomes an item of the inbox; a repetition goes on where time ran out."""
    pushed = await bringing.on_demand(caller.company_id, caller.user_id, project_id, visible, left)
    return respond(request, pushed.map(ActualsView.of))


lambda_handler = handler_of(app)
