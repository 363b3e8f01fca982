"""PUT /v1/team/{user_id}: the jobs that one of the company's people has."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.team import MemberBody
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.refusals import of_body
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.directory import SET_MEMBER
from fieldledger.http.views.directory import MemberView
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.projects import EditingSettings
from fieldledger.wiring.projects import team as team_of
from fieldledger.wiring.store import clock


class SetMemberSettings(AccessSettings, EditingSettings):
    """What this function needs."""


settings = load(SetMemberSettings)
team = team_of(settings)
app = create_app(settings, clock())


@serve(app, SET_MEMBER, MemberView)
async def set_member(request: Request, caller: Caller, user_id: RecordId, body: MemberBody) -> Response:
    """Replace the person's jobs, if nobody else did since they were shown."""
    done = await team.set_member(body.wanted(caller, user_id))
    return respond(request, of_body(done).map(MemberView.of))


lambda_handler = handler_of(app)
