"""Reading projects."""

from fieldledger.domain.project import Project
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.paging import Slice
from fieldledger.repositories.projects import Projects
from fieldledger.result import Result


class ProjectQueries:
    """Projects of one company."""

    def __init__(self, projects: Projects) -> None:
        self._projects = projects

    async def page(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[Project]]:
        """A page, ordered by id."""
        return await self._projects.page(company_id, limit, start)

    async def get(self, company_id: str, project_id: str) -> Result[Project]:
        """``NOT_FOUND`` also for another company's project."""
        return await self._projects.get(company_id, project_id)
