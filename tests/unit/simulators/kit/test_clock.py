"""The simulator's clock."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from simulators.kit.clock import SimClock

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_a_frozen_clock_moves_only_when_advanced() -> None:
    clock = SimClock.frozen_at(NOON)
    clock.advance(90.5)
    assert clock.now() == NOON + timedelta(seconds=90.5)


def test_a_clock_set_to_another_time_keeps_following_its_source() -> None:
    source = [NOON]
    clock = SimClock(lambda: source[0])
    clock.set(NOON + timedelta(days=3))
    source[0] = NOON + timedelta(seconds=5)
    assert clock.now() == NOON + timedelta(days=3, seconds=5)


def test_reset_drops_every_move() -> None:
    clock = SimClock.frozen_at(NOON)
    clock.advance(10)
    clock.reset()
    assert clock.now() == NOON


def test_times_are_kept_in_utc() -> None:
    clock = SimClock.frozen_at(NOON)
    clock.set(datetime(2026, 11, 23, 4, 30, tzinfo=timezone(timedelta(hours=-8))))
    assert clock.now().isoformat() == "2026-11-23T12:30:00+00:00"


def test_a_time_without_an_offset_is_refused() -> None:
    clock = SimClock.frozen_at(NOON)
    with pytest.raises(ValueError, match="UTC offset"):
        clock.set(NOON.replace(tzinfo=None))
