"""Straight and overtime hours by the company's rule, calculated by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fieldledger.domain.company import PayPeriodRule
from fieldledger.domain.overtime import HoursKind, OvertimeRule, WorkWeek
from fieldledger.domain.time_rules import OvertimeAuthority, TimeRules
from fieldledger.services.time_card_drafts import drafts_of
from tests.builders import a_time_card, an_entry

STRAIGHT, OVERTIME, DOUBLE = HoursKind
MONDAY = date(2026, 3, 2)
USUAL = OvertimeRule(overtime_pay_type="OT")
WITH_DOUBLE = OvertimeRule(overtime_pay_type="OT", double_pay_type="DT", double_after_daily_hours=Decimal(12))
RULES = TimeRules(
    overtime=OvertimeAuthority.COMPANY,
    regular_pay_type="RT",
    overtime_pay_types=frozenset({"OT"}),
    double_time_pay_types=frozenset({"DT"}),
    overtime_rule=WITH_DOUBLE,
)


def _divide(rule: OvertimeRule, *hours: float) -> list[tuple[float, float, float]]:
    """Straight, overtime and double hours of each day from Monday on."""
    week = WorkWeek(rule)
    days = [dict(week.take(MONDAY + timedelta(days=i), round(each * 60))) for i, each in enumerate(hours)]
    return [(day.get(STRAIGHT, 0) / 60, day.get(OVERTIME, 0) / 60, day.get(DOUBLE, 0) / 60) for day in days]


def test_over_eight_hours_of_a_day_is_overtime() -> None:
    assert _divide(USUAL, 10, 7.5, 8.25) == [(8, 2, 0), (7.5, 0, 0), (8, 0.25, 0)]


def test_over_forty_straight_hours_of_a_week_is_overtime() -> None:
    assert _divide(USUAL, 8, 8, 8, 8, 6, 5)[-2:] == [(6, 0, 0), (2, 3, 0)]


def test_no_hour_is_overtime_twice() -> None:
    # 50 h in five days of ten: 10 h over the days' limits, and the 40 h that are left are not over the week's.
    assert _divide(USUAL, 10, 10, 10, 10, 10) == [(8, 2, 0)] * 5


def test_double_time_is_off_unless_it_is_set() -> None:
    assert _divide(USUAL, 14) == [(8, 6, 0)]
    assert _divide(WITH_DOUBLE, 14) == [(8, 4, 2)]


def test_a_company_may_count_the_week_alone_or_the_day_alone() -> None:
    week = OvertimeRule(overtime_pay_type="OT", daily_hours=None)
    assert _divide(week, 12, 12, 12, 12)[-1] == (4, 8, 0)
    day = OvertimeRule(overtime_pay_type="OT", weekly_hours=None)
    assert _divide(day, 8, 8, 8, 8, 8, 8)[-1] == (8, 0, 0)


def test_jobs_of_one_day_share_the_day() -> None:
    week = WorkWeek(USUAL)
    assert week.take(MONDAY, 5 * 60) == [(STRAIGHT, 300)]
    assert week.take(MONDAY, 5 * 60) == [(STRAIGHT, 180), (OVERTIME, 120)]


def test_weeks_begin_on_the_weekday_of_the_pay_periods_anchor_in_fortnights_too() -> None:
    rule = PayPeriodRule(anchor=date(2026, 1, 8), days=14)  # a Thursday
    assert [rule.week_of(date(2026, 3, day)).first_day.day for day in (4, 5, 11, 12)] == [26, 5, 5, 12]


@given(st.lists(st.integers(1, 14 * 60), min_size=1, max_size=7), st.randoms(use_true_random=False))
def test_the_week_has_the_same_sums_in_whatever_order_its_days_are_decided(minutes: list[int], random) -> None:
    """Straight is min(40 h, the sum of each day's first 8 h): calculated apart from the code."""
    days = [(MONDAY + timedelta(days=i), each) for i, each in enumerate(minutes)]
    random.shuffle(days)
    week = WorkWeek(USUAL)
    for day, each in days:
        assert sum(part for _, part in week.take(day, each)) == each
    assert week.straight == week.straight_by_rule == min(2400, sum(min(480, each) for each in minutes))


def test_what_the_jobsite_calls_overtime_stays_with_its_cost_code_where_both_agree() -> None:
    card = a_time_card(entries=[an_entry("2", pay_type="OT", cost_code="B"), an_entry("8", pay_type="RT")])
    parts = {(d.pay_type, d.cost_code): d.minutes for d in drafts_of(card, RULES, WorkWeek(WITH_DOUBLE))}
    assert parts == {("RT", "03-300"): 480, ("OT", "B"): 120}


def test_the_rule_decides_whatever_the_jobsite_says() -> None:
    early = a_time_card(entries=[an_entry("6", pay_type="OT")])
    [draft] = drafts_of(early, RULES, WorkWeek(WITH_DOUBLE))
    assert (draft.pay_type, draft.minutes) == ("RT", 360)


def test_leave_is_no_time_worked_and_counts_towards_no_limit() -> None:
    card = a_time_card(entries=[an_entry("8", pay_type="Holiday"), an_entry("8", pay_type="RT")])
    parts = {d.pay_type: d.minutes for d in drafts_of(card, RULES, WorkWeek(WITH_DOUBLE))}
    assert parts == {"Holiday": 480, "RT": 480}


@pytest.mark.parametrize(
    "wrong",
    [
        {"daily_hours": None, "weekly_hours": None},
        {"double_after_daily_hours": Decimal(12)},
        {"double_pay_type": "DT"},
        {"double_pay_type": "DT", "double_after_daily_hours": Decimal(8)},
        {"double_pay_type": "OT", "double_after_daily_hours": Decimal(12)},
        {"daily_hours": Decimal("8.1")},
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        OvertimeRule.model_validate({"overtime_pay_type": "OT"} | wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"overtime_rule": None},
        {"overtime": "source"},
        {"regular_pay_type": None},
        {"regular_pay_type": "OT"},
        {"overtime_pay_types": frozenset({"XT"})},
        {"double_time_pay_types": frozenset()},
        {"double_time_pay_types": frozenset({"DT", "OT"})},
        {"per_diem_pay_types": frozenset({"DT"})},
    ],
)
def test_there_is_one_authority_and_its_pay_types_are_known(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TimeRules.model_validate(RULES.model_dump() | wrong)
