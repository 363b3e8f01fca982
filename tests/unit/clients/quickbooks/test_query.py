"""Query statements: nothing that somebody typed can break out of a literal (quickbooks.md 4.1)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.clients.quickbooks.query import literal, name_list, time_activities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Adam's Candy Shop", r"'Adam\'s Candy Shop'"),
        ("back\\slash", r"'back\\slash'"),
        ("both \\' of them", r"'both \\\' of them'"),
        ("AT&T", "'AT&T'"),
        ("", "''"),
    ],
)
def test_quotes_and_backslashes_are_escaped(text: str, expected: str) -> None:
    assert literal(text) == expected


@given(st.text(alphabet="a'\\ ", max_size=12))
def test_a_literal_ends_where_it_should_and_means_what_was_written(text: str) -> None:
    quoted = literal(text)
    meaning, position = "", 1
    while quoted[position] != "'":
        position += quoted[position] == "\\"
        meaning += quoted[position]
        position += 1
    assert (meaning, position) == (text, len(quoted) - 1)


def test_a_name_list_includes_inactive_rows_and_counts_from_one() -> None:
    assert name_list("Customer", 1, 1000) == (
        "SELECT * FROM Customer WHERE Active IN (true, false) ORDERBY Id STARTPOSITION 1 MAXRESULTS 1000"
    )


def test_time_activities_are_asked_for_by_both_days_included() -> None:
    assert time_activities(date(2026, 2, 23), date(2026, 3, 1), 1001, 1000) == (
        "SELECT * FROM TimeActivity WHERE TxnDate >= '2026-02-23' AND TxnDate <= '2026-03-01'"
        " ORDERBY Id STARTPOSITION 1001 MAXRESULTS 1000"
    )
