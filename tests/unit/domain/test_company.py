"""Pay periods, and when they close."""

from datetime import UTC, date, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fieldledger.domain.company import PayPeriodRule, PayTypeMapping
from tests.builders import a_company, a_pay_period_rule

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
LENGTHS = st.sampled_from([7, 14])


@given(DAYS, DAYS, LENGTHS)
def test_a_day_lies_in_its_own_period(anchor: date, day: date, days: Literal[7, 14]) -> None:
    period = PayPeriodRule(anchor=anchor, days=days).period_of(day)
    assert period.first_day <= day <= period.last_day


@given(DAYS, DAYS, LENGTHS)
def test_a_period_has_the_length_of_the_rule_and_lies_whole_periods_from_the_anchor(
    anchor: date, day: date, days: Literal[7, 14]
) -> None:
    period = PayPeriodRule(anchor=anchor, days=days).period_of(day)
    assert (period.last_day - period.first_day).days == days - 1
    assert (period.first_day - anchor).days % days == 0


@given(DAYS, DAYS, LENGTHS)
def test_every_day_of_a_period_has_that_period_and_the_day_after_has_the_next(
    anchor: date, day: date, days: Literal[7, 14]
) -> None:
    rule = PayPeriodRule(anchor=anchor, days=days)
    period = rule.period_of(day)
    assert {rule.period_of(period.first_day + timedelta(days=n)) for n in range(days)} == {period}
    assert rule.period_of(period.last_day + timedelta(days=1)).first_day == period.last_day + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 1, 5), date(2026, 1, 5), date(2026, 1, 18)),
        (date(2026, 1, 18), date(2026, 1, 5), date(2026, 1, 18)),
        (date(2026, 1, 19), date(2026, 1, 19), date(2026, 2, 1)),
        (date(2026, 1, 4), date(2025, 12, 22), date(2026, 1, 4)),
        (date(2025, 12, 21), date(2025, 12, 8), date(2025, 12, 21)),
    ],
)
def test_two_week_periods_run_on_both_sides_of_the_anchor(day: date, first: date, last: date) -> None:
    period = a_pay_period_rule(anchor=date(2026, 1, 5), days=14).period_of(day)
    assert (period.first_day, period.last_day) == (first, last)


def test_a_pay_period_of_another_length_is_refused() -> None:
    with pytest.raises(ValidationError):
        PayPeriodRule.model_validate({"anchor": "2026-01-05", "days": 10})


@pytest.mark.parametrize("name", ["", "x" * 101])
def test_a_pay_type_needs_a_service_item_that_the_books_can_hold(name: str) -> None:
    with pytest.raises(ValidationError):
        PayTypeMapping(service_item=name)


@pytest.mark.parametrize(
    ("now", "days", "by_hand", "closed"),
    [
        (datetime(2026, 3, 2, 13, tzinfo=UTC), None, None, None),
        (datetime(2026, 3, 2, 13, tzinfo=UTC), None, date(2026, 1, 31), date(2026, 1, 31)),
        (datetime(2026, 3, 2, 13, tzinfo=UTC), 0, None, date(2026, 3, 1)),
        (datetime(2026, 3, 2, 5, tzinfo=UTC), 0, None, date(2026, 2, 22)),  # still Sunday in Chicago
        (datetime(2026, 3, 3, 13, tzinfo=UTC), 2, None, date(2026, 2, 22)),
        (datetime(2026, 3, 4, 13, tzinfo=UTC), 2, None, date(2026, 3, 1)),
        (datetime(2026, 3, 4, 13, tzinfo=UTC), 2, date(2026, 3, 3), date(2026, 3, 3)),
        (datetime(2026, 3, 4, 13, tzinfo=UTC), 2, date(2026, 1, 31), date(2026, 3, 1)),
    ],
)
def test_a_period_closes_by_hand_or_some_days_after_its_last_one(
    now: datetime, days: int | None, by_hand: date | None, closed: date | None
) -> None:
    company = a_company(locked_through=by_hand).model_copy(update={"cut_off_days": days})
    assert company.closed_through(now) == closed
