"""Spans of days, cut into what Raken allows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.clients.raken.spans import DaySpan

DAY = timedelta(days=1)


@st.composite
def spans(draw: st.DrawFn) -> DaySpan:
    """Up to three years."""
    first = draw(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    return DaySpan(first, first + draw(st.integers(0, 1100)) * DAY)


def _days(span: DaySpan) -> list[date]:
    return [span.first + n * DAY for n in range((span.last - span.first).days + 1)]


@given(spans())
def test_windows_hold_every_day_once_and_at_most_31(span: DaySpan) -> None:
    windows = list(span.windows())
    assert [day for window in windows for day in _days(window)] == _days(span)
    assert all(len(_days(window)) <= 31 for window in windows)


@given(spans())
def test_months_are_whole_and_touch_the_span(span: DaySpan) -> None:
    months = list(span.months())
    assert all(month.first.day == 1 and (month.last + DAY).day == 1 for month in months)
    assert all(len(_days(month)) <= 31 for month in months)
    assert months[0].first <= span.first <= months[0].last
    assert months[-1].first <= span.last <= months[-1].last
    assert [later.first - DAY for later in months[1:]] == [earlier.last for earlier in months[:-1]]


def test_a_window_is_written_as_raken_s_parameters() -> None:
    assert DaySpan(date(2026, 2, 1), date(2026, 2, 28)).params == {"fromDate": "2026-02-01", "toDate": "2026-02-28"}


def test_both_ends_belong_to_a_span() -> None:
    span = DaySpan(date(2026, 2, 1), date(2026, 2, 3))
    assert [span.first - DAY in span, span.first in span, span.last in span, span.last + DAY in span] == [
        False,
        True,
        True,
        False,
    ]


def test_a_span_that_ends_before_it_begins_is_a_bug() -> None:
    with pytest.raises(ValueError, match="before"):
        DaySpan(date(2026, 2, 2), date(2026, 2, 1))
