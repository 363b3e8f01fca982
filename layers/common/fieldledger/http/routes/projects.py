"""Jobs and what belongs to one job."""

from typing import Final

from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope

LIST_PROJECTS: Final = Route("list_projects", "GET", "/v1/projects", Scope.PROJECTS_READ)
GET_PROJECT: Final = Route("get_project", "GET", "/v1/projects/{project_id}", Scope.PROJECTS_READ)

PROJECTS_ROUTES: Final[tuple[Route, ...]] = (LIST_PROJECTS, GET_PROJECT)
