"""What was approved and posted for the days of a span, against what the books hold now: to the cent and the minute.

Pure arithmetic on postings and on what is known of their records. Each posting becomes lines, one for each job that it
is about; lines add up to cells, one for each job, kind, pay type and set of books.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from pydantic import Field

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.drafts import BillDraft, Draft, InvoiceDraft, TimeActivityDraft, day_of
from fieldledger.domain.drift import Drift
from fieldledger.domain.posting import Operation, Posting, PostingState, Target

_ZERO: Final = Decimal(0)
_OTHER_JOB: Final = "CustomerRef"
WAITING: Final = (PostingState.PENDING, PostingState.SEALED, PostingState.PARKED)


class LedgerKind(StrEnum):
    """What is counted: time in minutes, documents in what is owed by them (their lines less retainage)."""

    TIME = "time"
    BILLS = "bills"
    INVOICES = "invoices"


class CellKey(CanonicalModel):
    """A job (None: of no job, or of one that we do not know), a kind, its pay type, and which books."""

    project_id: str | None
    kind: LedgerKind
    pay_type: str | None
    books: Target


class Figures(CanonicalModel):
    """Minutes or money. ``approved`` of a line is what is posted and what waits, of a cell what the approvals say.

    ``unposted`` is what was approved beyond what is posted or waits; negative for postings that no approval explains.
    """

    approved: Decimal = _ZERO
    posted: Decimal = _ZERO
    in_books: Decimal = _ZERO
    waiting: Decimal = _ZERO
    cancelled: Decimal = _ZERO
    unposted: Decimal = _ZERO

    @property
    def difference(self) -> Decimal:
        """What the books hold beyond what was posted; negative for what they lack."""
        return self.in_books - self.posted

    def plus(self, other: "Figures") -> "Figures":
        """Both together."""
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in Figures.model_fields})


class ReconciledLine(CanonicalModel):
    """The part of one posting that is about one job; ``drift`` tells by field what the books hold instead."""

    key: CellKey
    posting_id: str
    record_id: str
    day: date | None
    state: PostingState
    operation: Operation
    vendor_id: str | None
    number: str | None
    approved_by: str
    figures: Figures
    drift: dict[str, str] = Field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether anything about it is not as it should be."""
        return bool(self.drift or self.figures.waiting or self.figures.difference) or self.state in WAITING


class ReconciledCell(CanonicalModel):
    """All lines of one job, kind, pay type and set of books; ``open_lines`` are those that do not agree or wait."""

    key: CellKey
    figures: Figures
    lines: int
    open_lines: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the postings of a span.

    ``last`` are ids of posted postings that are the last behind their record, ``drifts`` what became of those records.
    ``replaced`` are postings that others change. ``jobs`` is by the books' customers, ``of_source`` by source records:
    a bill that only releases retainage names no job itself.
    """

    span: BooksSpan
    last: frozenset[str] = frozenset()
    drifts: Mapping[str, Drift] = field(default_factory=dict)
    replaced: Mapping[str, Posting] = field(default_factory=dict)
    jobs: Mapping[str, str] = field(default_factory=dict)
    of_source: Mapping[str, str] = field(default_factory=dict)

    def parts(self, posting: Posting) -> tuple["Part", ...]:
        """What a posting is about, job by job."""
        return parts_of(posting.payload, self.of_source.get(posting.source.record_id))

    def in_span(self, posting: Posting) -> bool:
        """Whether a posting is of these days."""
        return self.span.holds(day_of(posting.payload))


@dataclass(frozen=True, slots=True)
class Part:
    """An amount of one job."""

    project_id: str | None
    kind: LedgerKind
    pay_type: str | None
    amount: Decimal


def parts_of(draft: Draft, project_id: str | None = None) -> tuple[Part, ...]:
    """Retainage is of the first line's job, or of ``project_id`` where there are no lines; a party is of no amount."""
    match draft:
        case TimeActivityDraft():
            return (Part(draft.project_id, LedgerKind.TIME, draft.pay_type, Decimal(draft.minutes)),)
        case InvoiceDraft():
            return (Part(draft.project_id, LedgerKind.INVOICES, None, draft.total),)
        case BillDraft():
            sums: dict[str | None, Decimal] = {}
            for line in draft.lines:
                sums[line.project_id] = sums.get(line.project_id, _ZERO) + line.amount
            first = next(iter(sums), project_id)
            sums[first] = sums.get(first, _ZERO) - draft.retainage
            return tuple(Part(job, LedgerKind.BILLS, None, amount) for job, amount in sums.items())
        case _:
            return ()


def total_of(draft: Draft) -> Decimal:
    """Minutes, or what is owed."""
    return sum((part.amount for part in parts_of(draft)), _ZERO)


def lines_of(postings: Iterable[Posting], known: Known) -> tuple[ReconciledLine, ...]:
    """Postings of the span, those that wait, and those whose records somebody moved into it; each once."""
    distinct = {posting.posting_id: posting for posting in postings}
    found = [line for posting in distinct.values() for line in _lines(posting, known)]
    return tuple(sorted(found, key=lambda line: (line.day or date.min, line.posting_id, line.key.project_id or "")))


def cells_of(lines: Iterable[ReconciledLine]) -> tuple[ReconciledCell, ...]:
    """``in_order``, of what lines say alone."""
    grouped: defaultdict[CellKey, list[ReconciledLine]] = defaultdict(list)
    for line in lines:
        grouped[line.key].append(line)
    cells = (
        ReconciledCell(key=key, figures=total(own), lines=len(own), open_lines=sum(line.open for line in own))
        for key, own in grouped.items()
    )
    return in_order(cells)


def in_order(cells: Iterable[ReconciledCell]) -> tuple[ReconciledCell, ...]:
    """In the order of jobs, kinds and pay types."""
    return tuple(sorted(cells, key=lambda cell: _order(cell.key)))


def total(lines: Sequence[ReconciledLine | ReconciledCell]) -> Figures:
    """All figures of lines, or of cells, that count the same."""
    figures = Figures()
    for line in lines:
        figures = figures.plus(line.figures)
    return figures


def _order(key: CellKey) -> tuple[str, str, str, str]:
    return key.project_id or "", key.kind, key.pay_type or "", key.books


def _lines(posting: Posting, known: Known) -> Iterator[ReconciledLine]:
    match posting.state:
        case PostingState.POSTED:
            is_held = posting.posting_id in known.last and posting.operation is not Operation.REMOVE
            yield from _posted(posting, known) if is_held else ()
        case PostingState.CANCELLED:
            if known.in_span(posting) and posting.operation is not Operation.REMOVE:
                yield from (_line(posting, part, Figures(cancelled=part.amount)) for part in known.parts(posting))
        case _:
            yield from _waiting(posting, known)


def _posted(posting: Posting, known: Known) -> Iterator[ReconciledLine]:
    parts, drift = known.parts(posting), known.drifts.get(posting.posting_id)
    fields = {} if drift is None else drift.fields
    if known.in_span(posting):
        for number, part in enumerate(parts):
            held = part.amount + (_more(posting, known, drift) if number == 0 else _ZERO)
            is_here = drift is None or drift.copy_id is not None or _is_under_its_job(drift, known)
            figures = Figures(approved=part.amount, posted=part.amount, in_books=held if is_here else _ZERO)
            yield _line(posting, part, figures, fields)
    if drift is not None and parts and _is_elsewhere(posting, drift, known):
        job = known.jobs.get(drift.customer_id or "") if _OTHER_JOB in fields else parts[0].project_id
        place = Part(job, parts[0].kind, parts[0].pay_type, drift.quantity)
        yield _line(posting, place, Figures(in_books=drift.quantity), fields)


def _more(posting: Posting, known: Known, drift: Drift | None) -> Decimal:
    """What the books hold of a record beyond what was posted, of these days and under its own job."""
    if drift is None or drift.copy_id is not None or not _is_under_its_job(drift, known):
        return _ZERO
    return drift.quantity - sum((part.amount for part in known.parts(posting)), _ZERO)


def _is_under_its_job(drift: Drift, known: Known) -> bool:
    return not drift.gone and known.span.holds(drift.day) and _OTHER_JOB not in drift.fields


def _is_elsewhere(posting: Posting, drift: Drift, known: Known) -> bool:
    """Whether these days hold it in a place of its own: under another job, come from other days, or a second time."""
    if drift.gone or not known.span.holds(drift.day):
        return False
    return drift.copy_id is not None or _OTHER_JOB in drift.fields or not known.in_span(posting)


def _waiting(posting: Posting, known: Known) -> Iterator[ReconciledLine]:
    """What it will bring, and what it will take away of the posting that it changes."""
    if posting.operation is not Operation.REMOVE and known.in_span(posting):
        yield from (_waits(posting, part, part.amount) for part in known.parts(posting))
    before = known.replaced.get(posting.replaces or "")
    if before is not None and known.in_span(before):
        yield from (_waits(posting, part, -part.amount) for part in known.parts(before))


def _waits(posting: Posting, part: Part, amount: Decimal) -> ReconciledLine:
    return _line(posting, part, Figures(approved=amount, waiting=amount))


def _line(posting: Posting, part: Part, figures: Figures, drift: Mapping[str, str] | None = None) -> ReconciledLine:
    draft = posting.payload
    return ReconciledLine(
        key=CellKey(project_id=part.project_id, kind=part.kind, pay_type=part.pay_type, books=posting.target),
        posting_id=posting.posting_id,
        record_id=posting.source.record_id,
        day=day_of(draft),
        state=posting.state,
        operation=posting.operation,
        vendor_id=posting.vendor_id,
        number=draft.document_number if isinstance(draft, BillDraft | InvoiceDraft) else None,
        approved_by=posting.approved_by,
        figures=figures,
        drift=dict(drift or {}),
    )
