"""How many calls a company may make: a bucket for rate and burst, a count for the day (raken.md A4)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from simulators.raken.settings import RakenSettings

ONE_CALL: Final = 1.0
ROUNDING: Final = 1e-9


class Verdict(StrEnum):
    """What the limits say about one call."""

    ADMITTED = "admitted"
    TOO_FAST = "too_fast"
    QUOTA_USED = "quota_used"


@dataclass(slots=True)
class Allowance:
    """The limits of one company; only admitted calls count against them. The day turns at midnight UTC."""

    tokens: float | None = None
    refilled_at: datetime | None = None
    day: date | None = None
    used_today: int = 0

    def take(self, now: datetime, settings: RakenSettings) -> Verdict:
        self._refill(now, settings)
        if self.used_today >= settings.requests_per_day:
            return Verdict.QUOTA_USED
        tokens = self.tokens or 0.0
        if tokens < ONE_CALL - ROUNDING:
            return Verdict.TOO_FAST
        self.tokens = tokens - ONE_CALL
        self.used_today += 1
        return Verdict.ADMITTED

    def used_on(self, now: datetime) -> int:
        """Calls that count against the quota of the day of ``now``."""
        return self.used_today if self.day == now.date() else 0

    def spend_day(self, now: datetime, used: int) -> None:
        """Make ``used`` the count of today, as if other integrations shared the quota."""
        self.day, self.used_today = now.date(), used

    def _refill(self, now: datetime, settings: RakenSettings) -> None:
        if self.day != now.date():
            self.day, self.used_today = now.date(), 0
        elapsed = max(0.0, (now - (self.refilled_at or now)).total_seconds())
        tokens = settings.burst if self.tokens is None else self.tokens + elapsed * settings.requests_per_second
        self.tokens = min(float(settings.burst), tokens)
        self.refilled_at = now
