"""What happens when, and queues whose workers take what waits first: what the simulated day is made of."""

import heapq
from array import array
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from fieldledger.domain.rate_windows import MICRO, Priority, Window

type Happening[W] = Callable[[float, W], None]


def floats() -> array[float]:
    """Millions of them in little memory."""
    return array("d")


class Events[W]:
    """Times are seconds since midnight. What is set down for the same moment happens in the order of setting down."""

    def __init__(self) -> None:
        self._coming: list[tuple[float, int, Happening[W], W]] = []
        self._numbers = count()

    def at(self, moment: float, happening: Happening[W], work: W) -> None:
        """``happening`` is called with the moment and ``work``."""
        heapq.heappush(self._coming, (moment, next(self._numbers), happening, work))

    def run(self, until: float) -> None:
        """Everything before ``until``."""
        coming = self._coming
        while coming and coming[0][0] < until:
            moment, _, happening, work = heapq.heappop(coming)
            happening(moment, work)


@dataclass
class Pool[W]:
    """A queue and so many workers; ``takes`` says how long one is busy with a piece of work."""

    workers: int
    events: Events[W]
    takes: Callable[[W], float]
    done: Happening[W]
    busy: int = 0
    most_busy: int = 0
    deepest: int = 0
    busy_seconds: float = 0.0
    _waiting: deque[W] = field(default_factory=deque)

    def arrive(self, now: float, work: W) -> None:
        """Begun at once, or when a worker is free."""
        if self.busy < self.workers:
            self._begin(now, work)
            return
        self._waiting.append(work)
        self.deepest = max(self.deepest, len(self._waiting))

    def forget(self) -> None:
        """What was counted so far does not count."""
        self.most_busy, self.deepest, self.busy_seconds = self.busy, len(self._waiting), 0.0

    def _begin(self, now: float, work: W) -> None:
        seconds = self.takes(work)
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        self.busy_seconds += seconds
        self.events.at(now + seconds, self._end, work)

    def _end(self, now: float, work: W) -> None:
        self.busy -= 1
        if self._waiting:
            self._begin(now, self._waiting.popleft())
        self.done(now, work)


class Account:
    """A vendor's window as the product keeps it: calls may be ahead of the clock by what their lane may burst."""

    def __init__(self, window: Window, priority: Priority = Priority.SYNC) -> None:
        self._spacing = window.spacing / MICRO
        self._tolerance = window.tolerance(priority, 1) / MICRO
        self._reached = float("-inf")

    def reserve(self, now: float, calls: int) -> float:
        """The moment from which so many calls may go, one after the other, first come first served."""
        begins = max(now, self._reached - self._tolerance)
        self._reached = max(self._reached, begins) + calls * self._spacing
        return begins


class Peaks:
    """Writes by partition and minute; only the highest minute of any partition is of interest."""

    def __init__(self) -> None:
        self._minutes: dict[tuple[int, int], float] = {}

    def add(self, now: float, partition: int, units: float) -> None:
        """Counted in the minute of ``now``."""
        place = (partition, int(now // 60))
        self._minutes[place] = self._minutes.get(place, 0.0) + units

    def a_second(self) -> float:
        """The mean of the highest minute."""
        return round(max(self._minutes.values(), default=0.0) / 60, 2)
