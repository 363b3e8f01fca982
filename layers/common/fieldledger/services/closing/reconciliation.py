"""Per job and kind: approved, posted, what the books hold now, and which postings stand behind it."""

from dataclasses import dataclass
from datetime import datetime

from fieldledger.domain.approved_records import ApprovalGap, counted
from fieldledger.domain.books_check import checked_since
from fieldledger.domain.books_reconciliation import ReconciledCell, ReconciledLine, lines_of
from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.month_close import OpenRecord
from fieldledger.domain.project import Project
from fieldledger.repositories.books_checks import BooksChecks
from fieldledger.repositories.projects import Projects
from fieldledger.result import Result
from fieldledger.services.closing.approved_gathering import ApprovedOfDays
from fieldledger.services.closing.gathering import Gathered, Gathering


@dataclass(frozen=True, slots=True)
class BooksReconciliation:
    """``checked_at`` is when the oldest week of the span was compared with the books; None: not all ever were.

    ``gaps`` are records whose postings are not what was approved, ``open_records`` those without an approval.
    """

    span: BooksSpan
    checked_at: datetime | None
    lines: tuple[ReconciledLine, ...]
    cells: tuple[ReconciledCell, ...]
    projects: tuple[Project, ...]
    gathered: Gathered
    gaps: tuple[ApprovalGap, ...] = ()
    open_records: tuple[OpenRecord, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether everything approved is posted, and the books hold it as it was posted."""
        return not self.gaps and not any(cell.open_lines for cell in self.cells)


class BooksReconciliations:
    """What the books hold is what webhooks, syncs and comparisons last saw of each record.

    What was approved is read from the cards and invoices themselves.
    """

    def __init__(
        self, gathering: Gathering, approvals: ApprovedOfDays, checks: BooksChecks, projects: Projects
    ) -> None:
        self._approvals = approvals
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
        approvals = await self._approvals.of(company_id, span, gathered.unwrap().postings)
        if approvals.failed:
            return approvals.failure()
        postings, known = gathered.unwrap().postings, gathered.unwrap().known
        every = lines_of(postings, known)
        sums = counted(every, approvals.unwrap().records, postings, known)
        lines = tuple(line for line in every if project_id in {None, line.key.project_id})
        cells = tuple(cell for cell in sums.cells if project_id in {None, cell.key.project_id})
        gaps = tuple(gap for gap in sums.gaps if project_id in {None, gap.key.project_id})
        open_ = tuple(each for each in approvals.unwrap().open if project_id in {None, each.project_id})
        named = {cell.key.project_id for cell in cells} | {each.project_id for each in open_}
        jobs = sorted(job for job in named if job is not None)
        projects = await self._projects.get_many(company_id, jobs)
        return projects.map(
            lambda found: BooksReconciliation(
                span=span,
                checked_at=checked_since(span.mondays, weeks.unwrap()),
                lines=lines,
                cells=cells,
                projects=tuple(found),
                gathered=gathered.unwrap(),
                gaps=gaps,
                open_records=open_,
            )
        )
