"""Query parameters as Procore's lists want them (procore.md 3)."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from fieldledger.clients.procore.filters import Days, Deleted, Filters, Span

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_span_is_two_utc_times_with_three_dots() -> None:
    span = Span(NEW_YEAR, NEW_YEAR + timedelta(days=1))
    assert Filters(updated=span).params() == {
        "filters[updated_at]": "2026-01-01T00:00:00Z...2026-01-02T00:00:00Z",
    }


def test_times_of_other_zones_are_sent_in_utc() -> None:
    chicago = timezone(timedelta(hours=-6))
    span = Span(datetime(2025, 12, 31, 18, tzinfo=chicago), datetime(2026, 1, 1, tzinfo=chicago))
    assert span.text() == "2026-01-01T00:00:00Z...2026-01-01T06:00:00Z"


def test_fractions_of_a_second_widen_the_span() -> None:
    span = Span(NEW_YEAR + timedelta(microseconds=900_000), NEW_YEAR + timedelta(seconds=5, microseconds=1))
    assert span.text() == "2026-01-01T00:00:00Z...2026-01-01T00:00:06Z"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Span(datetime(2026, 1, 1), NEW_YEAR)  # noqa: DTZ001


def test_filters_combine() -> None:
    span = Span(NEW_YEAR, NEW_YEAR)
    filters = Filters(
        created=span,
        deleted_between=span,
        origin_id="FL-1",
        deleted=Deleted.WITH,
        ids=("1", "2"),
        more={"status": "open", "trade_id": ("7",)},
    )
    both = "2026-01-01T00:00:00Z...2026-01-01T00:00:00Z"
    assert filters.params() == {
        "filters[created_at]": both,
        "filters[deleted_at]": both,
        "filters[origin_id]": "FL-1",
        "filters[include_deleted]": "with",
        "filters[id][]": ["1", "2"],
        "filters[status]": "open",
        "filters[trade_id][]": ["7"],
    }


def test_daily_logs_are_asked_by_days() -> None:
    assert Days(date(2026, 3, 1), date(2026, 3, 7)).params() == {"start_date": "2026-03-01", "end_date": "2026-03-07"}
