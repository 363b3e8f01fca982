"""Moments as the keys of tables hold them."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from fieldledger.domain.clock import iso

_MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


def test_a_whole_second_has_its_microseconds_too() -> None:
    assert iso(datetime(2026, 3, 2, 13, 0, tzinfo=UTC)) == "2026-03-02T13:00:00.000000Z"


def test_another_time_zone_is_written_as_utc() -> None:
    assert iso(datetime(2026, 3, 2, 7, 0, tzinfo=timezone(timedelta(hours=-6)))) == "2026-03-02T13:00:00.000000Z"


@given(_MOMENTS, _MOMENTS)
def test_text_order_is_time_order(one: datetime, other: datetime) -> None:
    assert (iso(one) < iso(other)) == (one < other)
