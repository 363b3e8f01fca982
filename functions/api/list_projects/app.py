"""GET /v1/projects: the company's jobs, sorted and searched."""

from functools import partial
from typing import Literal

from fieldledger.domain.project import ProjectStatus
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.parameters import Order, SearchText
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.routes.projects import LIST_PROJECTS
from fieldledger.http.sorting import sorted_by
from fieldledger.http.views.projects import ProjectView
from fieldledger.http.visibility import Visible, seen_by
from fieldledger.settings import AccessSettings, CursorSettings, RecordsSettings, load
from fieldledger.wiring.members import members
from fieldledger.wiring.queries import project_queries
from fieldledger.wiring.store import clock


class ListProjectsSettings(AccessSettings, CursorSettings, RecordsSettings):
    """What this function needs."""


settings = load(ListProjectsSettings)
projects = project_queries(settings)
cursors = cursors_of(settings)
app = create_app(settings, clock(), members(settings))


@serve(app, LIST_PROJECTS, list[ProjectView])
async def list_projects(
    request: Request,
    caller: Caller,
    visible: Visible,
    paging: PageRequest,
    status: ProjectStatus | None = None,
    q: SearchText | None = None,
    sort: Literal["id", "name", "number", "updated"] = "id",
    order: Order = "asc",
) -> Response:
    """A page of projects; a project manager's own ones only."""
    chosen = {"status": status, "q": q, "sort": sort, "order": order, "of": seen_by(caller, visible)}
    query = ListQuery(LIST_PROJECTS.operation_id, caller.company_id, chosen)
    fetch = partial(projects.page, caller.company_id, visible, status, sorted_by(sort, order, q))
    return await respond_page(request, paging, cursors, Listing(query, fetch, ProjectView.of))


lambda_handler = handler_of(app)
