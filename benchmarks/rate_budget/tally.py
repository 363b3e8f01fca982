"""What one process did."""

import json
import time
from dataclasses import asdict, dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts of one process; ``waits`` are seconds between wanting a call and having its answer."""

    calls: int = 0
    refused: int = 0
    postponed: int = 0
    failed: int = 0
    writes: int = 0
    reads: int = 0
    waits: list[float] = field(default_factory=list)

    def print(self) -> None:
        """Hand it to the process that started this one."""
        print(json.dumps(asdict(self)), flush=True)


def sleep_until(moment: float) -> None:
    """Wait for a moment of the system's clock, in seconds since the epoch."""
    time.sleep(max(0.0, moment - time.time()))
