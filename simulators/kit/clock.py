"""The one source of time inside a simulator, so that a test can move hours in an instant."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def system_now() -> datetime:
    """Read the machine's clock in UTC."""
    return datetime.now(UTC)


class SimClock:
    """Follows a source (by default the machine's clock) plus an offset that only admin calls change."""

    def __init__(self, source: Callable[[], datetime] = system_now) -> None:
        self._source = source
        self._offset = timedelta()

    @classmethod
    def frozen_at(cls, moment: datetime) -> "SimClock":
        """Stand still at `moment`: time moves only through `advance` and `set`."""
        instant = _aware(moment)
        return cls(lambda: instant)

    def now(self) -> datetime:
        return self._source() + self._offset

    def advance(self, seconds: float) -> None:
        """Move on by `seconds`; a negative number moves back."""
        self._offset += timedelta(seconds=seconds)

    def set(self, moment: datetime) -> None:
        """Make `now()` equal `moment`; from there it keeps following its source."""
        self._offset = _aware(moment) - self._source()

    def reset(self) -> None:
        """Drop every move made so far."""
        self._offset = timedelta()


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        message = "a simulator's time needs a UTC offset"
        raise ValueError(message)
    return moment.astimezone(UTC)
