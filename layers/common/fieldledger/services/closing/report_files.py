"""The report of a month as a file: CSV for spreadsheets, HTML to look at, PDF to print and sign."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from html import escape
from typing import Final

from fieldledger.domain.month_close import MonthClose
from fieldledger.domain.spreadsheet_cells import as_text
from fieldledger.services.closing.report_pdf import pdf_of
from fieldledger.services.closing.report_sections import Section, sections_of

_STYLE: Final = """
@page { size: letter landscape; margin: 12mm }
body { font: 10pt/1.35 system-ui, sans-serif; color: #111; margin: 2em auto; max-width: 80em; padding: 0 1em }
h1 { font-size: 1.5em; margin: 0 0 .2em } h2 { font-size: 1.1em; margin: 1.6em 0 .4em; break-after: avoid }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100%; font-size: .85em }
th, td { border: 1px solid #bbb; padding: .25em .45em; text-align: left; vertical-align: top; overflow-wrap: anywhere }
th { background: #eee } tr { break-inside: avoid } thead { display: table-header-group }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
.scroll th, .scroll td { overflow-wrap: break-word; min-width: 3em }
.facts { width: auto } .facts td:first-child { font-weight: 600; white-space: nowrap } .none { color: #555 }
.sign { margin-top: 3em; break-inside: avoid; display: flex; gap: 3em } .sign p { flex: 1; border-top: 1px solid #111 }
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 8pt } .scroll { overflow: visible }
.scroll th, .scroll td { overflow-wrap: anywhere; min-width: 0 } }
"""


class ReportKind(StrEnum):
    """What a report is downloaded as."""

    CSV = "csv"
    HTML = "html"
    PDF = "pdf"


def report_file(close: MonthClose, kind: ReportKind) -> bytes:
    """The same close gives the same bytes."""
    return _MAKERS[kind](close)


def csv_of(close: MonthClose) -> bytes:
    """All tables one below the other, each row behind its table's name; UTF-8, comma, CRLF.

    A spreadsheet runs cells that begin like a formula, and names come from outside: such cells begin with an
    apostrophe. Figures are ours, and negative ones stay figures.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for section in sections_of(close):
        writer.writerow(["table", *section.columns])
        for row in section.rows:
            writer.writerow(
                [section.title, *(_cell(*each, section) for each in zip(section.columns, row, strict=True))]
            )
    return text.getvalue().encode()


def html_of(close: MonthClose) -> bytes:
    """One page without scripts or anything from elsewhere; it prints on letter paper, landscape."""
    title = f"Close of {close.span.first_day} to {close.span.last_day}"
    signature, *tables = sections_of(close)
    body = "".join(
        [
            f"<h1>{escape(title)}</h1>",
            "<p>Time in hours and minutes, documents in what is owed by them; all moments are UTC.</p>",
            f'<table class="facts"><tbody>{"".join(_facts(signature))}</tbody></table>',
            *(_html_table(section) for section in tables),
            '<div class="sign"><p>Signature</p><p>Name and title</p><p>Date</p></div>',
        ]
    )
    view = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    head = f'<meta charset="utf-8">{view}<title>{escape(title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>\n'.encode()


_MAKERS: Final[Mapping[ReportKind, Callable[[MonthClose], bytes]]] = {
    ReportKind.CSV: csv_of,
    ReportKind.HTML: html_of,
    ReportKind.PDF: pdf_of,
}


def _cell(column: str, text: str, section: Section) -> str:
    return text if column in section.numbers else as_text(text)


def _facts(section: Section) -> Iterator[str]:
    for name, value in section.rows:
        yield f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>"


def _html_table(section: Section) -> str:
    title = f"<h2>{escape(section.title)}</h2>"
    if not section.rows:
        return f'{title}<p class="none">None.</p>'
    head = "".join(f"<th{_class(name, section)}>{escape(name)}</th>" for name in section.columns)
    rows = "".join(f"<tr>{''.join(_cells(row, section))}</tr>" for row in section.rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'{title}<div class="scroll" tabindex="0" role="region" aria-label="{escape(section.title)}">{table}</div>'


def _cells(row: tuple[str, ...], section: Section) -> Iterator[str]:
    for name, text in zip(section.columns, row, strict=True):
        yield f"<td{_class(name, section)}>{escape(text)}</td>"


def _class(name: str, section: Section) -> str:
    return ' class="number"' if name in section.numbers else ""
