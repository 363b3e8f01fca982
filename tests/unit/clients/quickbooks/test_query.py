"""Query statements: nothing that somebody typed can break out of a literal (quickbooks.md 4.1)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.clients.quickbooks.query import (
    Condition,
    Operator,
    Statement,
    above,
    at_least,
    at_most,
    below,
    changed_since,
    equal,
    like,
    literal,
    name_list,
    one_of,
)


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


def test_a_span_of_days_is_asked_for_by_both_days_included() -> None:
    days = (at_least("TxnDate", date(2026, 2, 23)), at_most("TxnDate", date(2026, 3, 1)))
    assert Statement("TimeActivity", days, start=1001).text == (
        "SELECT * FROM TimeActivity WHERE TxnDate >= '2026-02-23' AND TxnDate <= '2026-03-01'"
        " ORDERBY Id STARTPOSITION 1001 MAXRESULTS 1000"
    )


NOON = datetime(2026, 3, 2, 13, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (equal("CustomerRef", "123"), "CustomerRef = '123'"),
        (equal("Active", True), "Active = true"),
        (one_of("Id", ["1", "2"]), "Id IN ('1', '2')"),
        (below("TotalAmt", Decimal("300.00")), "TotalAmt < '300.00'"),
        (above("Balance", 0), "Balance > '0'"),
        (at_most("TxnDate", date(2026, 3, 1)), "TxnDate <= '2026-03-01'"),
        (changed_since(NOON), "MetaData.LastUpdatedTime >= '2026-03-02T12:00:00Z'"),
        (like("DisplayName", "Adam's%"), r"DisplayName LIKE 'Adam\'s%'"),
    ],
)
def test_conditions_are_written_as_the_vendor_reads_them(condition: Condition, text: str) -> None:
    assert condition.text == text


def test_conditions_are_joined_and_the_order_is_always_stated() -> None:
    statement = Statement("Bill", (equal("VendorRef", "46"), above("Balance", 0)), start=1001, size=500)
    assert statement.text == (
        "SELECT * FROM Bill WHERE VendorRef = '46' AND Balance > '0' ORDERBY Id STARTPOSITION 1001 MAXRESULTS 500"
    )
    assert statement.count == "SELECT COUNT(*) FROM Bill WHERE VendorRef = '46' AND Balance > '0'"


def test_a_statement_without_conditions_asks_for_everything() -> None:
    assert Statement("Term").text == "SELECT * FROM Term ORDERBY Id STARTPOSITION 1 MAXRESULTS 1000"


@pytest.mark.parametrize(
    "build",
    [
        lambda: equal("Name = '' OR Name", "x"),
        lambda: equal("MetaData.Last.Updated", "x"),
        lambda: one_of("Id", []),
        lambda: above("Id", "5"),
        lambda: like("Id", "5%"),
        lambda: Condition("Name", Operator.EQUAL, ("a", "b")),
        lambda: changed_since(datetime(2026, 3, 2)).text,  # noqa: DTZ001 - the naive moment is the point
        lambda: Statement("Bill WHERE Id = '1'"),
        lambda: Statement("Bill", order_by="Id STARTPOSITION 1"),
        lambda: Statement("Bill", start=0),
        lambda: Statement("Bill", size=1001),
        lambda: Statement("Bill", size=0),
    ],
)
def test_what_no_statement_can_say_is_a_bug(build: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"property|values|Id|zone|page"):
        build()
