"""Jobs and what belongs to one job."""

from typing import Final

from fieldledger.error_codes import ErrorCode
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

LIST_PROJECTS: Final = Route("list_projects", "GET", "/v1/projects", Scope.PROJECTS_READ, (ErrorCode.LIST_TOO_LONG,))
GET_PROJECT: Final = Route("get_project", "GET", "/v1/projects/{project_id}", Scope.PROJECTS_READ)
CREATE_PROJECT: Final = Route(
    "create_project", "POST", "/v1/projects", Scope.PROJECTS_WRITE, (ErrorCode.JOB_NUMBER_TAKEN,)
)
UPDATE_PROJECT: Final = Route(
    "update_project",
    "PATCH",
    "/v1/projects/{project_id}",
    Scope.PROJECTS_WRITE,
    (ErrorCode.FIELD_OWNED_BY_SOURCE, ErrorCode.JOB_NUMBER_TAKEN),
)

PROJECTS_ROUTES: Final[tuple[Route, ...]] = (LIST_PROJECTS, GET_PROJECT, CREATE_PROJECT, UPDATE_PROJECT)
