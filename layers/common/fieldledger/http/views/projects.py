"""Projects as callers see them."""

from decimal import Decimal
from typing import Self

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.project import Project, ProjectStatus


class ProjectView(CanonicalModel):
    """A job; ``number`` is the contractor's job number.

    ``source`` says who owns number, name and status: ``fieldledger``, or the vendor whose sync brings them.
    """

    project_id: str
    number: str | None
    name: str
    status: ProjectStatus
    budget: Decimal | None
    client_id: str | None
    source: str
    source_updated_at: Utc | None
    version: int

    @classmethod
    def of(cls, project: Project) -> Self:
        """The view of ``project``."""
        return cls(
            project_id=project.project_id,
            number=project.number,
            name=project.name,
            status=project.status,
            budget=project.budget,
            client_id=project.client_id,
            source=project.source,
            source_updated_at=project.source_updated_at,
            version=project.version,
        )
