"""Procore as the worker meets it: records in their present state, 25 reads in ten seconds."""

from bisect import bisect_right
from collections import deque
from datetime import datetime, timedelta
from typing import Final

from fieldledger.domain.clock import iso
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.sync_state import SyncMode
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.source import Scope
from tests.fakes.clock import FakeClock

READS: Final = 25
WINDOW: Final = timedelta(seconds=10)
CALL: Final = timedelta(seconds=0.25)
WAITED_FOR: Final = timedelta(seconds=2)
"""As the product's budget does it: short waits are waited for, longer ones go back to the queue."""


class Procore:
    """Implements ``SingleResync`` and ``RequestSync``; ``known`` is how many changes of a record were read last."""

    def __init__(self, changes: dict[str, list[datetime]], clock: FakeClock) -> None:
        self._changes = changes
        self._clock = clock
        self._calls: deque[datetime] = deque()
        self.known: dict[str, int] = {}
        self.fetches = 0
        self.runs = 0

    async def read(
        self, company_id: str, resource: SyncResource, record_id: str, scope: Scope | None
    ) -> Result[SyncCounts]:
        """The record as it is now."""
        del company_id, resource, scope
        return self.fetch(record_id)

    async def request(
        self, company_id: str, resource: SyncResource, mode: SyncMode, requested_by: str
    ) -> Result[object]:
        """Counted; nothing in this burst needs one."""
        del company_id, resource, mode, requested_by
        self.runs += 1
        return Result.ok(None)

    def fetch(self, record_id: str) -> Result[SyncCounts]:
        """Read one record, or say when there is room for it."""
        free_at = self._free_at()
        if free_at - self._clock.now() > WAITED_FOR:
            return Result.fail("later", ErrorCode.BUDGET_EXHAUSTED, {"retry_at": iso(free_at)})
        self._clock.set(max(self._clock.now(), free_at))
        self._calls.append(self._clock.now())
        self.fetches += 1
        self.known[record_id] = bisect_right(self._changes[record_id], self._clock.now())
        self._clock.set(self._clock.now() + CALL)
        return Result.ok(SyncCounts(seen=1, updated=1, calls=1))

    @property
    def missed(self) -> int:
        """Records whose last change was never read."""
        return sum(self.known.get(record, 0) < len(times) for record, times in self._changes.items())

    def _free_at(self) -> datetime:
        now = self._clock.now()
        while self._calls and self._calls[0] <= now - WINDOW:
            self._calls.popleft()
        return now if len(self._calls) < READS else self._calls[-READS] + WINDOW
