"""Reading again what changed since a moment: checkpoints are set back, and the schedule does the rest.

What was read already changes nothing, so a replay is safe at any time. Webhooks need none of their own: an event is a
hint to read a record, and a run that reads the same time finds what the event was about.
"""

from dataclasses import dataclass
from datetime import datetime

from fieldledger.domain.clock import Clock, iso
from fieldledger.domain.connection import VendorName
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncState
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.sync_states import SyncStates
from fieldledger.result import ErrorCode, Result


@dataclass(frozen=True, slots=True)
class Replay:
    """``again``: read from the moment on with the next runs, which are due now. ``busy``: being read; ask again later.

    A resource that is paused, since its vendor is not connected, is in neither.
    """

    again: tuple[SyncResource, ...]
    busy: tuple[SyncResource, ...]


class SyncReplay:
    """Sets checkpoints back, never forward."""

    def __init__(self, states: SyncStates, clock: Clock) -> None:
        self._states = states
        self._clock = clock

    async def since(self, company_id: str, vendor: VendorName, moment: datetime, user_id: str) -> Result[Replay]:
        """Let everything of the vendor that changed from ``moment`` on be read again."""
        found = await self._states.every(company_id)
        if found.failed:
            return found.failure()
        again, busy = list[SyncResource](), list[SyncResource]()
        for state in found.unwrap():
            if state.resource.vendor is not vendor or state.paused:
                continue
            saved = await self._set_back(state, moment)
            if saved.failed and saved.error_code != ErrorCode.VERSION_CONFLICT:
                return saved.failure()
            (again if saved.success else busy).append(state.resource)
        log_mutation(
            LogEvent.SYNC_REPLAYED, user_id, company_id, vendor=vendor.value, since=iso(moment), resources=len(again)
        )
        return Result.ok(Replay(tuple(again), tuple(busy)))

    async def _set_back(self, state: SyncState, moment: datetime) -> Result[SyncState]:
        """A run that is under way would put its own checkpoint in the place of this one when it ends."""
        if state.active is not None:
            return Result.fail(f"{state.resource} is being read", ErrorCode.VERSION_CONFLICT)
        until = None if state.synced_until is None else min(moment, state.synced_until)
        return await self._states.save(state.model_copy(update={"synced_until": until, "due_at": self._clock.now()}))
