"""Projects."""

from collections.abc import Sequence
from typing import Final

from fieldledger.clients.procore.body import ACCOUNT
from fieldledger.clients.procore.filters import NO_FILTERS, Filters
from fieldledger.clients.procore.models.projects import Project, ProjectWrite
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.requester import Write, fetch_one, fetch_page, path, write_one
from fieldledger.clients.procore.resources.base import Resource, wrapped
from fieldledger.clients.procore.sync import SyncReport, SyncTarget, sync
from fieldledger.result import Result

# This list gives no more, whatever is asked for (procore.md 3).
PER_PAGE: Final = 300
_LIST: Final = "/rest/v1.1/projects"
_ONE: Final = "/rest/v1.0/projects"


class Projects(Resource):
    """Only those that the app is permitted in: a new project has to be added in Procore first."""

    async def page(self, company_id: str, page: int = 1, filters: Filters = NO_FILTERS) -> Result[ProcorePage[Project]]:
        """``GET /rest/v1.1/projects``: active and inactive ones; knows updated_at and origin_id."""
        params = {"company_id": ACCOUNT, "view": "extended", "filters[by_status]": "All", **filters.params()}
        return await fetch_page(self._requester, company_id, _LIST, Project, page, params, PER_PAGE)

    async def get(self, company_id: str, project_id: str) -> Result[Project]:
        """``GET /rest/v1.0/projects/{id}``."""
        where = path(f"{_ONE}/{{project}}", project=project_id)
        return await fetch_one(self._requester, company_id, where, Project, {"company_id": ACCOUNT})

    async def create(self, company_id: str, project: ProjectWrite) -> Result[Project]:
        """``POST /rest/v1.0/projects``; more than 300 outside business hours only. The sync is not for creating."""
        write = Write("POST", _ONE, wrapped("project", project, company_id=ACCOUNT))
        return await write_one(self._requester, company_id, write, Project)

    async def update(self, company_id: str, project_id: str, project: ProjectWrite) -> Result[Project]:
        """``PATCH /rest/v1.0/projects/{id}``."""
        where = path(f"{_ONE}/{{project}}", project=project_id)
        write = Write("PATCH", where, wrapped("project", project, company_id=ACCOUNT))
        return await write_one(self._requester, company_id, write, Project)

    async def sync(self, company_id: str, projects: Sequence[ProjectWrite]) -> SyncReport[Project]:
        """``PATCH /rest/v1.0/projects/sync``: for updates."""
        target = SyncTarget(f"{_ONE}/sync", Project, {"company_id": ACCOUNT})
        return await sync(self._requester, company_id, target, projects)
