"""A block of calls that one container has leased from a rate budget."""

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

MAX_BLOCK: Final = 16
_PAUSE: Final = timedelta(seconds=1)
_FORGOTTEN: Final = timedelta(minutes=1)


class Block:
    """Moments at which a call may leave, and how many to lease next; ``lateness`` is how late a call may be."""

    def __init__(self, lateness: timedelta) -> None:
        self.leasing = asyncio.Lock()
        self.unused = 0
        self._lateness = lateness
        self._slots: deque[datetime] = deque()
        self._leased = 0
        self._missed = 0
        self._ended_at: datetime | None = None
        self._asked_at: datetime | None = None

    def lease(self, slots: Sequence[datetime]) -> None:
        """Begin to use ``slots``; what was unused so far is settled with this lease."""
        self._slots.extend(slots)
        self._leased, self._missed, self._ended_at, self._asked_at = len(slots), 0, slots[-1], None
        self.unused = 0

    def next(self, now: datetime) -> datetime | None:
        """The next slot that is not too late."""
        while self._slots:
            slot = self._slots.popleft()
            if self.in_time(slot, now):
                return slot
            self.miss()
        return None

    def in_time(self, slot: datetime, now: datetime) -> bool:
        """Whether a call of ``slot`` may still leave."""
        return now <= slot + self._lateness

    def miss(self, count: int = 1) -> None:
        """Slots went by without a call."""
        self._missed += count
        self.unused += count

    def drop(self) -> None:
        """Use none of the slots that are left."""
        self.miss(len(self._slots))
        self._slots.clear()

    def wanted(self, now: datetime) -> int:
        """One after a pause; as many as were used if some went by; a whole block while all are used.

        Waiting for the budget is no pause: it begins with the first call that found the block empty.
        """
        if self._asked_at is None or now - self._asked_at > _FORGOTTEN:
            self._asked_at = now
        if self._ended_at is None or self._asked_at - self._ended_at > _PAUSE:
            return 1
        if self._missed:
            return max(1, self._leased - self._missed)
        return MAX_BLOCK

    @property
    def empty(self) -> bool:
        """True if nothing is leased."""
        return not self._slots
