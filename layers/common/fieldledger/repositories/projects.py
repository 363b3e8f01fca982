"""Projects (jobs)."""

from collections.abc import Sequence
from typing import Protocol

from fieldledger.domain.project import Project
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, Put, StartKey, TableName
from fieldledger.repositories.paging import Slice
from fieldledger.result import Result


class Projects(Protocol):
    """Access to jobs."""

    async def get(self, company_id: str, project_id: str) -> Result[Project]:
        """``NOT_FOUND`` also for another company's project."""
        ...

    async def get_many(self, company_id: str, project_ids: Sequence[str]) -> Result[list[Project]]:
        """The projects that exist."""
        ...

    async def page(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[Project]]:
        """A page, ordered by id."""
        ...

    async def save(self, project: Project) -> Result[Project]:
        """Create or replace the version that was read."""
        ...

    def write(self, project: Project) -> Put:
        """The same as a part of a transaction."""
        ...


class DocumentProjects:
    """Sort key ``PROJECT#<id>`` in the records table."""

    def __init__(self, store: DocumentStore) -> None:
        self._projects = Aggregate(store, TableName.RECORDS, Project, "PROJECT")

    async def get(self, company_id: str, project_id: str) -> Result[Project]:
        """``NOT_FOUND`` also for another company's project."""
        return await self._projects.get(company_id, project_id, "The project")

    async def get_many(self, company_id: str, project_ids: Sequence[str]) -> Result[list[Project]]:
        """The projects that exist."""
        return await self._projects.get_many(company_id, project_ids)

    async def page(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[Project]]:
        """A page, ordered by id."""
        return await self._projects.page(company_id, limit, start)

    async def save(self, project: Project) -> Result[Project]:
        """Create or replace."""
        return await self._projects.put(self.write(project))

    def write(self, project: Project) -> Put:
        """The write that stores ``project``."""
        return self._projects.write(project, project.company_id, project.project_id, version=project.version)
