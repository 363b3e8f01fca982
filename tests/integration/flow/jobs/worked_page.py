"""Reads a worked example: a page of tables that a controller can check with a pocket calculator.

Each row names a figure, works it out, and says what each system has to show of it; a dash: the system does not know it.
Amounts are written ``1,234.56``, times ``7:20``, and hours in hundredths, as payroll has them, ``7.33 h``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

type Figures = dict[tuple[str, str], str]
"""What a system shows, by figure and system, as it is written on the page."""

MINUS, TIMES = "\u2212", "\u00d7"
NOT_SHOWN: Final = "\u2013"
_TERM: Final = re.compile(rf"([+{MINUS}]?)\s*([\d.,:]+)(?:\s*{TIMES}\s*([\d.]+)\s*(%?))?")


@dataclass(frozen=True)
class Row:
    """One figure. ``by_hand``: how it is worked out, as ``terms = result``."""

    figure: str
    by_hand: str
    shown: Mapping[str, str]

    @property
    def terms(self) -> str:
        return self.by_hand.split("=")[0]

    @property
    def result(self) -> str:
        return self.by_hand.split("=")[-1].strip()


@dataclass(frozen=True)
class Section:
    """A heading with its rows."""

    title: str
    rows: tuple[Row, ...]

    @property
    def figures(self) -> Figures:
        return {
            (row.figure, system): text
            for row in self.rows
            for system, text in row.shown.items()
            if text not in {"", NOT_SHOWN}
        }


def read_page(path: Path) -> dict[str, Section]:
    """Sections by their titles."""
    chunks = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    sections = (Section(chunk.splitlines()[0].strip(), tuple(_rows(chunk))) for chunk in chunks)
    return {section.title: section for section in sections}


def _rows(chunk: str) -> Iterator[Row]:
    systems: list[str] = []
    for line in chunk.splitlines():
        if not line.startswith("|"):
            systems = []
            continue
        figure, by_hand, *cells = (cell.strip() for cell in line.strip("| ").split("|"))
        if not systems:
            systems = cells
        elif set(figure) - set("-: "):
            yield Row(figure, by_hand, dict(zip(systems, cells, strict=True)))


def worked_out(terms: str) -> Decimal:
    """The sum of terms such as ``2.00 + 12.50``, each with a factor or a percentage; times come out in minutes."""
    return sum((_value(*found.groups(default="")) for found in _TERM.finditer(terms)), Decimal(0))


def _value(sign: str, text: str, factor: str, percent: str) -> Decimal:
    size = minutes_of(text) if ":" in text else Decimal(text.replace(",", ""))
    times = Decimal(factor or 1) / (100 if percent else 1)
    return size * times * (-1 if sign == MINUS else 1)


def minutes_of(text: str) -> Decimal:
    """``7:20`` is 440."""
    hours, minutes = text.split(":")
    return Decimal(hours) * 60 + Decimal(minutes)


def as_money(amount: object) -> str:
    """As the page writes amounts."""
    return f"{Decimal(str(amount)):,.2f}".replace("-", MINUS)


def as_time(minutes: object) -> str:
    """As the page writes times."""
    whole = int(Decimal(str(minutes)))
    return f"{MINUS if whole < 0 else ''}{abs(whole) // 60}:{abs(whole) % 60:02}"
