"""The report of a month: totals, exceptions, adjustments, and who approved what."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from fieldledger.domain.books_reconciliation import (
    WAITING,
    LedgerKind,
    ReconciledCell,
    ReconciledLine,
    parts_of,
    total,
    total_of,
)
from fieldledger.domain.drafts import BillDraft, Draft, InvoiceDraft, TimeActivityDraft, day_of
from fieldledger.domain.invoice import Invoice
from fieldledger.domain.month_close import (
    Adjustment,
    CloseApproval,
    ClosedJob,
    CloseReport,
    CloseTotal,
    NotReadBack,
    Obstacle,
    OpenKind,
)
from fieldledger.domain.posting import Operation, Posting, PostingState, Target
from fieldledger.services.closing.exceptions_of_days import ExceptionsFound
from fieldledger.services.closing.reconciliation import BooksReconciliation

_OPEN: Final = {
    OpenKind.UNAPPROVED_TIME: "time cards are not approved",
    OpenKind.UNAPPROVED_BILLS: "subcontractors' invoices are not approved",
    OpenKind.HELD_BILLS: "subcontractors' invoices are held",
    OpenKind.UNAPPROVED_INVOICES: "invoices to owners are not approved",
    OpenKind.HELD_INVOICES: "invoices to owners are held",
}
_FILES_ONLY: Final = "handed over as an import file, which FOUNDATION says nothing about"
_NOT_COMPARED: Final = "accepted by FOUNDATION when it was posted, not compared since"


def report_of(found: BooksReconciliation, exceptions: ExceptionsFound, now: datetime) -> CloseReport:
    """Everything that is signed."""
    postings = [each for each in found.gathered.postings if found.gathered.known.in_span(each)]
    return CloseReport(
        span=found.span,
        made_at=now,
        checked_at=found.checked_at,
        obstacles=tuple(_obstacles(found, exceptions, postings)),
        totals=totals_of(found.cells),
        cells=found.cells,
        jobs=tuple(
            ClosedJob(project_id=each.project_id, number=each.number, name=each.name)
            for each in sorted(found.projects, key=lambda project: project.project_id)
        ),
        exceptions_open=exceptions.open,
        exceptions_resolved=exceptions.resolved,
        adjustments=tuple(_adjustments(postings, found.gathered.known.replaced)),
        approvals=tuple(_approvals(postings, found.gathered.invoices)),
        gaps=found.gaps,
        open_records=found.open_records,
        not_read_back=tuple(_not_read_back(found.lines)),
    )


def totals_of(cells: Iterable[ReconciledCell]) -> tuple[CloseTotal, ...]:
    """By kind and set of books."""
    grouped: defaultdict[tuple[LedgerKind, Target], list[ReconciledCell]] = defaultdict(list)
    for cell in cells:
        grouped[cell.key.kind, cell.key.books].append(cell)
    return tuple(
        CloseTotal(kind=kind, books=books, figures=total(own)) for (kind, books), own in sorted(grouped.items())
    )


def _not_read_back(lines: Iterable[ReconciledLine]) -> Iterator[NotReadBack]:
    """What is in FOUNDATION is taken as it was posted: its lists are not compared."""
    grouped: defaultdict[tuple[LedgerKind, bool], list[ReconciledLine]] = defaultdict(list)
    for line in lines:
        if line.key.books == "foundation" and line.state is PostingState.POSTED:
            grouped[line.key.kind, line.vendor_id is None].append(line)
    for (kind, is_file), own in sorted(grouped.items()):
        yield NotReadBack(
            kind=kind,
            books="foundation",
            postings=len({line.posting_id for line in own}),
            amount=total(own).posted,
            why=_FILES_ONLY if is_file else _NOT_COMPARED,
        )


def _obstacles(
    found: BooksReconciliation, exceptions: ExceptionsFound, postings: Iterable[Posting]
) -> Iterator[Obstacle]:
    waiting = {line.posting_id for line in found.lines if line.state in WAITING}
    differing = {line.posting_id for line in found.lines if line.drift or line.figures.difference}
    checked = _is_checked(found.checked_at, postings)
    counts = Counter(each.what for each in found.open_records)
    for what, count, text in (
        ("waiting", len(waiting), "postings of these days are not in the books yet"),
        ("differing", len(differing), "records in the books are not what was posted"),
        ("exceptions", len(exceptions.open), "items of the inbox are open"),
        ("not_checked", int(not checked), "the books were not compared since the last posting of these days"),
        ("not_posted", len({gap.record_id for gap in found.gaps}), "records whose postings are not what was approved"),
        *((what.value, counts[what], text) for what, text in _OPEN.items()),
    ):
        if count:
            yield Obstacle(what=what, count=count, message=text)


def _is_checked(checked_at: datetime | None, postings: Iterable[Posting]) -> bool:
    """Whether QuickBooks was read after everything of these days had been posted."""
    times = [each.updated_at for each in postings if each.state is PostingState.POSTED and each.target == "quickbooks"]
    return not times or (checked_at is not None and checked_at >= max(times))


def _adjustments(postings: Iterable[Posting], replaced: Mapping[str, Posting]) -> Iterator[Adjustment]:
    for posting in sorted(postings, key=lambda each: (each.created_at, each.posting_id)):
        before = replaced.get(posting.replaces or "")
        parts = parts_of(posting.payload)
        if posting.operation is Operation.CREATE or before is None or posting.state is PostingState.CANCELLED:
            continue
        yield Adjustment(
            posting_id=posting.posting_id,
            replaces=before.posting_id,
            record_id=posting.source.record_id,
            kind=kind_of(posting.payload),
            project_id=parts[0].project_id if parts else None,
            day=day_of(posting.payload),
            operation=posting.operation,
            before=total_of(before.payload),
            after=total_of(posting.payload) * (posting.operation is not Operation.REMOVE),
            state=posting.state,
            approved_by=posting.approved_by,
            approved_at=posting.created_at,
        )


def _approvals(postings: Iterable[Posting], invoices: Iterable[Invoice]) -> Iterator[CloseApproval]:
    """Time by approval, documents one by one; one set of books stands for both where time goes to two."""
    of_record = {invoice.invoice_id: invoice for invoice in invoices}
    grouped: defaultdict[tuple[str, str, LedgerKind, str, Target], list[Posting]] = defaultdict(list)
    for posting in postings:
        if posting.state is not PostingState.CANCELLED and posting.operation is not Operation.REMOVE:
            kind = kind_of(posting.payload)
            record = "" if kind is LedgerKind.TIME else posting.source.record_id
            grouped[posting.approval_id, posting.approved_by, kind, record, posting.target].append(posting)
    seen: set[tuple[str, str, LedgerKind, str]] = set()
    for (approval_id, approved_by, kind, record, _), own in sorted(grouped.items()):
        if (approval_id, approved_by, kind, record) in seen:
            continue
        seen.add((approval_id, approved_by, kind, record))
        invoice = of_record.get(record)
        two = invoice if invoice is not None and invoice.approval_id == approval_id else None
        yield CloseApproval(
            approval_id=approval_id,
            kind=kind,
            record_id=record or None,
            number=_number(own[0].payload),
            postings=len(own),
            amount=sum((total_of(each.payload) for each in own), start=total_of(own[0].payload) * 0),
            approved_by=approved_by,
            approved_at=min(each.created_at for each in own),
            first_approved_by=None if two is None else two.first_approved_by,
            first_approved_at=None if two is None else two.first_approved_at,
        )


def kind_of(draft: Draft) -> LedgerKind:
    """What a posting of a day is counted as."""
    match draft:
        case TimeActivityDraft():
            return LedgerKind.TIME
        case BillDraft():
            return LedgerKind.BILLS
        case _:
            return LedgerKind.INVOICES


def _number(draft: Draft) -> str | None:
    return draft.document_number if isinstance(draft, BillDraft | InvoiceDraft) else None
