"""Two limits at once, an hour and a spike of ten seconds, and the headers about the nearer one (procore.md 2)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Final

from simulators.kit.windows import SlidingWindow
from simulators.procore.settings import ProcoreSettings

HOUR_SECONDS: Final = 3600


class LimitName(StrEnum):
    """Which of the two."""

    HOUR = "hour"
    SPIKE = "spike"


class CallWindow(SlidingWindow):
    """A sliding window that also tells when its oldest call is forgotten."""

    def lasts(self, seconds: float) -> None:
        """Make the window this long from now on."""
        self._span = timedelta(seconds=seconds)

    def remaining(self, now: datetime) -> int:
        return max(0, self.limit - self.used(now))

    def resets_at(self, now: datetime) -> datetime:
        """When the oldest call leaves; for an empty window, when a call made now would."""
        self.used(now)
        return (self._taken[0][0] if self._taken else now) + self._span


@dataclass(frozen=True, slots=True)
class RateStanding:
    """How one caller stands with the limit that is nearer to being hit."""

    limit: int
    remaining: int
    resets_at: datetime

    def headers(self) -> dict[str, str]:
        return {
            "X-Rate-Limit-Limit": str(self.limit),
            "X-Rate-Limit-Remaining": str(self.remaining),
            "X-Rate-Limit-Reset": str(ceil(self.resets_at.timestamp())),
        }

    def retry_after(self, now: datetime) -> str:
        return str(max(1, ceil((self.resets_at - now) / timedelta(seconds=1))))


@dataclass(slots=True)
class CallerLimits:
    """The windows of one token owner in one company; ``refused`` counts 429 by the limit that was hit."""

    hour: CallWindow = field(default_factory=lambda: CallWindow(HOUR_SECONDS, HOUR_SECONDS))
    spike: CallWindow = field(default_factory=lambda: CallWindow(1, 10))
    refused: dict[LimitName, int] = field(default_factory=lambda: dict.fromkeys(LimitName, 0))
    admitted: int = 0

    def take(self, now: datetime, settings: ProcoreSettings) -> LimitName | None:
        """Count one call, or name the limit that refuses it; a refused call is not counted against any."""
        self._follow(settings)
        hit = self._hit(now)
        if hit is not None:
            self.refused[hit] += 1
            return hit
        self.hour.take(now)
        self.spike.take(now)
        self.admitted += 1
        return None

    def standing(self, now: datetime) -> RateStanding:
        """The limit with less left; the spike limit where both are as near."""
        nearer = min((self.spike, self.hour), key=lambda window: window.remaining(now))
        return RateStanding(nearer.limit, nearer.remaining(now), nearer.resets_at(now))

    def _follow(self, settings: ProcoreSettings) -> None:
        self.hour.limit = settings.hourly_limit
        self.spike.limit = settings.spike_limit
        self.spike.lasts(settings.spike_seconds)

    def _hit(self, now: datetime) -> LimitName | None:
        if not self.hour.has_room(now):
            return LimitName.HOUR
        return None if self.spike.has_room(now) else LimitName.SPIKE
