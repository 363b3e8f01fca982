"""Hours to the hundredth, so that a worker's week adds up; retainage as a percentage, or not at all."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.domain.foundation_mappings import FoundationKind
from fieldledger.domain.time_rules import RoundingUnit, TimeRules
from fieldledger.services.foundation_posting.quantities import (
    Before,
    RoundedWeeks,
    WorkedRow,
    hours,
    hours_by_row,
    percent_of,
    rounding,
)
from tests.builders import a_company

MONDAY = date(2026, 1, 5)
CENT = Decimal("0.01")

rows = st.lists(
    st.builds(
        WorkedRow,
        key=st.uuids().map(str),
        worker=st.sampled_from(["rosa", "ben"]),
        day=st.dates(date(2026, 1, 1), date(2026, 2, 1)),
        minutes=st.integers(1, 1440).map(Decimal),
    ),
    max_size=40,
)


def _week(row: WorkedRow) -> tuple[str, date]:
    return row.worker, row.day - timedelta(days=(row.day - MONDAY).days % 7)


@given(rows)
def test_the_rows_of_a_week_are_the_rounded_sum_of_its_minutes(worked: list[WorkedRow]) -> None:
    rounded = hours_by_row(worked, RoundedWeeks(MONDAY))
    for week in {_week(row) for row in worked}:
        mine = [row for row in worked if _week(row) == week]
        exact = sum((row.minutes for row in mine), Decimal(0)) / 60
        assert sum(rounded[row.key] for row in mine) == exact.quantize(CENT, "ROUND_HALF_UP")


@given(rows)
def test_no_row_is_more_than_a_hundredth_and_a_half_off_and_none_is_negative(worked: list[WorkedRow]) -> None:
    rounded = hours_by_row(worked, RoundedWeeks(MONDAY))
    for row in worked:
        assert abs(rounded[row.key] - row.minutes / 60) <= Decimal("0.015")
        assert rounded[row.key] > 0


@given(rows, st.lists(st.integers(1, 6), min_size=1, max_size=5))
def test_a_week_that_goes_in_several_runs_adds_up_after_each_of_them(worked: list[WorkedRow], sizes: list[int]) -> None:
    weeks, gone, told = RoundedWeeks(MONDAY), dict[tuple[str, date], Before](), dict[str, Decimal]()
    left, sizes_left = list({row.key: row for row in worked}.values()), [*sizes, len(worked)]
    done: list[WorkedRow] = []
    while left:
        size = sizes_left.pop(0)
        run, left = left[:size], left[size:]
        told |= hours_by_row(run, weeks, gone)
        done += run
        for week in map(_week, run):
            mine = [row for row in done if _week(row) == week]
            minutes, hours_ = sum(row.minutes for row in mine), sum(told[row.key] for row in mine)
            gone[week] = Before(Decimal(minutes), Decimal(hours_))
            assert hours_ == (Decimal(minutes) / 60).quantize(CENT, "ROUND_HALF_UP")
    assert all(each >= 0 for each in told.values())


def test_the_residue_goes_to_the_largest_row() -> None:
    worked = [WorkedRow(key, "rosa", MONDAY, Decimal(minutes)) for key, minutes in (("a", 20), ("b", 500), ("c", 20))]
    assert hours_by_row(worked, RoundedWeeks(MONDAY)) == {
        "a": Decimal("0.33"),
        "b": Decimal("8.34"),
        "c": Decimal("0.33"),
    }


def test_a_company_that_rounds_to_quarters_exports_quarters_whose_week_adds_up() -> None:
    company = a_company().model_copy(update={"time": TimeRules(rounding=RoundingUnit.QUARTER)})
    worked = [WorkedRow(key, "rosa", MONDAY, Decimal(minutes)) for key, minutes in (("a", 487), ("b", 247), ("c", 247))]
    # 8.12, 4.12 and 4.12 h are 16.35 h: 16.25, so that the quarter which single rows lack is on the largest.
    quarters = {"a": Decimal("8.25"), "b": Decimal("4.00"), "c": Decimal("4.00")}
    assert hours_by_row(worked, RoundedWeeks.of(company)) == quarters


@pytest.mark.parametrize("unit", [RoundingUnit.MINUTE, RoundingUnit.HUNDREDTH])
def test_every_other_company_exports_hundredths_which_is_what_foundation_holds(unit: RoundingUnit) -> None:
    company = a_company().model_copy(update={"time": TimeRules(rounding=unit)})
    assert RoundedWeeks.of(company).unit == CENT


def test_rows_of_one_key_are_added_up_before_they_are_rounded() -> None:
    worked = [WorkedRow("a", "rosa", MONDAY, Decimal(20))] * 3
    assert hours_by_row(worked, RoundedWeeks(MONDAY)) == {"a": Decimal("1.00")}


def test_a_week_begins_on_the_company_s_day() -> None:
    """Two thirds of an hour on Sunday and Monday: one week or two."""
    worked = [WorkedRow(str(n), "rosa", MONDAY - timedelta(days=n), Decimal(20)) for n in (0, 1)]
    assert sum(hours_by_row(worked, RoundedWeeks(MONDAY)).values()) == Decimal("0.66")
    assert sum(hours_by_row(worked, RoundedWeeks(MONDAY - timedelta(days=1))).values()) == Decimal("0.67")


@pytest.mark.parametrize(("minutes", "expected"), [(1, "0.02"), (15, "0.25"), (20, "0.33"), (435, "7.25")])
def test_minutes_in_hours(minutes: int, expected: str) -> None:
    assert hours(minutes) == Decimal(expected)


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [("1250", "12500", "10.00"), ("33.33", "100", "33.33"), ("1000.01", "12345.67", None), ("1", "0", None)],
)
def test_a_percentage_gives_the_amount_to_the_cent_or_is_none(part: str, whole: str, percent: str | None) -> None:
    expected = None if percent is None else Decimal(percent)
    assert percent_of(Decimal(part), Decimal(whole)) == expected


def test_rounding_is_what_is_exported_more_than_approved() -> None:
    assert rounding(FoundationKind.TIME_CARD, Decimal("0.33"), Decimal(20)) == Decimal("-0.0033")
    assert rounding(FoundationKind.AP_INVOICE, Decimal("10.00"), Decimal("10.00")) == 0
