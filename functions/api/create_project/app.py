"""POST /v1/projects: a job that no vendor has yet."""

from functools import partial
from http import HTTPStatus

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.bodies.projects import NewProjectBody
from fieldledger.http.idempotency import REPLAYED, Idempotency, IdempotencyKey, KeyedCall
from fieldledger.http.principal import Caller
from fieldledger.http.refusals import of_body
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.projects import CREATE_PROJECT
from fieldledger.http.views.projects import ProjectView
from fieldledger.result import Result
from fieldledger.services.projects.editing import NewProject
from fieldledger.settings import AccessSettings, ControlSettings, load
from fieldledger.wiring.approvals import idempotency_keys
from fieldledger.wiring.projects import EditingSettings, project_editing
from fieldledger.wiring.store import clock


class CreateProjectSettings(AccessSettings, EditingSettings, ControlSettings):
    """What this function needs."""


settings = load(CreateProjectSettings)
editing = project_editing(settings)
idempotency = Idempotency(idempotency_keys(settings), clock())
app = create_app(settings, clock())


@serve(app, CREATE_PROJECT, ProjectView)
async def create_project(request: Request, caller: Caller, key: IdempotencyKey, body: NewProjectBody) -> Response:
    """Make it once per Idempotency-Key; a project manager who makes it is one of its people at once."""
    call = KeyedCall(caller.company_id, CREATE_PROJECT.operation_id, key, caller.user_id, body)
    answer = await idempotency.run(call, partial(_create, body.wanted(caller, key)), finished=lambda _: True)
    headers = REPLAYED if answer.replayed else None
    return respond(request, answer.result, headers=headers, status=HTTPStatus.CREATED)


async def _create(wanted: NewProject) -> Result[ProjectView]:
    return of_body(await editing.create(wanted)).map(ProjectView.of)


lambda_handler = handler_of(app)
