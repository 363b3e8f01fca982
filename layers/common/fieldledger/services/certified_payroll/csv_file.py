"""Certified payroll as CSV: a row for each worker and classification, UTF-8, comma, CRLF.

A spreadsheet runs cells that begin like a formula, and names come from outside: such cells begin with an apostrophe.
"""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from fieldledger.domain.certified_payroll import CertifiedPayroll, PayrollLine
from fieldledger.domain.overtime import HoursKind
from fieldledger.domain.spreadsheet_cells import as_text
from fieldledger.services.certified_payroll.hours_text import hours_of_days, totals


def csv_of(payroll: CertifiedPayroll) -> bytes:
    """The same facts give the same bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_headings(payroll))
    for line in payroll.lines:
        writer.writerow(list(_row(payroll, line)))
    return text.getvalue().encode()


def _headings(payroll: CertifiedPayroll) -> list[str]:
    days = [f"{day.isoformat()} {kind.value}" for day in payroll.days for kind in HoursKind]
    return [
        *("contractor", "project_number", "project_name", "week_ending"),
        *("worker", "worker_number", "classification"),
        *days,
        *(f"total {kind.value}" for kind in HoursKind),
        *("total hours", "total minutes", "overtime decided by", "flags"),
    ]


def _row(payroll: CertifiedPayroll, line: PayrollLine) -> Iterator[str]:
    for text in (payroll.contractor, payroll.project_number, payroll.project_name):
        yield _cell(text)
    yield payroll.week_ending.isoformat()
    for text in (line.name, line.number, line.classification):
        yield _cell(text)
    for day in hours_of_days(line):
        yield from (str(day[kind]) for kind in HoursKind)
    sums = totals(line)
    yield from (str(sums[kind]) for kind in HoursKind)
    yield str(sum(sums.values(), Decimal(0)))
    yield str(line.total.minutes)
    yield payroll.overtime_decided_by.value
    yield " ".join(line.flags)


def _cell(text: str | None) -> str:
    return as_text(text or "")
