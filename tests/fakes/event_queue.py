"""The queue of vendors' events in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fieldledger.domain.connection import VendorName
from fieldledger.domain.vendor_event import VendorEvent
from fieldledger.result import ErrorCode, Result


@dataclass
class MemoryEventQueue:
    """Implements ``VendorEventQueue`` and ``Postponer``; ``delays`` and ``put_off`` are in seconds."""

    waiting: list[tuple[VendorName, str, list[VendorEvent]]] = field(default_factory=list)
    delays: list[int | None] = field(default_factory=list)
    put_off: list[int] = field(default_factory=list)
    fails: bool = False

    async def send(
        self,
        vendor: VendorName,
        events: Mapping[str, Sequence[VendorEvent]],
        correlation_id: str,
        delay_seconds: int | None = None,
    ) -> Result[int]:
        """Keep the events."""
        if self.fails:
            return Result.fail("the queue is down", ErrorCode.QUEUE_UNAVAILABLE)
        self.waiting += [(vendor, account, list(listed)) for account, listed in events.items()]
        self.delays.append(delay_seconds)
        return Result.ok(len(events))

    async def postpone(self, receipt_handle: str, seconds: int) -> Result[None]:
        """Note for how long."""
        self.put_off.append(seconds)
        return Result.ok(None)

    @property
    def sent(self) -> list[tuple[list[str], int | None]]:
        """Ids of the events of each message, and its delay."""
        ids = [[event.event_id for event in listed] for _, _, listed in self.waiting]
        return list(zip(ids, self.delays, strict=True))
