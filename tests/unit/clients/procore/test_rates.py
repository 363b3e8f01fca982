"""Two limits at once, told apart by what the headers imply (procore.md 2)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.clients.procore.rates import COSTS, UnnamedWaits, named_wait, procore_windows, reading, retry_after
from tests.unit.clients.procore.bench import NOW


def _headers(limit: int, remaining: int, resets_in: float) -> dict[str, str]:
    return {
        "x-rate-limit-limit": str(limit),
        "x-rate-limit-remaining": str(remaining),
        "x-rate-limit-reset": str(int((NOW + timedelta(seconds=resets_in)).timestamp())),
    }


def test_both_limits_are_windows() -> None:
    hour, spike = procore_windows(3600, 25)
    assert (hour.name, hour.limit, hour.seconds, hour.burst) == ("hour", 3600, 3600, 900)
    assert (spike.name, spike.limit, spike.seconds) == ("spike", 25, 10)


@pytest.mark.parametrize(
    ("limit", "resets_in", "window"),
    [
        (25, 8, "spike"),
        (100, 10, "spike"),
        (100, 58, "spike"),
        (3600, 2400, "hour"),
        (3600, 4, "hour"),
        (600, 30, "hour"),
        (120, 1800, "hour"),
    ],
)
def test_the_headers_tell_which_limit_they_speak_of(limit: int, resets_in: int, window: str) -> None:
    told = reading(_headers(limit, 3, resets_in), NOW)
    assert told is not None
    assert (told.window, told.limit, told.remaining) == (window, limit, 3)
    assert told.resets_at == NOW + timedelta(seconds=resets_in)


@pytest.mark.parametrize("missing", ["x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"])
def test_incomplete_headers_say_nothing(missing: str) -> None:
    headers = _headers(25, 3, 5)
    assert reading({name: value for name, value in headers.items() if name != missing}, NOW) is None
    assert reading({**headers, missing: "soon"}, NOW) is None


def test_retry_after_wins_over_the_reset() -> None:
    headers = _headers(25, 0, 300) | {"retry-after": "7"}
    assert named_wait(headers, NOW) == NOW + timedelta(seconds=7)


def test_without_retry_after_the_reset_counts() -> None:
    assert named_wait(_headers(25, 0, 9), NOW) == NOW + timedelta(seconds=9)


def test_retry_after_may_be_a_date() -> None:
    assert retry_after({"retry-after": "Mon, 02 Mar 2026 13:00:30 GMT"}, NOW) == NOW + timedelta(seconds=30)


def test_a_time_that_has_passed_still_means_a_moment_of_rest() -> None:
    assert named_wait(_headers(25, 0, -50), NOW) == NOW + timedelta(seconds=1)
    assert named_wait({"retry-after": "0"}, NOW) == NOW + timedelta(seconds=1)


def test_a_garbled_time_never_closes_an_account_for_longer_than_the_hour() -> None:
    assert named_wait({"retry-after": "99999999"}, NOW) == NOW + timedelta(seconds=3660)
    assert named_wait({"x-rate-limit-reset": "99999999999"}, NOW) == NOW + timedelta(seconds=3660)


def test_nothing_named_is_nothing_known() -> None:
    assert named_wait({}, NOW) is None


def test_unnamed_waits_double_until_the_vendor_serves_again() -> None:
    waits = UnnamedWaits()
    seconds = [(waits.next(NOW, 0.0) - NOW).total_seconds() for _ in range(11)]
    assert seconds[:4] == [10, 20, 40, 80]
    assert seconds[-1] == 3660
    waits.served()
    assert waits.next(NOW, 0.0) == NOW + timedelta(seconds=10)


def test_unnamed_waits_are_spread() -> None:
    assert UnnamedWaits().next(NOW, 0.5) == NOW + timedelta(seconds=12.5)


@given(st.dictionaries(st.sampled_from(["retry-after", "x-rate-limit-reset", "x-rate-limit-limit"]), st.text()))
def test_no_header_makes_the_reader_fall_over(headers: dict[str, str]) -> None:
    wait = named_wait(headers, NOW)
    assert wait is None or NOW < wait <= NOW + timedelta(seconds=3660)
    assert reading(headers, datetime.now(UTC)) is None


def test_every_call_counts_once_in_both_windows() -> None:
    assert COSTS == {"hour": 1, "spike": 1}


@pytest.mark.parametrize(
    ("limit", "resets_in", "window"), [(500, 5, "hour"), (499, 5, "spike"), (499, 60, "spike"), (499, 61, "hour")]
)
def test_the_line_between_both_limits_is_exact(limit: int, resets_in: int, window: str) -> None:
    told = reading(_headers(limit, 3, resets_in), NOW)
    assert told is not None
    assert told.window == window
