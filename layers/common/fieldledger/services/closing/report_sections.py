"""The report of a month as tables of plain text: what every kind of file shows, in the same order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from fieldledger.domain.books_reconciliation import Figures, LedgerKind
from fieldledger.domain.drafts import CENT
from fieldledger.domain.month_close import CloseException, CloseReport, MonthClose

_HOUR: Final = 60
_FIGURES: Final = ("approved", "posted", "in books", "waiting", "cancelled", "unposted", "difference")


@dataclass(frozen=True, slots=True)
class Section:
    """A table; ``numbers`` are the columns that hold figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[str] = frozenset()


def sections_of(close: MonthClose) -> tuple[Section, ...]:
    """Times are UTC to the second. Hours are hours and minutes, which leaves nothing to round."""
    report = close.report
    jobs = {job.project_id: " ".join(part for part in (job.number, job.name) if part) for job in report.jobs}
    return (
        _signature(close),
        _table("What spoke against signing", ("what", "count", "meaning", "reason of the signer"), _obstacles(close)),
        _table("Totals", ("kind", "books", *_FIGURES), _totals(report), _FIGURES),
        _table("Jobs", ("job", "kind", "pay type", "books", *_FIGURES), _cells(report, jobs), _FIGURES),
        _table("Not as approved", _GAPS, _gaps(report, jobs), ("approved", "in postings")),
        _table("Not approved", _OPEN, _open(report, jobs), ("amount",)),
        _table("Not read back from the books", _NOT_READ, _not_read(report), ("postings", "amount")),
        _table("Adjustments", _CHANGES, _adjustments(report, jobs), ("before", "after")),
        _table("Approvals", _APPROVALS, _approvals(report), ("postings", "amount")),
        _table("Open items of the inbox", _ITEMS, _items(report.exceptions_open)),
        _table("Resolved items of the inbox", _ITEMS, _items(report.exceptions_resolved)),
    )


_GAPS: Final = ("day", "kind", "record", "number", "job", "pay type", "books", "approved", "in postings", "posting ids")
_OPEN: Final = ("what", "day", "record", "number", "job", "worker or subcontractor", "amount", "status", "why")
_NOT_READ: Final = ("kind", "books", "postings", "amount", "why")
_CHANGES: Final = (
    "day",
    "kind",
    "job",
    "operation",
    "before",
    "after",
    "state",
    "approved by",
    "at",
    "posting",
    "replaces",
)
_APPROVALS: Final = (
    "approved by",
    "at",
    "first approved by",
    "first at",
    "kind",
    "number",
    "record",
    "postings",
    "amount",
    "approval",
)
_ITEMS: Final = (
    "day",
    "code",
    "message",
    "details",
    "subject",
    "first seen",
    "resolved",
    "resolved by",
    "resolution",
    "item",
)


def quantity(amount: Decimal, kind: LedgerKind) -> str:
    """``39:45`` of minutes, ``1,250.00`` of money."""
    if kind is not LedgerKind.TIME:
        return f"{amount.quantize(CENT):,}"
    hours, minutes = divmod(abs(int(amount)), _HOUR)
    return f"{'-' if amount < 0 else ''}{hours:,}:{minutes:02}"


def _table(title: str, columns: Sequence[str], rows: Iterator[tuple[str, ...]], numbers: Sequence[str] = ()) -> Section:
    return Section(title, tuple(columns), tuple(rows), frozenset(numbers))


def _signature(close: MonthClose) -> Section:
    report = close.report
    facts = {
        "Days": f"{close.span.first_day} to {close.span.last_day}",
        "Signed by": close.signed_by,
        "Signed at": _moment(close.signed_at),
        "Books last compared": _moment(report.checked_at) or "not all of these days",
        "Time locked through": str(close.locked_through or ""),
        "Signed despite": close.despite or "",
        "SHA-256 of the report": close.sha256,
        "Report is as it was signed": "yes" if close.intact else "NO",
        "Close": close.close_id,
    }
    return Section("Signature", ("", " "), tuple(facts.items()))


def _obstacles(close: MonthClose) -> Iterator[tuple[str, ...]]:
    for each in close.obstacles:
        yield each.what, str(each.count), each.message, each.reason or close.despite or ""


def _figures(figures: Figures, kind: LedgerKind) -> tuple[str, ...]:
    values = (figures.approved, figures.posted, figures.in_books, figures.waiting, figures.cancelled)
    return tuple(quantity(each, kind) for each in (*values, figures.unposted, figures.difference))


def _totals(report: CloseReport) -> Iterator[tuple[str, ...]]:
    for each in report.totals:
        yield each.kind.value, each.books, *_figures(each.figures, each.kind)


def _cells(report: CloseReport, jobs: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for cell in report.cells:
        key = cell.key
        yield (
            _job(key.project_id, jobs),
            key.kind.value,
            key.pay_type or "",
            key.books,
            *_figures(cell.figures, key.kind),
        )


def _gaps(report: CloseReport, jobs: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for gap in report.gaps:
        yield (
            str(gap.day or ""),
            gap.key.kind.value,
            gap.record_id,
            gap.number or "",
            _job(gap.key.project_id, jobs),
            gap.key.pay_type or "",
            gap.key.books,
            quantity(gap.approved, gap.key.kind),
            quantity(gap.in_postings, gap.key.kind),
            " ".join(gap.posting_ids),
        )


def _open(report: CloseReport, jobs: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for each in report.open_records:
        yield (
            each.what.value,
            str(each.day or ""),
            each.record_id,
            each.number or "",
            _job(each.project_id, jobs),
            each.party_id or "",
            quantity(each.amount, each.kind),
            each.status,
            each.reason or "",
        )


def _not_read(report: CloseReport) -> Iterator[tuple[str, ...]]:
    for each in report.not_read_back:
        yield each.kind.value, each.books, str(each.postings), quantity(each.amount, each.kind), each.why


def _adjustments(report: CloseReport, jobs: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for each in report.adjustments:
        yield (
            str(each.day or ""),
            each.kind.value,
            _job(each.project_id, jobs),
            each.operation.value,
            quantity(each.before, each.kind),
            quantity(each.after, each.kind),
            each.state.value,
            each.approved_by,
            _moment(each.approved_at),
            each.posting_id,
            each.replaces,
        )


def _approvals(report: CloseReport) -> Iterator[tuple[str, ...]]:
    for each in report.approvals:
        yield (
            each.approved_by,
            _moment(each.approved_at),
            each.first_approved_by or "",
            _moment(each.first_approved_at),
            each.kind.value,
            each.number or "",
            each.record_id or "",
            str(each.postings),
            quantity(each.amount, each.kind),
            each.approval_id,
        )


def _items(items: Sequence[CloseException]) -> Iterator[tuple[str, ...]]:
    for each in items:
        yield (
            str(each.day or ""),
            each.code,
            each.message,
            "; ".join(f"{name}: {text}" for name, text in sorted(each.details.items())),
            each.subject,
            _moment(each.first_seen_at),
            _moment(each.resolved_at),
            each.resolved_by or "",
            each.resolution or "",
            each.exception_id,
        )


def _job(project_id: str | None, jobs: Mapping[str, str]) -> str:
    return "" if project_id is None else jobs.get(project_id, project_id)


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d %H:%M:%S}"
