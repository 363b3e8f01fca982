"""PATCH /v1/projects/{project_id}: what people say of a job."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.projects import ProjectChangesBody
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.refusals import of_body
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.projects import UPDATE_PROJECT
from fieldledger.http.views.projects import ProjectView
from fieldledger.http.visibility import Visible
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.members import members
from fieldledger.wiring.projects import EditingSettings, project_editing
from fieldledger.wiring.store import clock


class UpdateProjectSettings(AccessSettings, EditingSettings):
    """What this function needs."""


settings = load(UpdateProjectSettings)
editing = project_editing(settings)
app = create_app(settings, clock(), members(settings))


@serve(app, UPDATE_PROJECT, ProjectView)
async def update_project(
    request: Request, caller: Caller, visible: Visible, project_id: RecordId, body: ProjectChangesBody
) -> Response:
    """Change the version that the caller saw; a project manager's own jobs only."""
    changed = await editing.update(body.edit(caller, project_id), visible)
    return respond(request, of_body(changed).map(ProjectView.of))


lambda_handler = handler_of(app)
