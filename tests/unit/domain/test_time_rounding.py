"""Exported minutes: nothing is lost and nothing is invented by rounding."""

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from fieldledger.domain.time_card import TimeEntry
from fieldledger.domain.time_rounding import allocate
from tests.builders import an_entry

HOURS = st.decimals(0, 24, places=2) | st.decimals(0, 24, places=4) | st.decimals(0, "0.05", places=4)
ENTRIES = st.lists(
    st.builds(
        an_entry,
        HOURS,
        pay_type=st.sampled_from(["Regular", "Overtime", "Double"]),
        cost_code=st.sampled_from([None, "03-300", "03-310", "09-200"]),
        classification=st.sampled_from([None, "Carpenter", "Laborer"]),
    ),
    max_size=25,
)


def _kind(entry: TimeEntry) -> tuple[str, str | None, str | None]:
    return entry.pay_type, entry.cost_code, entry.classification


def _minutes(entries: list[TimeEntry]) -> Decimal:
    return sum((entry.hours * 60 for entry in entries), Decimal(0))


def _seconds_each(count: int, seconds: int) -> list[TimeEntry]:
    """Rows of different kinds, each so short that it rounds on its own."""
    return [an_entry(Decimal(seconds) / 3600, cost_code=str(number)) for number in range(count)]


@given(ENTRIES)
@example([an_entry("0.01", cost_code=str(number)) for number in range(5)])
@example([an_entry("0.0125", cost_code=str(number)) for number in range(16)])
@example([an_entry("0.006", cost_code=str(number)) for number in range(9)])
def test_the_sum_of_the_exported_rows_is_the_rounded_sum_of_the_card(entries: list[TimeEntry]) -> None:
    exported = sum(row.minutes for row in allocate(entries))
    assert exported == int(_minutes(entries).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@given(ENTRIES)
def test_every_exported_row_has_at_least_a_minute(entries: list[TimeEntry]) -> None:
    assert all(row.minutes >= 1 for row in allocate(entries))


@given(ENTRIES)
def test_no_row_differs_from_its_source_by_more_than_its_own_rounding_and_a_minute(entries: list[TimeEntry]) -> None:
    exported = {(row.pay_type, row.cost_code, row.classification): row.minutes for row in allocate(entries)}
    for kind in {_kind(entry) for entry in entries}:
        exact = _minutes([entry for entry in entries if _kind(entry) == kind])
        assert abs(exported.get(kind, 0) - exact) <= Decimal("1.5")


@given(ENTRIES)
def test_entries_of_the_same_kind_become_one_row_in_order_of_appearance(entries: list[TimeEntry]) -> None:
    rows = [(row.pay_type, row.cost_code, row.classification) for row in allocate(entries)]
    assert rows == [kind for kind in dict.fromkeys(map(_kind, entries)) if kind in rows]


def test_merging_comes_before_rounding() -> None:
    (row,) = allocate([an_entry("0.006"), an_entry("0.006"), an_entry("0.006")])
    assert row.minutes == 1


def test_entries_of_different_pay_type_cost_code_or_classification_stay_apart() -> None:
    rows = allocate(
        [
            an_entry("8"),
            an_entry("2", pay_type="Overtime"),
            an_entry("1", cost_code="09-200"),
            an_entry("1", classification="Laborer"),
            an_entry("1", cost_code=None),
        ]
    )
    assert [row.minutes for row in rows] == [480, 120, 60, 60, 60]


def test_the_residue_goes_to_the_largest_row() -> None:
    rows = allocate([an_entry("0.34", cost_code="a"), an_entry("5.34", cost_code="b"), an_entry("2.34", cost_code="c")])
    assert [(row.cost_code, row.minutes) for row in rows] == [("a", 20), ("b", 321), ("c", 140)]


def test_a_residue_larger_than_the_largest_row_is_spread_and_no_row_turns_negative() -> None:
    rows = allocate([an_entry("0.01", cost_code=str(number)) for number in range(5)])
    assert [row.minutes for row in rows] == [1, 1, 1]


def test_an_entry_without_time_gives_no_row() -> None:
    assert [row.cost_code for row in allocate([an_entry("0", cost_code="a"), an_entry("4", cost_code="b")])] == ["b"]


def test_a_card_without_time_gives_no_rows() -> None:
    assert allocate([]) == ()
    assert allocate([an_entry("0.004")]) == ()


def test_half_a_minute_is_rounded_up() -> None:
    (row,) = allocate(_seconds_each(1, 90))
    assert row.minutes == 2
