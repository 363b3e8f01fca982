"""A payments file of FOUNDATION: CSV as a person exports it, read strictly, row by row.

FOUNDATION documents no payments over REST (foundation.md B3), and no layout of a report: the columns are ours.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from fieldledger.domain.hashing import derive_id
from fieldledger.domain.invoice_payment import PaymentMade
from fieldledger.result import ErrorCode, Result

COLUMNS: Final = ("Vendor No", "Invoice No", "Check No", "Date", "Amount")
VOID: Final = "Void"
MOST_ROWS: Final = 1000
"""What one call answers in time: each invoice is read and written by itself."""
_LONGEST_CELL: Final = 60
_DATES: Final = ("%m/%d/%Y", "%Y-%m-%d")
_AMOUNT: Final = re.compile(r"\$?(\d{1,3}(,\d{3})+|\d{1,10})(\.\d{1,2})?")
_YES: Final = frozenset({"y", "yes", "v", "void", "true"})
_NO: Final = frozenset({"", "n", "no", "false"})
_EARLIEST: Final = date(2000, 1, 1)
_LATEST: Final = date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row was not taken; ``row`` counts the file's lines of data from 1."""

    row: int
    code: ErrorCode
    message: str


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment of one invoice, as FOUNDATION's ids and numbers have it."""

    row: int
    vendor_id: str
    invoice_number: str
    check_number: str
    paid_on: date
    amount: Decimal
    voided: bool

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes it the same payment, whatever it comes to. Words such as ``ACH`` stand for a check's number."""
        return self.vendor_id, self.invoice_number.casefold(), self.check_number.casefold(), self.paid_on.isoformat()

    @property
    def made(self) -> PaymentMade:
        """The payment as the invoice keeps it."""
        return PaymentMade(
            reference=derive_id(*self.identity),
            check_number=self.check_number,
            paid_on=self.paid_on,
            amount=self.amount,
            voided=self.voided,
        )


@dataclass(frozen=True, slots=True)
class PaymentsFile:
    """``rows`` can be taken, ``faults`` say what of the file cannot; together they are all of its ``count`` rows."""

    count: int
    rows: tuple[PaymentRow, ...]
    faults: tuple[RowFault, ...]


def read_payments(text: str) -> Result[PaymentsFile]:
    """``VALIDATION_FAILED`` for what is no such file at all; a bad row is a fault of that row only."""
    try:
        lines = [line for line in csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True) if any(line)]
    except csv.Error as wrong:
        return _no_file(f"this is no CSV: {wrong}")
    header = [cell.strip().casefold() for cell in lines[0]] if lines else []
    known = {name.casefold(): name for name in (*COLUMNS, VOID)}
    missing = [name for name in COLUMNS if name.casefold() not in header]
    if missing:
        return _no_file(f"the first line has to name the columns; missing: {', '.join(missing)}")
    strange = [cell for cell in header if cell not in known]
    if strange or len(set(header)) != len(header):
        return _no_file(f"columns are {', '.join((*COLUMNS, VOID))}, each once; not known: {', '.join(strange)}")
    if len(lines) - 1 > MOST_ROWS:
        return _no_file(f"a file has at most {MOST_ROWS} rows, this one {len(lines) - 1}: send it in parts")
    return Result.ok(_told_once([_row(place, [known[cell] for cell in header], line) for place, line in _data(lines)]))


def _data(lines: list[list[str]]) -> Iterable[tuple[int, list[str]]]:
    return enumerate(lines[1:], start=1)


def _told_once(read: list[PaymentRow | RowFault]) -> PaymentsFile:
    """Two rows of one payment contradict each other, or are parts of a whole that nobody has added up."""
    often = Counter(row.identity for row in read if isinstance(row, PaymentRow))
    text = "the file has this vendor, invoice, check and date more than once: give the payment one row with its sum"
    rows = [row for row in read if isinstance(row, PaymentRow) and often[row.identity] == 1]
    twice = [row for row in read if isinstance(row, PaymentRow) and often[row.identity] > 1]
    faults = [fault for fault in read if isinstance(fault, RowFault)]
    faults += [RowFault(row.row, ErrorCode.PAYMENT_CONTRADICTS, text) for row in twice]
    return PaymentsFile(len(read), tuple(rows), tuple(sorted(faults, key=lambda fault: fault.row)))


def _row(place: int, names: list[str], line: list[str]) -> PaymentRow | RowFault:
    if len(line) != len(names):
        return _bad(place, f"the row has {len(line)} cells, the header {len(names)}")
    cells = {name: cell.strip() for name, cell in zip(names, line, strict=True)}
    wrong = next((name for name in COLUMNS if not _is_cell(cells[name])), None)
    if wrong is not None:
        return _bad(place, f"{wrong} is empty, has more than {_LONGEST_CELL} characters, or some that nobody can see")
    return _read(place, cells)


def _read(place: int, cells: Mapping[str, str]) -> PaymentRow | RowFault:
    paid_on, amount, voided = _day(cells["Date"]), _money(cells["Amount"]), _flag(cells.get(VOID, ""))
    if paid_on is None:
        return _bad(place, "Date is no day: write 09/30/2026 or 2026-09-30")
    if amount is None:
        return _bad(place, "Amount is no amount above zero in dollars and cents; say Void to take a payment back")
    if voided is None:
        return _bad(place, "Void is Y, N or empty")
    return PaymentRow(place, cells["Vendor No"], cells["Invoice No"], cells["Check No"], paid_on, amount, voided)


def _is_cell(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_CELL and text.isprintable()


def _day(text: str) -> date | None:
    for form in _DATES:
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day of the books has no time zone
        except ValueError:
            continue
        return day if _EARLIEST <= day <= _LATEST else None
    return None


def _money(text: str) -> Decimal | None:
    if not _AMOUNT.fullmatch(text):
        return None
    try:
        amount = Decimal(text.replace(",", "").removeprefix("$"))
    except InvalidOperation:
        return None
    return amount if amount > 0 else None


def _flag(text: str) -> bool | None:
    word = text.casefold()
    return True if word in _YES else False if word in _NO else None


def _bad(place: int, message: str) -> RowFault:
    return RowFault(place, ErrorCode.VALIDATION_FAILED, message)


def _no_file(message: str) -> Result[PaymentsFile]:
    fields = [{"field": "body.csv", "problem": message}]
    return Result.fail("the payments file cannot be read", ErrorCode.VALIDATION_FAILED, {"fields": fields})
