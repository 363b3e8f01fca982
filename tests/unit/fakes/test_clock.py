"""The clock of the tests."""

from datetime import UTC, datetime

from fieldledger.domain.clock import Clock
from tests.fakes.clock import FakeClock

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


async def test_sleeping_advances_the_time_and_is_recorded() -> None:
    clock = FakeClock(NOON)
    await clock.sleep(1.5)
    await clock.sleep(30)
    assert (clock.now(), clock.slept) == (datetime(2026, 3, 2, 12, 0, 31, 500_000, tzinfo=UTC), [1.5, 30])


def test_time_passes_only_when_told() -> None:
    clock: Clock = FakeClock(NOON)
    assert clock.now() == clock.now() == NOON


def test_advancing_is_not_sleeping() -> None:
    clock = FakeClock(NOON)
    clock.advance(5, minutes=1, hours=2, days=3)
    assert (clock.now(), clock.slept) == (datetime(2026, 3, 5, 14, 1, 5, tzinfo=UTC), [])
