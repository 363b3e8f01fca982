"""Tables of the demonstration, the same on the terminal and in the page; and figures as people write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """``columns`` that begin with a ``>`` hold figures; ``total`` is the last row."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None = None

    @property
    def headings(self) -> list[tuple[str, bool]]:
        """Each column's name, and whether it holds figures."""
        return [(name.removeprefix(">"), name.startswith(">")) for name in self.columns]

    def table(self) -> Table:
        """For the terminal."""
        table = Table(title=self.title, title_justify="left")
        for name, is_figure in self.headings:
            table.add_column(name, justify="right" if is_figure else "left")
        for row in self.rows:
            table.add_row(*row)
        if self.total is not None:
            table.add_section()
            table.add_row(*self.total, style="bold")
        return table


def sheet(title: str, columns: str, rows: Sequence[Sequence[str]], total: Sequence[str] | None = None) -> Sheet:
    """``columns`` are separated by a bar."""
    names = tuple(name.strip() for name in columns.split("|"))
    return Sheet(title, names, tuple(map(tuple, rows)), None if total is None else tuple(total))


def money(amount: object) -> str:
    """Dollars and cents with commas: ``-1,234.50``."""
    return f"{Decimal(str(amount)):,.2f}"


def hours(minutes: object) -> str:
    """Hours and minutes: ``-1:05``."""
    whole = int(Decimal(str(minutes)))
    return f"{'-' if whole < 0 else ''}{abs(whole) // 60:,}:{abs(whole) % 60:02d}"


def counted(count: int, noun: str) -> str:
    """How many: ``1 card``, ``20 cards``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
