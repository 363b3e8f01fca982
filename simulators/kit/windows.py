"""Exact sliding windows, the form in which the simulated vendors count calls."""

from collections import deque
from datetime import datetime, timedelta


class SlidingWindow:
    """Lets at most `limit` units through in any `seconds`; a refused unit is not counted against the window.

    `limit` may be changed while in use. A unit taken at `t` is forgotten at exactly `t + seconds`.
    """

    def __init__(self, limit: int, seconds: float) -> None:
        self.limit = limit
        self.peak = 0
        self._span = timedelta(seconds=seconds)
        self._taken: deque[tuple[datetime, int]] = deque()
        self._used = 0

    def used(self, now: datetime) -> int:
        """Count the units taken inside the window that ends at `now`."""
        while self._taken and now - self._taken[0][0] >= self._span:
            self._used -= self._taken.popleft()[1]
        return self._used

    def has_room(self, now: datetime, n: int = 1) -> bool:
        """Tell whether `take` would succeed, without taking."""
        return self.used(now) + n <= self.limit

    def take(self, now: datetime, n: int = 1) -> bool:
        """Take `n` units at `now`, all or none; False means refused."""
        if not self.has_room(now, n):
            return False
        self._taken.append((now, n))
        self._used += n
        self.peak = max(self.peak, self._used)
        return True
