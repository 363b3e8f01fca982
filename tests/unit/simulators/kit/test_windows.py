"""Exact sliding windows."""

from datetime import UTC, datetime, timedelta

from simulators.kit.windows import SlidingWindow

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_the_unit_after_the_limit_is_refused_inside_the_window() -> None:
    window = SlidingWindow(limit=2, seconds=60)
    assert [window.take(at(0)), window.take(at(30)), window.take(at(59.9))] == [True, True, False]


def test_a_unit_is_forgotten_exactly_when_its_window_ends() -> None:
    window = SlidingWindow(limit=1, seconds=60)
    window.take(at(0))
    assert not window.has_room(at(59.999))
    assert window.take(at(60))


def test_no_minute_ever_holds_more_than_the_limit_even_across_a_boundary() -> None:
    window = SlidingWindow(limit=3, seconds=60)
    taken = [second for second in range(0, 180, 7) if window.take(at(second))]
    assert max(sum(1 for t in taken if start <= t < start + 60) for start in range(180)) == 3


def test_refused_units_do_not_count() -> None:
    window = SlidingWindow(limit=1, seconds=60)
    window.take(at(0))
    window.take(at(1))
    assert window.used(at(2)) == 1


def test_units_taken_together_are_taken_all_or_none() -> None:
    window = SlidingWindow(limit=5, seconds=1)
    assert window.take(at(0), 4)
    assert not window.take(at(0.5), 2)
    assert window.used(at(0.5)) == 4


def test_the_highest_use_is_remembered_after_it_has_passed() -> None:
    window = SlidingWindow(limit=5, seconds=1)
    window.take(at(0), 4)
    window.take(at(10), 1)
    assert window.peak == 4
