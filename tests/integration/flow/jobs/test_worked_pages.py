"""The pages of the worked examples are right by themselves: what is written out comes to what is written behind it."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.integration.flow.jobs.worked_page import (
    MINUS,
    NOT_SHOWN,
    TIMES,
    Row,
    as_money,
    as_time,
    minutes_of,
    read_page,
    worked_out,
)

PAGES = sorted(Path(__file__).parent.glob("*.md"))
# FOUNDATION gets no release of retainage from here (BOOKS_CHANGE_BY_HAND): its figures stay until a person books it.
BY_HAND = {
    ("footbridge_job", "January 2027", f"subcontractor: {figure}")
    for figure in ("retainage of the month", "due", "retainage held")
}
ROWS = [
    pytest.param(
        row,
        (page.stem, section.title, row.figure) in BY_HAND,
        id=f"{page.stem}: {section.title}: {row.figure}",
    )
    for page in PAGES
    for section in read_page(page).values()
    for row in section.rows
]


@pytest.mark.parametrize(("row", "by_hand"), ROWS)
def test_the_terms_come_to_the_result_and_the_systems_to_the_same(row: Row, by_hand: bool) -> None:
    assert worked_out(row.terms) == _exact(row.result)
    shown = {text for text in row.shown.values() if text not in {"", NOT_SHOWN}}
    assert shown
    figures = {_exact(text) for text in shown if text.endswith("h") == row.result.endswith("h")}
    assert (figures <= {_exact(row.result)}) is not by_hand


def test_sums_of_percentages_and_times_are_worked_out() -> None:
    assert worked_out(f"40,000.00 {TIMES} 10 % {MINUS} 12.50") == Decimal("3987.50")
    assert worked_out(f"7:20 + 0:40 {MINUS} 1:00") == Decimal(420)
    assert worked_out(f"{MINUS}6,000.00 {MINUS} 1.00") == Decimal("-6001.00")
    assert (as_money(Decimal("-1234.5")), as_time(-90), minutes_of("7:20")) == (
        f"{MINUS}1,234.50",
        f"{MINUS}1:30",
        Decimal(440),
    )


def _exact(text: str) -> Decimal:
    return worked_out(text.removesuffix("h"))
