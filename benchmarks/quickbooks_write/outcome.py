"""What everybody is measured by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from benchmarks.quickbooks_write.lossy_wire import WireTally

CEILING: Final = 40 * 30


@dataclass(frozen=True, slots=True)
class Outcome:
    """``figures`` as they are written to the results."""

    figures: dict[str, float | int] = field(default_factory=dict)

    def with_fill(self, entries: int, stats: Mapping[str, object]) -> "Outcome":
        """Add how full the batches were."""
        batches = int(str(stats.get("batches", 0)) or 0)
        return Outcome(self.figures | {"batches": batches, "items_per_batch": round(entries / max(1, batches), 1)})


def counted(entries: int, held: Mapping[str, int], wire: WireTally, *, drained: float, whole: float) -> Outcome:
    """``held``: how often each entry is in the books. Seconds are of the accelerated clock.

    ``ceiling_share`` counts until nothing waits to be sent for the first time, ``settled_share`` until the last lost
    answer is settled, which takes the vendor's two minutes and a half.
    """
    duplicates = sum(count - 1 for count in held.values())
    return Outcome(
        {
            "ceiling_share": round(len(held) / (drained / 60) / CEILING, 4),
            "settled_share": round(len(held) / (whole / 60) / CEILING, 4),
            "vendor_calls": wire.calls,
            "refused": wire.refused,
            "faults": wire.faults,
            "metered_reads": wire.reads,
            "duplicates": duplicates,
            "lost": entries - len(held),
            "minutes": round(whole / 60, 2),
        }
    )
