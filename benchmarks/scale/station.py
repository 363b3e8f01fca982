"""A queue with so many workers, first come first served: what the simulation is made of."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Station:
    """Times are in seconds. Arrivals come in the order of their times."""

    workers: int
    busy_seconds: float = 0.0
    deepest: int = 0
    _free: list[float] = field(default_factory=list)
    _waiting: list[float] = field(default_factory=list)

    def serve(self, at: float, seconds: float) -> float:
        """When work that arrives ``at`` and takes ``seconds`` is begun; ``deepest`` counts those that wait."""
        while self._waiting and self._waiting[0] <= at:
            heapq.heappop(self._waiting)
        begun = at
        if len(self._free) >= self.workers:
            begun = max(at, heapq.heappop(self._free))
        heapq.heappush(self._free, begun + seconds)
        if begun > at:
            heapq.heappush(self._waiting, begun)
            self.deepest = max(self.deepest, len(self._waiting))
        self.busy_seconds += seconds
        return begun


def waits(station: Station, arrivals: int, gap: Callable[[], float], service: Callable[[], float]) -> list[float]:
    """How long each of so many arrivals waits."""
    now, found = 0.0, list[float]()
    for _ in range(arrivals):
        now += gap()
        found.append(station.serve(now, service()) - now)
    return found
