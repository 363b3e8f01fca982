"""GET /v1/projects/{project_id}: one job."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.projects import GET_PROJECT
from fieldledger.http.views.projects import ProjectView
from fieldledger.http.visibility import Visible
from fieldledger.settings import AccessSettings, RecordsSettings, load
from fieldledger.wiring.members import members
from fieldledger.wiring.queries import project_queries
from fieldledger.wiring.store import clock


class GetProjectSettings(AccessSettings, RecordsSettings):
    """What this function needs."""


settings = load(GetProjectSettings)
projects = project_queries(settings)
app = create_app(settings, clock(), members(settings))


@serve(app, GET_PROJECT, ProjectView)
async def get_project(request: Request, caller: Caller, visible: Visible, project_id: RecordId) -> Response:
    """The project; 404 also for another company's, and for one that is not a project manager's own."""
    return respond(request, (await projects.get(caller.company_id, project_id, visible)).map(ProjectView.of))


lambda_handler = handler_of(app)
