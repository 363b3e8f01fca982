"""Certified payroll as PDF on landscape letter pages, in the order of the columns of form WH-347.

The library is imported when a file is made: nothing else of a function needs it. Its built-in fonts hold Latin letters;
what they lack is written without its accents, else as a question mark. JSON and CSV have the exact spelling.
"""

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from fieldledger.domain.certified_payroll import WEEK_DAYS, CertifiedPayroll, PayrollLine
from fieldledger.domain.overtime import HoursKind
from fieldledger.domain.time_rules import OvertimeAuthority
from fieldledger.services.certified_payroll.hours_text import NOT_KNOWN, hours_of_days, totals
from fieldledger.services.pdf_text import plain

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import SimpleDocTemplate, Table

_KINDS: Final = {HoursKind.STRAIGHT: "S", HoursKind.OVERTIME: "O", HoursKind.DOUBLE: "D"}
_DECIDED: Final = {
    OvertimeAuthority.SOURCE: "Overtime is as the jobsite's pay types say.",
    OvertimeAuthority.BOOKS: "Overtime is computed by the books, not known here: all hours are shown as straight time.",
    OvertimeAuthority.COMPANY: "Overtime is as the company's own rule divides the work week.",
}
_ABSENT: Final = (
    "Hours are those approved for the books. Rates of pay, gross, deductions and net pay are not part of this record; "
    "identifying numbers are payroll numbers, never social security numbers. S straight, O overtime, D double time."
)
_WIDTHS: Final = (150, 54, 112, 20, *([48] * 7), 48)
_NAME: Final = 26
_CLASS: Final = 20


def pdf_of(payroll: CertifiedPayroll) -> bytes:
    """The same facts give the same bytes: no time of making, no random ids (``invariant``)."""
    from reportlab.lib.pagesizes import LETTER, landscape  # noqa: PLC0415 - heavy, and only for this file
    from reportlab.platypus import SimpleDocTemplate  # noqa: PLC0415 - as above

    def page(canvas: "Canvas", _: "SimpleDocTemplate") -> None:
        _frame(canvas, payroll, landscape(LETTER))

    made = io.BytesIO()
    document = SimpleDocTemplate(
        made,
        pagesize=landscape(LETTER),
        leftMargin=36,
        rightMargin=36,
        topMargin=82,
        bottomMargin=64,
        title=plain(f"Certified payroll {payroll.project_number or payroll.project_name} {payroll.week_ending}"),
        author=plain(payroll.contractor),
        invariant=1,
    )
    document.build([_table(payroll)], onFirstPage=page, onLaterPages=page)
    return made.getvalue()


def _frame(canvas: "Canvas", payroll: CertifiedPayroll, size: tuple[float, float]) -> None:
    """What every page says: whose payroll, which job, which week; below what is missing, and where to sign."""
    width, height = size
    canvas.setFont("Helvetica-Bold", 13)
    canvas.drawString(36, height - 40, "Certified payroll: hours by worker, classification and day")
    canvas.setFont("Helvetica", 9)
    job = f"{payroll.project_number or ''} {payroll.project_name}".strip()
    canvas.drawString(36, height - 56, plain(f"Contractor: {payroll.contractor}"))
    canvas.drawString(36, height - 69, plain(f"Project: {job}"))
    canvas.drawRightString(width - 36, height - 56, f"Week ending {payroll.week_ending.isoformat()}")
    canvas.drawRightString(width - 36, height - 69, f"Page {canvas.getPageNumber()}")
    canvas.setFont("Helvetica", 7)
    canvas.drawString(36, 50, _DECIDED[payroll.overtime_decided_by] + _unnamed(payroll))
    canvas.drawString(36, 41, _ABSENT)
    canvas.drawString(36, 22, f"Signature {'_' * 30}    Title {'_' * 20}    Date {'_' * 12}")


def _unnamed(payroll: CertifiedPayroll) -> str:
    if not payroll.pay_types_as_straight:
        return ""
    return plain(f" As straight time, since no setting names them: {', '.join(payroll.pay_types_as_straight)}."[:120])


def _table(payroll: CertifiedPayroll) -> "Table":
    from reportlab.lib import colors  # noqa: PLC0415 - heavy, and only for this file
    from reportlab.platypus import Table, TableStyle  # noqa: PLC0415 - as above

    rows = [_headings(payroll)]
    style = TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), "Helvetica", 7.5),
            ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 7.5),
            ("FONT", (0, -1), (-1, -1), "Helvetica-Bold", 7.5),
            ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
            ("ALIGN", (3, 0), (-1, -1), "RIGHT"),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("BOX", (0, 0), (-1, -1), 0.6, colors.black),
            ("LINEBELOW", (0, 0), (-1, 0), 0.6, colors.black),
            ("INNERGRID", (3, 0), (-1, -1), 0.25, colors.grey),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ]
    )
    for line in payroll.lines:
        style.add("LINEABOVE", (0, len(rows)), (-1, len(rows)), 0.6, colors.black)
        rows.extend(_rows(line))
    style.add("LINEABOVE", (0, len(rows)), (-1, len(rows)), 1, colors.black)
    rows.append(_sum(payroll))
    return Table(rows, colWidths=list(_WIDTHS), repeatRows=1, style=style, hAlign="LEFT")


def _headings(payroll: CertifiedPayroll) -> list[str]:
    return ["Worker", "Number", "Classification", "", *(f"{day:%a}\n{day:%m/%d}" for day in payroll.days), "Total"]


def _rows(line: PayrollLine) -> Iterator[list[str]]:
    """Straight time and overtime as on the form, double time where there is any; flags in the second row."""
    days, sums = hours_of_days(line), totals(line)
    flags = ", ".join(flag.value.replace("_", " ") for flag in line.flags)
    about = {
        HoursKind.STRAIGHT: [_cut(line.name, _NAME), _cut(line.number, 11), _cut(line.classification, _CLASS)],
        HoursKind.OVERTIME: [f"* {flags}" if flags else "", "", ""],
        HoursKind.DOUBLE: ["", "", ""],
    }
    for kind, mark in _KINDS.items():
        if kind is not HoursKind.DOUBLE or sums[kind]:
            yield [*about[kind], mark, *(_hours(day[kind]) for day in days), f"{sums[kind]:.2f}"]


def _sum(payroll: CertifiedPayroll) -> list[str]:
    lines = [hours_of_days(line) for line in payroll.lines]
    days = [sum((sum(line[day].values(), Decimal(0)) for line in lines), Decimal(0)) for day in range(WEEK_DAYS)]
    whole = f"{sum(days, Decimal(0)):.2f}"
    return [f"All workers ({payroll.total_minutes} minutes)", "", "", "", *(_hours(day) for day in days), whole]


def _hours(value: Decimal) -> str:
    return f"{value:.2f}" if value else ""


def _cut(text: str | None, most: int) -> str:
    shown = plain(text or NOT_KNOWN)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"
