"""What everybody is measured by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from benchmarks.kit.lossy_wire import PENALTY_SECONDS, Way, WireTally
from benchmarks.kit.results import Measures

BATCHES_PER_MINUTE: Final = 40
BATCH_ITEMS: Final = 30
CEILING: Final = BATCHES_PER_MINUTE * BATCH_ITEMS
SETTLE_SECONDS: Final = 150
_SLOT_SECONDS: Final = 60 / BATCHES_PER_MINUTE


@dataclass(frozen=True, slots=True)
class Run:
    """How often each entry is in the books, what the wire saw, and when the run began and ended."""

    entries: int
    held: Mapping[str, int]
    wire: WireTally
    began: datetime
    ended: datetime

    @property
    def figures(self) -> dict[str, float | int | str]:
        """As they are written to the results; run.py explains them."""
        sent = ((self.wire.last_first or self.ended) - self.began).total_seconds()
        whole = (self.ended - self.began).total_seconds()
        best = best_seconds(self.entries, self.wire)
        return {
            "ceiling_share": self._share(sent),
            "open_ceiling_share": self._share(sent - PENALTY_SECONDS * self.wire.faults[Way.THROTTLED_429]),
            "settled_share": self._share(whole),
            "bounded_share": round(min(1.0, len(self.held) / self.entries) * best / max(whole, best), 4),
            "vendor_calls": self.wire.calls,
            "refused": self.wire.refused,
            "faults": self.wire.faults.total(),
            "injected_429": self.wire.faults[Way.THROTTLED_429],
            "metered_reads": self.wire.reads,
            "duplicates": sum(count - 1 for count in self.held.values()),
            "lost": self.entries - len(self.held),
            "minutes_until_sent": round(sent / 60, 2),
            "minutes": round(whole / 60, 2),
            "best_possible_minutes": round(best / 60, 2),
        }

    def _share(self, seconds: float) -> float:
        """Of the ceiling. Whoever stops early has done less, not been faster: the job's own time counts at least."""
        return round(len(self.held) / CEILING / (max(seconds / 60, self.entries / CEILING)), 4)


def best_seconds(entries: int, wire: WireTally) -> float:
    """The shortest time in which the same faults leave everything settled, by any protocol with the same wait.

    Entries leave at the ceiling. A minute passes after each injected 429. A request whose outcome is unknown may be
    looked into, and sent again, ``SETTLE_SECONDS`` after it left; nothing else costs time here.
    """
    penalties = [harm.call for harm in wire.harms if harm.way is Way.THROTTLED_429]
    ends = entries / CEILING * 60 + PENALTY_SECONDS * len(penalties)
    settled: dict[str, float] = {}
    for harm in wire.harms:
        if harm.way in {Way.THROTTLED_429, Way.REFUSED}:
            continue
        left = (harm.call - 1) * _SLOT_SECONDS + PENALTY_SECONDS * sum(call < harm.call for call in penalties)
        if harm.request_id:  # what is sent again waits for its first outcome to be settled
            left = max(left, settled.get(harm.request_id, 0.0))
            settled[harm.request_id] = left + SETTLE_SECONDS
        ends = max(ends, left + SETTLE_SECONDS)
    return ends


def summed_up(runs: Mapping[str, Measures]) -> dict[str, float | int | str]:
    """The median of each figure over the runs and the smallest of each share; duplicates and losses of all together."""
    found: dict[str, float | int | str] = {}
    for name in next(iter(runs.values())):
        values = sorted(float(figures[name]) for figures in runs.values())
        if name in {"duplicates", "lost"}:
            found[name] = int(sum(values))
            continue
        middle = values[len(values) // 2]
        found[name] = middle if name.endswith(("share", "batch")) or "minutes" in name else int(middle)
        if name.endswith(("share", "batch")):
            found[f"{name}_min"] = values[0]
    return found
