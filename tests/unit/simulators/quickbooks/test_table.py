"""The indexes of a table find what a walk over all rows would find."""

from datetime import datetime, timedelta

import pytest

from simulators.quickbooks.table import Row, Table
from tests.unit.simulators.quickbooks.bench import NOON


def row(record_id: int, day: str | None = None, minute: int = 0, *, deleted: bool = False) -> Row:
    body = {"Id": str(record_id), **({"TxnDate": day} if day is not None else {})}
    return Row(dict(body), NOON, at(minute), deleted)


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def table(*rows: Row) -> Table:
    made = Table()
    for one in rows:
        made.put(one)
    return made


def ids(rows: list[Row]) -> list[str]:
    return [one.id for one in rows]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-01-02", "2026-01-02", ["2", "4"]),
        ("2026-01-02", None, ["1", "2", "4"]),
        (None, "2026-01-01", ["3"]),
        ("2026-01-04", "2026-01-02", []),
    ],
)
def test_a_span_of_days_is_found_in_order_of_creation(first: str | None, last: str | None, expected: list[str]) -> None:
    days = ("2026-01-03", "2026-01-02", "2026-01-01", "2026-01-02")
    assert ids(table(*(row(n, day) for n, day in enumerate(days, 1))).between_days(first, last)) == expected


def test_a_row_moves_with_its_day_and_leaves_when_it_is_deleted() -> None:
    made = table(row(1, "2026-01-01"), row(2, "2026-01-01"), row(1, "2026-02-01"), row(2, "2026-01-01", deleted=True))
    assert (ids(made.between_days(None, "2026-01-31")), ids(made.between_days("2026-02-01", None))) == ([], ["1"])
    assert (made.count(), made.find("2"), len(list(made.rows(with_deleted=True)))) == (1, None, 2)


def test_changes_since_a_moment_hold_the_last_state_of_each_row() -> None:
    made = table(row(1, minute=0), row(2, minute=1), row(3, minute=2), row(1, minute=3), row(2, minute=4, deleted=True))
    assert ids(made.changed_since(at(2))) == ["1", "2", "3"]
    assert ids(made.changed_since(at(3))) == ["1", "2"]
    assert made.changed_since(at(5)) == []


def test_changes_are_found_after_the_clock_went_back() -> None:
    made = table(row(1, minute=10), row(2, minute=5), row(3, minute=7))
    assert ids(made.changed_since(at(7))) == ["1", "3"]


def test_a_row_that_is_dropped_is_in_no_index() -> None:
    made = table(row(1, "2026-01-01"), row(2, "2026-01-01", minute=1))
    made.drop(next(made.rows()))
    assert (made.count(), made.find("1"), ids(list(made.rows(with_deleted=True)))) == (1, None, ["2"])
    assert (ids(made.between_days(None, None)), ids(made.changed_since(at(0)))) == (["2"], ["2"])
