"""What the demonstration prints."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from local.demo.api import Json
from local.demo.comparison import Comparison


def show_comparison(console: Console, title: str, comparison: Comparison) -> None:
    """Hours approved, posted and waiting by job and pay type; a difference is the last column."""
    table = Table(title=title)
    table.add_column("job")
    table.add_column("pay type")
    for name in ("approved h", "in QuickBooks h", "waiting h", "difference h"):
        table.add_column(name, justify="right")
    sums = [0, 0, 0]
    for (job, pay_type), minutes in comparison.by_job_and_pay_type().items():
        sums = [total + part for total, part in zip(sums, minutes, strict=True)]
        table.add_row(job, pay_type, *_cells(*minutes))
    table.add_section()
    table.add_row("all", "", *_cells(*sums), style="bold")
    console.print(table)
    for line in comparison.differences:
        console.print(f"[red]differs: worker {line.worker}, job {line.job}, {line.pay_type}[/red]")
    for marker in comparison.twice:
        console.print(f"[red]in the books more than once: {marker}[/red]", markup=True)


def show_exceptions(console: Console, exceptions: Iterable[Json]) -> None:
    """What waits for a person."""
    table = Table(title="Exceptions waiting for a person")
    for name in ("code", "turn", "about", "why"):
        table.add_column(name)
    for item in exceptions:
        table.add_row(*(str(item[name]) for name in ("code", "turn", "subject", "message")))
    console.print(table)


def _cells(approved: int, posted: int, waiting: int) -> tuple[str, ...]:
    return tuple(_hours(minutes) for minutes in (approved, posted, waiting, approved - posted - waiting))


def _hours(minutes: int) -> str:
    sign = "-" if minutes < 0 else ""
    return f"{sign}{abs(minutes) // 60:,}:{abs(minutes) % 60:02d}"
