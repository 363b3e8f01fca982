"""A clock that moves only when a test says so."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final

MONDAY_MORNING: Final = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)


class FakeClock:
    """Implements ``Clock``. ``sleep`` returns at once, advances the time and records the seconds in ``slept``."""

    def __init__(self, now: datetime = MONDAY_MORNING) -> None:
        self._now = now
        self.slept: list[float] = []

    def now(self) -> datetime:
        """The time that the test has set."""
        return self._now

    def advance(self, seconds: float = 0, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Let time pass; negative values turn the clock back."""
        self._now += timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days)

    def set(self, now: datetime) -> None:
        """Jump to ``now``."""
        self._now = now

    async def sleep(self, seconds: float) -> None:
        """Advance instead of waiting; other tasks of the event loop get their turn."""
        self.slept.append(seconds)
        self.advance(seconds)
        await asyncio.sleep(0)
