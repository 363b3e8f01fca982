"""Calls per minute of one subscription; a refused call costs nothing (foundation.md B2, B3)."""

from collections import deque
from datetime import datetime, timedelta
from math import ceil
from typing import Final

_MINUTE: Final = timedelta(seconds=60)


class MinuteAllowance:
    """Counts the calls of the last sixty seconds."""

    def __init__(self) -> None:
        self._taken: deque[datetime] = deque()
        self.peak = 0

    def take(self, now: datetime, limit: int) -> int:
        """0 if the call is admitted, else the whole seconds until the next one would be."""
        while self._taken and now - self._taken[0] >= _MINUTE:
            self._taken.popleft()
        if len(self._taken) < limit:
            self._taken.append(now)
            self.peak = max(self.peak, len(self._taken))
            return 0
        oldest = self._taken[0] if self._taken else now
        return max(1, ceil((oldest + _MINUTE - now).total_seconds()))
