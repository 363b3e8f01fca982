"""Per job and kind: approved, posted, what the books hold now, and which postings stand behind it."""

from dataclasses import dataclass
from datetime import datetime

from fieldledger.domain.books_check import checked_since
from fieldledger.domain.books_reconciliation import ReconciledCell, ReconciledLine, cells_of, lines_of
from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.project import Project
from fieldledger.repositories.books_checks import BooksChecks
from fieldledger.repositories.projects import Projects
from fieldledger.result import Result
from fieldledger.services.closing.gathering import Gathered, Gathering


@dataclass(frozen=True, slots=True)
class BooksReconciliation:
    """``checked_at`` is when the oldest week of the span was compared with the books; None: not all ever were."""

    span: BooksSpan
    checked_at: datetime | None
    lines: tuple[ReconciledLine, ...]
    cells: tuple[ReconciledCell, ...]
    projects: tuple[Project, ...]
    gathered: Gathered

    @property
    def agrees(self) -> bool:
        """Whether everything approved is posted, and the books hold it as it was posted."""
        return not any(cell.open_lines for cell in self.cells)


class BooksReconciliations:
    """What the books hold is what webhooks, syncs and comparisons last saw of each record."""

    def __init__(self, gathering: Gathering, checks: BooksChecks, projects: Projects) -> None:
        self._gathering = gathering
        self._checks = checks
        self._projects = projects

    async def of(self, company_id: str, span: BooksSpan, project_id: str | None = None) -> Result[BooksReconciliation]:
        """All jobs, or one; an unknown job has nothing."""
        gathered = await self._gathering.of(company_id, span)
        if gathered.failed:
            return gathered.failure()
        weeks = await self._checks.of(company_id, span.mondays)
        if weeks.failed:
            return weeks.failure()
        every = lines_of(gathered.unwrap().postings, gathered.unwrap().known)
        lines = tuple(line for line in every if project_id in {None, line.key.project_id})
        jobs = sorted({line.key.project_id for line in lines if line.key.project_id is not None})
        projects = await self._projects.get_many(company_id, jobs)
        return projects.map(
            lambda found: BooksReconciliation(
                span=span,
                checked_at=checked_since(span.mondays, weeks.unwrap()),
                lines=lines,
                cells=cells_of(lines),
                projects=tuple(found),
                gathered=gathered.unwrap(),
            )
        )
