"""Import files for Hours Sync and the FSI Importer: the second way in where REST takes no time (foundation.md B3, B7).

One header row, days as MM/DD/YYYY, printable ASCII. The columns are the dialect's.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from fieldledger.clients.foundation.assumptions import ASSUMED, Column, FoundationDialect
from fieldledger.clients.foundation.export_lines import ApInvoiceExportLine, TimeCardLine
from fieldledger.clients.foundation.text import TextChange, check_id, sendable_text
from fieldledger.clients.vendor_answer import CallOutcome
from fieldledger.domain.spreadsheet_cells import as_text, is_formula
from fieldledger.result import ErrorCode, Result

__all__ = ["ApInvoiceExportLine", "ImportFile", "TimeCardLine", "ap_invoices_file", "time_cards_file"]

# Free text; everything else that is text in a line is an id, except the invoice's number.
_TEXTS: Final = frozenset({"note", "description", "shift"})
_NUMBERS: Final = frozenset({"invoice_number"})


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A CSV file in ASCII; ``changes`` (``3.note``: row from 1, field) tells which texts differ from what was given."""

    content: bytes
    rows: int
    changes: tuple[TextChange, ...]


@dataclass(slots=True)
class _Sheet:
    dialect: FoundationDialect
    changes: list[TextChange] = field(default_factory=list)

    def row(
        self, number: int, line: TimeCardLine | ApInvoiceExportLine, columns: Sequence[Column]
    ) -> Result[list[str]]:
        cells: list[str] = []
        for column in columns:
            value: object = getattr(line, column.field, ...)
            cell = _cell(column.field, value, self.dialect)
            if cell.failed:
                return cell.failure().with_details(row=number)
            cells.append(cell.unwrap())
            if isinstance(value, str) and value != cell.unwrap():
                self.changes.append(TextChange(f"{number}.{column.field}", value, cell.unwrap()))
        return Result.ok(cells)


def time_cards_file(lines: Sequence[TimeCardLine], dialect: FoundationDialect = ASSUMED) -> Result[ImportFile]:
    """The time card file; ``VALIDATION_FAILED`` with ``row`` (from 1) and ``field`` for a value it cannot hold."""
    named = {column.field for column in dialect.time_card_columns}
    unnamed = next((row for row, line in enumerate(lines, start=1) if line.amount and "amount" not in named), None)
    if unnamed is not None:
        return _refused("amount", "has no column in the file").failure().with_details(row=unnamed)
    return _file(lines, dialect.time_card_columns, dialect)


def ap_invoices_file(lines: Sequence[ApInvoiceExportLine], dialect: FoundationDialect = ASSUMED) -> Result[ImportFile]:
    """The invoice file; failures as of ``time_cards_file``."""
    return _file(lines, dialect.ap_invoice_columns, dialect)


def _file(
    lines: Sequence[TimeCardLine | ApInvoiceExportLine], columns: Sequence[Column], dialect: FoundationDialect
) -> Result[ImportFile]:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.heading for column in columns])
    sheet = _Sheet(dialect)
    for number, line in enumerate(lines, start=1):
        cells = sheet.row(number, line, columns)
        if cells.failed:
            return cells.failure()
        writer.writerow(cells.unwrap())
    return Result.ok(ImportFile(text.getvalue().encode("ascii"), len(lines), tuple(sheet.changes)))


def _cell(field: str, value: object, dialect: FoundationDialect) -> Result[str]:
    match value:
        case None:
            return Result.ok("")
        case date():
            return Result.ok(dialect.file_day(value))
        case Decimal():
            return Result.ok(f"{value:f}") if value.is_finite() else _refused(field, "is no number")
        case str() if field in _TEXTS:
            return sendable_text(field, value).map(as_text)
        case str() if field in _NUMBERS:
            return sendable_text(field, value).and_then(lambda number: _key(field, number))
        case str():
            return check_id(field, value, dialect.id_length).and_then(lambda id_: _key(field, id_))
        case _:
            return _refused(field, "has no form in the file")


def _key(field: str, text: str) -> Result[str]:
    """An apostrophe would make another record of a key, so a key that would be a formula is refused."""
    if not text:
        return _refused(field, "is empty")
    return _refused(field, "would be a formula") if is_formula(text) else Result.ok(text)


def _refused(field: str, why: str) -> Result[str]:
    details = {"field": field, "outcome": CallOutcome.NOT_SENT.value}
    return Result.fail(f"{field} {why}", ErrorCode.VALIDATION_FAILED, details)
