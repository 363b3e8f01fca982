"""The tables of the demonstration: what a contractor would want to see."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from local.demo.api import Json, as_object, objects
from local.demo.approving import number_of
from local.demo.comparison import Comparison
from local.demo.job_costs import amount, rows, totals
from local.demo.money import MoneyComparison
from local.demo.sheets import Sheet, hours, money, sheet


def hours_sheet(title: str, comparison: Comparison) -> Sheet:
    """Hours approved, posted and waiting by job and pay type; a difference is the last column."""
    sums = [0, 0, 0]
    lines: list[tuple[str, ...]] = []
    for (job, pay_type), minutes in comparison.by_job_and_pay_type().items():
        sums = [total + part for total, part in zip(sums, minutes, strict=True)]
        lines.append((job, pay_type, *_cells(*minutes)))
    columns = "job | pay type | >approved h | >in QuickBooks h | >waiting h | >difference h"
    return sheet(title, columns, lines, ("all", "", *_cells(*sums)))


def exceptions_sheet(exceptions: Iterable[Json]) -> Sheet:
    """What waits for a person."""
    lines = [tuple(str(item[name]) for name in ("code", "turn", "message")) for item in exceptions]
    return sheet("Exceptions waiting for a person", "code | turn | why", lines)


def payables_sheet(title: str, invoices: Iterable[Json]) -> Sheet:
    """Subcontractors' invoices as a person reviews them."""
    lines = [
        (
            str(each["number"]),
            str(as_object(each["supplier"])["name"]),
            number_of(each["project"]),
            *(money(each[name]) for name in ("gross", "retainage", "total")),
            f"{each['status']}, needs two" if each["needs_two"] else str(each["status"]),
        )
        for each in invoices
    ]
    return sheet(title, "invoice | subcontractor | job | >work | >retainage | >due | status", lines)


def documents_sheet(title: str, invoices: Iterable[Json]) -> Sheet:
    """Invoices with what the books say of their payment."""
    columns = "invoice | job | >work | >retainage | >due | status | payment | >paid | >open"
    return sheet(title, columns, [_document(each) for each in invoices])


def _document(each: Json) -> tuple[str, ...]:
    payment = each["payment"]
    told = ("", "", "") if payment is None else _payment(as_object(payment))
    figures = (money(each[name]) for name in ("gross", "retainage", "total"))
    return (str(each["number"]), number_of(each["project"]), *figures, str(each["status"]), *told)


def _payment(payment: Json) -> tuple[str, str, str]:
    return str(payment["status"]), money(payment["paid"]), money(payment["balance"])


def adjustment_sheet(seen: Json) -> Sheet:
    """What an adjustment would do to the books."""
    columns = "step | pay type | cost code | >before h | >after h"
    return sheet("The adjustment", columns, [_step(each) for each in objects(seen["postings"])])


def _step(each: Json) -> tuple[str, ...]:
    before, after = (None if each[name] is None else as_object(each[name]) for name in ("before", "after"))
    known = after or before or {}
    figures = ("" if draft is None else hours(draft["minutes"]) for draft in (before, after))
    return (str(each["step"]), str(known.get("pay_type", "")), str(known.get("cost_code") or ""), *figures)


def job_cost_sheet(cost: Json) -> Sheet:
    """Job cost by cost code."""
    lines = [(str(row["cost_code"] or "(no code)"), *_costs(row)) for row in rows(cost)]
    columns = "cost code | >budget | >committed | >actual | >pending | >forecast"
    return sheet(f"Job cost of {cost['number']} {cost['name']}", columns, lines, ("all", *_costs(totals(cost))))


def _costs(row: Json) -> tuple[str, ...]:
    return tuple(money(amount(row, name)) for name in ("budget", "committed", "actual", "pending", "forecast"))


def obstacles_sheet(obstacles: Iterable[Json]) -> Sheet:
    """What speaks against signing."""
    lines = [(str(each["what"]), str(each["count"]), str(each["message"])) for each in obstacles]
    return sheet("What speaks against signing", "what | >how many | in words", lines)


def reconciliation_sheet(found: Json) -> Sheet:
    """The books against what was posted, by job and kind."""
    lines = [_cell(each) for each in objects(found["cells"])]
    columns = "job | kind | pay type | >approved | >posted | >in the books | >difference"
    return sheet("Reconciliation, as the API tells it", columns, lines)


def _cell(each: Json) -> tuple[str, ...]:
    head = (str(each["project_number"] or ""), str(each["kind"]), str(each["pay_type"] or ""))
    return (*head, *_figures(as_object(each["figures"])))


def _figures(figures: Json) -> tuple[str, ...]:
    write = hours if figures["unit"] == "minutes" else money
    return tuple(write(figures[name]) for name in ("approved", "posted", "in_books", "difference"))


def close_sheet(close: Json) -> Sheet:
    """What was signed."""
    lines = [(str(each["kind"]), *_figures(as_object(each["figures"]))) for each in objects(close["totals"])]
    return sheet("The month as it was signed", "kind | >approved | >posted | >in the books | >difference", lines)


def money_sheet(title: str, comparison: MoneyComparison, ours: str = "approved") -> Sheet:
    """Documents or payments against the books; ``ours`` says what our figure is."""
    lines = [
        (each.number, money(each.approved), money(each.in_books), money(each.difference), "; ".join(each.problems))
        for each in comparison.lines
    ]
    sums = (
        sum((each.approved for each in comparison.lines), Decimal(0)),
        sum((each.in_books for each in comparison.lines), Decimal(0)),
    )
    columns = f"number | >{ours} | >in QuickBooks | >difference | what is wrong"
    return sheet(title, columns, lines, ("all", money(sums[0]), money(sums[1]), money(sums[1] - sums[0]), ""))


def differences(comparison: Comparison, documents: Sequence[MoneyComparison]) -> list[str]:
    """Each difference in a sentence; none: the books agree."""
    told = [f"hours differ: worker {line.worker}, job {line.job}, {line.pay_type}" for line in comparison.differences]
    told += [f"in the books more than once: {marker}" for marker in comparison.twice]
    told += [f"{line.number}: {problem}" for each in documents for line in each.lines for problem in line.problems]
    return told


def _cells(approved: int, posted: int, waiting: int) -> tuple[str, ...]:
    return tuple(hours(minutes) for minutes in (approved, posted, waiting, approved - posted - waiting))
