"""The minute is paced evenly, and waits without a name grow."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from fieldledger.clients.foundation.assumptions import ASSUMED
from fieldledger.clients.foundation.rates import COSTS, UnnamedWaits, foundation_windows, named_wait
from tests.unit.clients.foundation.bench import NOW


def test_a_hundredth_of_the_minute_may_go_at_once() -> None:
    [window] = foundation_windows(500)
    assert (window.name, window.limit, window.seconds, window.burst) == ("minute", 500, 60, 5)
    assert COSTS == {"minute": 1}


def test_waits_double_up_to_a_minute_and_begin_anew_when_served() -> None:
    waits = UnnamedWaits()
    seconds = [(waits.next(NOW, 1.0) - NOW).total_seconds() for _ in range(8)]
    assert seconds == [1, 2, 4, 8, 16, 32, 60, 60]
    waits.served()
    assert waits.next(NOW, 0.5) == NOW + timedelta(seconds=0.5)


@given(st.text(max_size=30), st.text(max_size=60))
def test_no_header_and_no_words_raise(header: str, words: str) -> None:
    named = named_wait({"retry-after": header}, words, NOW, ASSUMED)
    assert named is None or NOW < named <= NOW + timedelta(days=31)


@given(st.integers(0, 10**12))
def test_no_number_of_seconds_closes_an_account_for_ever(seconds: int) -> None:
    for header, words in ((str(seconds), ""), ("", f"Try again in {seconds} seconds.")):
        named = named_wait({"retry-after": header}, words, NOW, ASSUMED)
        assert named is None or named <= NOW + timedelta(days=31)
