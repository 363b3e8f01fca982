"""Which jobs somebody may see. Records that belong to no job are not for those who see some jobs only."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class VisibleProjects:
    """``project_ids`` None: every job of the company."""

    project_ids: frozenset[str] | None = None

    def includes(self, project_id: str | None) -> bool:
        """Whether a record of ``project_id`` may be seen."""
        return self.project_ids is None or project_id in self.project_ids


EVERY_PROJECT: Final = VisibleProjects()
