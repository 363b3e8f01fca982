"""The books against what was posted, and signed months, as callers see them."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal, Self

from fieldledger.domain.approved_records import ApprovalGap
from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.books_reconciliation import (
    CellKey,
    Figures,
    LedgerKind,
    ReconciledCell,
    ReconciledLine,
)
from fieldledger.domain.month_close import (
    Adjustment,
    CloseApproval,
    ClosedJob,
    CloseException,
    CloseTotal,
    MonthClose,
    NotReadBack,
    Obstacle,
    OpenRecord,
)
from fieldledger.domain.posting import Operation, PostingState, Target
from fieldledger.services.closing.reconciliation import BooksReconciliation
from fieldledger.services.closing.reporting import totals_of

type Unit = Literal["minutes", "money"]


class FiguresView(CanonicalModel):
    """In whole minutes, or in money. ``difference`` is what the books hold beyond what was posted.

    ``unposted`` is what was approved beyond what is posted or waits.
    """

    unit: Unit
    approved: Decimal
    posted: Decimal
    in_books: Decimal
    waiting: Decimal
    cancelled: Decimal
    unposted: Decimal
    difference: Decimal

    @classmethod
    def of(cls, figures: Figures, kind: LedgerKind) -> Self:
        """The view of ``figures``."""
        unit: Unit = "minutes" if kind is LedgerKind.TIME else "money"
        return cls(unit=unit, difference=figures.difference, **figures.model_dump())


class TotalView(CanonicalModel):
    """All jobs together."""

    kind: LedgerKind
    books: Target
    figures: FiguresView

    @classmethod
    def of(cls, total: CloseTotal) -> Self:
        """The view of ``total``."""
        return cls(kind=total.kind, books=total.books, figures=FiguresView.of(total.figures, total.kind))


class CellView(CanonicalModel):
    """One job, kind, pay type and set of books; ``open_postings`` wait, or are not what the books hold."""

    project_id: str | None
    project_number: str | None
    project_name: str | None
    kind: LedgerKind
    pay_type: str | None
    books: Target
    figures: FiguresView
    postings: int
    open_postings: int

    @classmethod
    def of(cls, cell: ReconciledCell, jobs: Mapping[str, ClosedJob]) -> Self:
        """The view of ``cell``."""
        key: CellKey = cell.key
        job = jobs.get(key.project_id or "")
        return cls(
            project_id=key.project_id,
            project_number=None if job is None else job.number,
            project_name=None if job is None else job.name,
            kind=key.kind,
            pay_type=key.pay_type,
            books=key.books,
            figures=FiguresView.of(cell.figures, key.kind),
            postings=cell.lines,
            open_postings=cell.open_lines,
        )


class BooksReconciliationView(CanonicalModel):
    """``checked_at``: when the oldest week of these days was compared with QuickBooks; null: not all ever were."""

    first_day: date
    last_day: date
    checked_at: Utc | None
    agrees: bool
    totals: tuple[TotalView, ...]
    cells: tuple[CellView, ...]
    gaps: tuple[ApprovalGap, ...]
    open_records: tuple[OpenRecord, ...]

    @classmethod
    def of(cls, found: BooksReconciliation) -> Self:
        """The view of ``found``."""
        jobs = [ClosedJob(project_id=job.project_id, number=job.number, name=job.name) for job in found.projects]
        return cls(
            first_day=found.span.first_day,
            last_day=found.span.last_day,
            checked_at=found.checked_at,
            agrees=found.agrees,
            totals=tuple(map(TotalView.of, totals_of(found.cells))),
            cells=_cells(found.cells, jobs),
            gaps=found.gaps,
            open_records=found.open_records,
        )


class ReconciledPostingView(CanonicalModel):
    """The part of one posting that is about one job. ``drift``: by field, what was sent and what the books hold."""

    posting_id: str
    record_id: str
    project_id: str | None
    kind: LedgerKind
    pay_type: str | None
    books: Target
    day: date | None
    state: PostingState
    operation: Operation
    vendor_id: str | None
    number: str | None
    approved_by: str
    figures: FiguresView
    drift: dict[str, str]

    @classmethod
    def of(cls, line: ReconciledLine) -> Self:
        """The view of ``line``."""
        return cls(
            posting_id=line.posting_id,
            record_id=line.record_id,
            project_id=line.key.project_id,
            kind=line.key.kind,
            pay_type=line.key.pay_type,
            books=line.key.books,
            day=line.day,
            state=line.state,
            operation=line.operation,
            vendor_id=line.vendor_id,
            number=line.number,
            approved_by=line.approved_by,
            figures=FiguresView.of(line.figures, line.key.kind),
            drift=line.drift,
        )


class CloseView(CanonicalModel):
    """A signed month without its details. ``sha256`` is of the report's JSON as it was signed."""

    close_id: str
    first_day: date
    last_day: date
    signed_by: str
    signed_at: Utc
    despite: str | None
    locked_through: date | None
    obstacles: tuple[Obstacle, ...]
    totals: tuple[TotalView, ...]
    sha256: str

    @classmethod
    def of(cls, close: MonthClose) -> Self:
        """The view of ``close``."""
        return cls(
            close_id=close.close_id,
            first_day=close.span.first_day,
            last_day=close.span.last_day,
            signed_by=close.signed_by,
            signed_at=close.signed_at,
            despite=close.despite,
            locked_through=close.locked_through,
            obstacles=close.obstacles,
            totals=tuple(map(TotalView.of, close.totals)),
            sha256=close.sha256,
        )


class CloseReportView(CloseView):
    """A signed month. ``intact``: the report is still what was signed."""

    intact: bool
    checked_at: Utc | None
    cells: tuple[CellView, ...]
    exceptions_open: tuple[CloseException, ...]
    exceptions_resolved: tuple[CloseException, ...]
    adjustments: tuple[Adjustment, ...]
    approvals: tuple[CloseApproval, ...]
    gaps: tuple[ApprovalGap, ...]
    open_records: tuple[OpenRecord, ...]
    not_read_back: tuple[NotReadBack, ...]

    @classmethod
    def of(cls, close: MonthClose) -> Self:
        """The view of ``close`` with its report."""
        report = close.report
        return cls(
            **dict(CloseView.of(close)),
            intact=close.intact,
            checked_at=report.checked_at,
            cells=_cells(report.cells, report.jobs),
            exceptions_open=report.exceptions_open,
            exceptions_resolved=report.exceptions_resolved,
            adjustments=report.adjustments,
            approvals=report.approvals,
            gaps=report.gaps,
            open_records=report.open_records,
            not_read_back=report.not_read_back,
        )


def _cells(cells: Iterable[ReconciledCell], jobs: Iterable[ClosedJob]) -> tuple[CellView, ...]:
    known = {job.project_id: job for job in jobs}
    return tuple(CellView.of(cell, known) for cell in cells)
