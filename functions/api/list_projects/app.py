"""GET /v1/projects: the company's jobs, ordered by id."""

from functools import partial

from fastapi import Request, Response

from fieldledger.envelope import ApiResponse
from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.cursors import ListQuery, cursors_of
from fieldledger.http.paging import Listing, PageRequest, respond_page
from fieldledger.http.principal import Caller
from fieldledger.http.routes.projects import LIST_PROJECTS
from fieldledger.http.views.projects import ProjectView
from fieldledger.settings import AccessSettings, CursorSettings, RecordsSettings, load
from fieldledger.wiring.queries import project_queries


class ListProjectsSettings(AccessSettings, CursorSettings, RecordsSettings):
    """What this function needs."""


settings = load(ListProjectsSettings)
projects = project_queries(settings)
cursors = cursors_of(settings)
app = create_app(settings)


@serve(app, LIST_PROJECTS, ApiResponse[list[ProjectView]])
async def list_projects(request: Request, caller: Caller, paging: PageRequest) -> Response:
    """A page of projects."""
    query = ListQuery(LIST_PROJECTS.operation_id, caller.company_id)
    listing = Listing(query, partial(projects.page, caller.company_id), ProjectView.of)
    return await respond_page(request, paging, cursors, listing)


lambda_handler = handler_of(app)
