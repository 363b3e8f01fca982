"""The report of a month as PDF on landscape letter pages: the tables of the HTML page, to be printed and signed.

The library is imported when a file is made: nothing else of a function needs it (docs/decisions/0023).
"""

import io
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Final, Literal

from fieldledger.domain.month_close import MonthClose
from fieldledger.services.closing.report_sections import Section, sections_of
from fieldledger.services.pdf_text import plain

if TYPE_CHECKING:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Flowable, SimpleDocTemplate, Table

_WIDTH: Final = 720.0
"""Of a table, in points: letter paper on its side, less half an inch at each end."""
_FONT: Final = "Helvetica"
_BOLD: Final = "Helvetica-Bold"
_SIZE: Final = 7.0
_PADDING: Final = 7.0
_WORD: Final = 62.0
"""No column of text is squeezed below its longest word or this, whichever is less."""
_TEXT: Final = 260.0
"""No column asks for more than this where others need the place."""
_WITH_TITLE: Final = 72.0
"""A table begins on the page of its title, with its headings and a row."""
_UNITS: Final = "Time in hours and minutes, documents in what is owed by them; all moments are UTC."
_COUNT: Final = "page_count"
_ALL: Final = ((0, 0), (-1, -1))
_GRID: Final = (
    ("GRID", *_ALL, 0.3, "grey"),
    ("VALIGN", *_ALL, "TOP"),
    ("LEFTPADDING", *_ALL, _PADDING / 2),
    ("RIGHTPADDING", *_ALL, _PADDING / 2),
    ("TOPPADDING", *_ALL, 1.5),
    ("BOTTOMPADDING", *_ALL, 2),
)
_LEADING: Final = 8.4
_PLAIN: Final = ("FONT", *_ALL, _FONT, _SIZE, _LEADING)
_LINES: Final = ("Signature", "Name and title", "Date")


def pdf_of(close: MonthClose) -> bytes:
    """The same close gives the same bytes: no time of making, no random ids (``invariant``)."""
    from reportlab.lib.pagesizes import LETTER, landscape  # noqa: PLC0415 - heavy, and only for this file
    from reportlab.platypus import SimpleDocTemplate  # noqa: PLC0415 - as above

    def page(canvas: "Canvas", _: "SimpleDocTemplate") -> None:
        _frame(canvas, close, landscape(LETTER))

    made = io.BytesIO()
    document = SimpleDocTemplate(
        made,
        pagesize=landscape(LETTER),
        leftMargin=30,  # the frame adds six points
        rightMargin=30,
        topMargin=50,
        bottomMargin=42,
        title=_title(close),
        author=plain(close.signed_by),
        invariant=1,
    )
    document.build(list(_story(close)), onFirstPage=page, onLaterPages=page, canvasmaker=_counting())
    return made.getvalue()


def _title(close: MonthClose) -> str:
    return f"Close of {close.span.first_day} to {close.span.last_day}"


def _frame(canvas: "Canvas", close: MonthClose, size: tuple[float, float]) -> None:
    """What every page says: which days, who signed, by which hash, and which page of how many."""
    width, height = size
    canvas.setFont(_BOLD, 9)
    canvas.drawString(36, height - 30, _title(close))
    canvas.setFont(_FONT, 7.5)
    canvas.drawRightString(width - 36, height - 30, plain(f"Signed by {close.signed_by}"))
    canvas.setLineWidth(0.4)
    canvas.line(36, height - 36, width - 36, height - 36)
    canvas.drawString(36, 24, f"SHA-256 {close.sha256}")
    canvas.drawRightString(width - 56, 24, f"Page {canvas.getPageNumber()} of")
    canvas.saveState()
    canvas.translate(width - 53, 24)
    canvas.doForm(_COUNT)
    canvas.restoreState()


def _counting() -> "type[Canvas]":
    """A canvas that says on every page how many there are: a form that is drawn when the last one is done."""
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 - heavy, and only for this file

    class Counting(Canvas):
        def save(self) -> None:
            pages = self.getPageNumber() - 1
            self.beginForm(_COUNT, 0, -3, 40, 10)
            self.setFont(_FONT, 7.5)
            self.drawString(0, 0, str(pages))
            self.endForm()
            super().save()

    return Counting


def _story(close: MonthClose) -> "Iterator[Flowable]":
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415 - heavy, and only for this file
    from reportlab.platypus import CondPageBreak, Paragraph  # noqa: PLC0415 - as above

    head = ParagraphStyle("head", fontName=_BOLD, fontSize=15, leading=19)
    title = ParagraphStyle("title", fontName=_BOLD, fontSize=10, leading=13, spaceBefore=11, spaceAfter=3)
    text = ParagraphStyle("text", fontName=_FONT, fontSize=8, leading=11, spaceAfter=5)
    signature, *tables = sections_of(close)
    yield Paragraph(_title(close), head)
    yield Paragraph(_UNITS, text)
    yield _facts(signature)
    for section in tables:
        yield CondPageBreak(_WITH_TITLE)
        yield Paragraph(escape(section.title), title)
        yield _table(section) if section.rows else Paragraph("None.", text)
    yield _place_to_sign()


def _facts(section: Section) -> "Table":
    from reportlab.platypus import Table, TableStyle  # noqa: PLC0415 - heavy, and only for this file

    rows = [[_cell(name, bold=True), _cell(value)] for name, value in section.rows]
    return Table(rows, colWidths=[140, 420], style=TableStyle(_GRID), hAlign="LEFT")


def _table(section: Section) -> "Table":
    """Its headings come again on every page that it goes on."""
    from reportlab.platypus import LongTable, TableStyle  # noqa: PLC0415 - heavy, and only for this file

    widths = _widths(section)
    columns = [(name in section.numbers, width - _PADDING) for name, width in zip(section.columns, widths, strict=True)]
    headings = [_cell(name, right=right, bold=True) for name, (right, _) in zip(section.columns, columns, strict=True)]
    rows = [[_wrapped(text, room) for text, (_, room) in zip(row, columns, strict=True)] for row in section.rows]
    figures = (("ALIGN", (at, 1), (at, -1), "RIGHT") for at, (right, _) in enumerate(columns) if right)
    style = TableStyle([*_GRID, _PLAIN, *figures, ("BACKGROUND", (0, 0), (-1, 0), "whitesmoke")])
    return LongTable([headings, *rows], colWidths=widths, repeatRows=1, style=style, hAlign="LEFT")


def _place_to_sign() -> "Flowable":
    from reportlab.platypus import KeepTogether, Spacer, Table  # noqa: PLC0415 - heavy, and only for this file

    gap = 24.0
    width = (_WIDTH - gap * (len(_LINES) - 1)) / len(_LINES)
    cells = [cell for name in _LINES for cell in (name, "")][:-1]
    style = [("FONT", (0, 0), (-1, -1), _FONT, 8), *(("LINEABOVE", (at, 0), (at, 0), 0.8, "black") for at in (0, 2, 4))]
    return KeepTogether([Spacer(1, 54), Table([cells], colWidths=[width, gap, width, gap, width], style=style)])


def _wrapped(text: str, room: float) -> str:
    """In lines that fit; a word that is longer than one is broken. A month has thousands of cells, and the library
    takes many times as long to lay paragraphs out.
    """
    shown = plain(text)
    if _measure([shown], _FONT) <= room:
        return shown
    lines = [""]
    for word in shown.split():
        joined = f"{lines[-1]} {word}".lstrip()
        if _measure([joined], _FONT) <= room:
            lines[-1] = joined
            continue
        lines += _broken(word, room)
    return "\n".join(line for line in lines if line)


def _broken(word: str, room: float) -> list[str]:
    """A word as it is, or in pieces that fit."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and _measure([pieces[-1] + letter], _FONT) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _cell(text: str, *, right: bool = False, bold: bool = False) -> "Flowable":
    """Wraps within its column; what looks like markup is text."""
    from reportlab.platypus import Paragraph  # noqa: PLC0415 - heavy, and only for this file

    return Paragraph(escape(plain(text)), _style(right, bold))


@cache
def _style(right: bool, bold: bool) -> "ParagraphStyle":  # noqa: FBT001 - a key of the four styles there are
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415 - heavy, and only for this file

    align: Literal[0, 2] = 2 if right else 0  # as the library numbers left and right
    return ParagraphStyle("cell", fontName=_BOLD if bold else _FONT, fontSize=_SIZE, leading=_LEADING, alignment=align)


def _widths(section: Section) -> list[float]:
    """Figures never wrap; text takes what it asks for, or shares in what is left above its longest word."""
    columns = list(zip(section.columns, zip(*section.rows, strict=True), strict=True))
    least: list[float] = []
    wished: list[float] = []
    for name, texts in columns:
        whole = max(_measure([name], _BOLD), _measure(texts, _FONT))
        words = max(_measure(name.split(), _BOLD), _measure({word for text in texts for word in text.split()}, _FONT))
        is_figure = name in section.numbers
        least.append(whole if is_figure else min(words, _WORD))
        wished.append(whole if is_figure else max(least[-1], min(whole, _TEXT)))
    room = _WIDTH - len(columns) * (_PADDING + 1) - sum(least)
    more = sum(wished) - sum(least)
    share = min(1.0, max(room, 0.0) / more) if more else 0.0
    return [low + share * (high - low) + _PADDING + 1 for low, high in zip(least, wished, strict=True)]


def _measure(texts: Iterable[str], font: str) -> float:
    """The widest of them, in points."""
    from reportlab.pdfbase.pdfmetrics import stringWidth  # noqa: PLC0415 - heavy, and only for this file

    return max((stringWidth(plain(text), font, _SIZE) for text in texts), default=0.0)
