"""Reading projects."""

from datetime import UTC
from functools import partial
from typing import Final

from fieldledger.domain.project import Project, ProjectStatus
from fieldledger.domain.visibility import EVERY_PROJECT, VisibleProjects
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.paging import Slice
from fieldledger.repositories.projects import Projects
from fieldledger.result import ErrorCode, Result
from fieldledger.services.queries.sorted_list import ListWish, Sorting, cut, page_of

_SORTING: Final[Sorting[Project]] = Sorting(
    identify=lambda project: project.project_id,
    keys={
        "name": lambda project: project.name,
        "number": lambda project: project.number,
        "updated": lambda project: (
            None if project.source_updated_at is None else f"{project.source_updated_at.astimezone(UTC):%Y%m%d%H%M%S%f}"
        ),
    },
    searched=lambda project: (project.number, project.name),
)


class ProjectQueries:
    """Projects of one company."""

    def __init__(self, projects: Projects) -> None:
        self._projects = projects

    async def page(
        self,
        company_id: str,
        visible: VisibleProjects,
        status: ProjectStatus | None,
        wish: ListWish,
        limit: int,
        start: StartKey | None,
    ) -> Result[Slice[Project]]:
        """A page of the projects that may be seen, sorted by ``name``, ``number`` or ``updated``, else by id."""
        keep = None if status is None else partial(_stands, status)
        if visible.project_ids is not None:
            own = await self._projects.get_many(company_id, sorted(visible.project_ids))
            return own.and_then(lambda found: cut(found, _SORTING, wish, limit, start, keep))
        return await page_of(partial(self._projects.page, company_id), _SORTING, wish, limit, start, keep)

    async def get(self, company_id: str, project_id: str, visible: VisibleProjects = EVERY_PROJECT) -> Result[Project]:
        """``NOT_FOUND`` also for another company's project, and for one that may not be seen."""
        if not visible.includes(project_id):
            return Result.fail("The project was not found", ErrorCode.NOT_FOUND)
        return await self._projects.get(company_id, project_id)


def _stands(status: ProjectStatus, project: Project) -> bool:
    return project.status is status
