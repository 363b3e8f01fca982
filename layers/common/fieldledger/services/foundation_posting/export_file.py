"""The content of an import file and its manifest, from the postings that are in it: pure and the same every time."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from fieldledger.clients.foundation.assumptions import FoundationDialect
from fieldledger.clients.foundation.export import ImportFile, ap_invoices_file, time_cards_file
from fieldledger.clients.foundation.export_lines import ApInvoiceExportLine, TimeCardLine
from fieldledger.clients.foundation.models.writes import ApInvoiceWrite, TimeCardWrite
from fieldledger.domain.clock import iso
from fieldledger.domain.drafts import CENT
from fieldledger.domain.foundation_export import MOST_BYTES, ControlTotals, ExportedText, ExportItem, FoundationExport
from fieldledger.domain.foundation_mappings import FoundationKind
from fieldledger.result import ErrorCode, Result
from fieldledger.services.foundation_posting.mapping import BooksWrite
from fieldledger.services.foundation_posting.quantities import (
    MINUTES,
    Before,
    RoundedWeeks,
    WorkedRow,
    WorkerWeek,
    hours_by_row,
    rounding,
)
from fieldledger.services.foundation_posting.sealed_text import read_write, sealed_text

MANIFEST_FORMAT: Final = "fieldledger-foundation-export/1"
_UNITS: Final = {FoundationKind.TIME_CARD: "hours", FoundationKind.AP_INVOICE: "amount"}


@dataclass(frozen=True, slots=True)
class _Row:
    """What becomes one record of the file, and the postings that it is made of."""

    write: BooksWrite
    postings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """An export whose content is fixed, and the hours that it tells of each posting."""

    export: FoundationExport
    hours: Mapping[str, Decimal]


def closed(
    export: FoundationExport,
    kept: Sequence[ExportItem],
    weeks: RoundedWeeks,
    dialect: FoundationDialect,
    before: Mapping[WorkerWeek, Before] | None = None,
) -> Result[Closed]:
    """The export with its final content: of ``kept`` only, in the order of natural keys, and with control totals.

    ``before`` is what FOUNDATION was told earlier, by its own id of the worker and first day of the week.
    """
    rows = _rows(sorted(kept, key=lambda item: (item.natural_key, item.posting_id)), weeks, before)
    made = file_of(export.kind, [row.write for row in rows], dialect)
    if made.failed:
        return made.failure()
    file = made.unwrap()
    places = _places(rows)
    items = tuple(
        item.model_copy(update={"body": "", "row": places[item.posting_id][0], "rows": places[item.posting_id][1]})
        for item in sorted(kept, key=lambda item: (places[item.posting_id], item.posting_id))
    )
    texts = tuple(_text(change.field, change.before, change.after) for change in file.changes)
    controls = _controls(export.kind, rows, items, file)
    fixed = {"items": items, "content": file.content.decode("ascii"), "changes": texts, "controls": controls}
    minutes = {item.posting_id: item.approved for item in kept}
    hours = {key: each for row in rows for key, each in _shares(row, minutes).items()}
    return Result.ok(Closed(export.model_copy(update=fixed), hours))


def amount_of(write: BooksWrite) -> Decimal:
    """The money of an earning without hours, which stands in the file beside the hours."""
    return (write.amount or Decimal(0)) if isinstance(write, TimeCardWrite) else Decimal(0)


def worker_of(item: ExportItem) -> str:
    """FOUNDATION's id of the worker whose hours an item is; empty for an invoice."""
    write = _write(item)
    return write.employee_id if isinstance(write, TimeCardWrite) else ""


def can_be_in_file(dialect: FoundationDialect, write: BooksWrite) -> Result[object]:
    """Whether a file of this one record can be made; ``VALIDATION_FAILED`` says what it cannot hold."""
    if len(sealed_text(write)) > MOST_BYTES:
        details = {"field": "lines"}
        return Result.fail("it has more lines than a file takes", ErrorCode.VALIDATION_FAILED, details)
    kind = FoundationKind.TIME_CARD if isinstance(write, TimeCardWrite) else FoundationKind.AP_INVOICE
    return file_of(kind, [write], dialect).map(lambda file: file)


def manifest(export: FoundationExport, headings: Sequence[str]) -> bytes:
    """What lies beside the file: who, when, which postings, how much, and the hash of the file."""
    totals = {} if export.controls is None else export.controls.model_dump(mode="json")
    body = {
        "format": MANIFEST_FORMAT,
        "export_id": export.export_id,
        "company_id": export.company_id,
        "kind": export.kind.value,
        "file": export.file_key.rpartition("/")[2],
        "made_at": iso(export.created_at),
        "made_by": export.user_id,
        "approved_by": sorted({item.approved_by for item in export.items}),
        "columns": list(headings),
        "control_totals": totals,
        "postings": [item.model_dump(mode="json", exclude={"body"}) for item in export.items],
        "changed_texts": [text.model_dump(mode="json") for text in export.changes],
    }
    return (json.dumps(body, indent=2, ensure_ascii=True) + "\n").encode("ascii")


def _shares(row: _Row, minutes: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """What each posting has of its row's hours; together they are the row's."""
    if not isinstance(row.write, TimeCardWrite) or row.write.amount is not None:
        return {}
    shares = {key: (minutes[key] / MINUTES).quantize(CENT, ROUND_HALF_UP) for key in row.postings}
    largest = max(row.postings, key=lambda key: minutes[key])
    shares[largest] += row.write.hours - sum(shares.values(), Decimal(0))
    return shares


def _rows(items: Sequence[ExportItem], weeks: RoundedWeeks, before: Mapping[WorkerWeek, Before] | None) -> list[_Row]:
    """One by one, except that hours which FOUNDATION could not tell apart are one row (time-and-identity.md C2)."""
    writes = {item.posting_id: _write(item) for item in items}
    merged: defaultdict[str, list[ExportItem]] = defaultdict(list)
    for item in items:
        merged[_row_key(item, writes[item.posting_id])].append(item)
    worked = [
        WorkedRow(key, write.employee_id, write.day, item.approved)
        for key, group in merged.items()
        for item in group
        if isinstance(write := writes[item.posting_id], TimeCardWrite) and write.amount is None
    ]
    hours = hours_by_row(worked, weeks, before)
    return [_row(group, writes[group[0].posting_id], hours.get(key)) for key, group in merged.items()]


def _row(group: Sequence[ExportItem], write: BooksWrite, hours: Decimal | None) -> _Row:
    postings = tuple(item.posting_id for item in group)
    if hours is None or not isinstance(write, TimeCardWrite):
        return _Row(write, postings)
    more = f" +{len(group) - 1}" if len(group) > 1 else ""
    return _Row(write.model_copy(update={"hours": hours, "reference": f"{write.reference}{more}"}), postings)


def _row_key(item: ExportItem, write: BooksWrite) -> str:
    match write:
        case TimeCardWrite() if write.amount is None:
            return f"{item.natural_key}|{write.class_id or ''}"
        case _:
            return item.posting_id


def _write(item: ExportItem) -> BooksWrite:
    kind = FoundationKind.TIME_CARD if item.natural_key.startswith("time_card|") else FoundationKind.AP_INVOICE
    return read_write(kind, item.body)


def file_of(kind: FoundationKind, writes: Sequence[BooksWrite], dialect: FoundationDialect) -> Result[ImportFile]:
    """The file of these records; ``VALIDATION_FAILED`` says what it cannot hold."""
    if kind is FoundationKind.TIME_CARD:
        return time_cards_file([TimeCardLine.of(w) for w in writes if isinstance(w, TimeCardWrite)], dialect)
    invoices = [write for write in writes if isinstance(write, ApInvoiceWrite)]
    return ap_invoices_file([line for invoice in invoices for line in ApInvoiceExportLine.of(invoice)], dialect)


def _places(rows: Sequence[_Row]) -> Mapping[str, tuple[int, int]]:
    """First line (from 1) and number of lines of each posting."""
    places: dict[str, tuple[int, int]] = {}
    line = 1
    for row in rows:
        lines = len(ApInvoiceExportLine.of(row.write)) if isinstance(row.write, ApInvoiceWrite) else 1
        places |= dict.fromkeys(row.postings, (line, lines))
        line += lines
    return places


def _controls(
    kind: FoundationKind, rows: Sequence[_Row], items: Sequence[ExportItem], file: ImportFile
) -> ControlTotals:
    quantity = sum((_quantity(row.write) for row in rows), Decimal(0))
    approved = sum((item.approved for item in items), Decimal(0))
    return ControlTotals(
        postings=len(items),
        rows=file.rows,
        unit=_UNITS[kind],
        quantity=quantity,
        approved=approved,
        rounding=rounding(kind, quantity, approved),
        per_diems=sum((item.amount for item in items), Decimal(0)),
        sha256=hashlib.sha256(file.content).hexdigest(),
        bytes=len(file.content),
    )


def _quantity(write: BooksWrite) -> Decimal:
    return write.hours if isinstance(write, TimeCardWrite) else write.invoice_amount


def _text(place: str, before: str, after: str) -> ExportedText:
    row, _, field = place.partition(".")
    return ExportedText(row=int(row), field=field, before=before, after=after)
