"""Letting the schedule take care of a vendor's resources: when it is connected, or connected again."""

from datetime import timedelta
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.sync_resource import resources_of
from fieldledger.domain.sync_state import SyncState
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.sync_states import SyncStates
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM

_APART: Final = timedelta(seconds=20)
"""Resources begin one after the other: what others refer to comes first."""


class Enrolment:
    """Doing it again changes nothing."""

    def __init__(self, states: SyncStates, clock: Clock) -> None:
        self._states = states
        self._clock = clock

    async def enrol(self, company_id: str, vendor: VendorName) -> Result[int]:
        """Let the schedule take care of all that the vendor has; the answer counts what is new or was paused."""
        now, added = self._clock.now(), 0
        for place, resource in enumerate(resources_of(vendor)):
            found = await self._states.find(company_id, resource)
            if found.failed:
                return found.failure()
            state = found.unwrap()
            if state is not None and not state.paused:
                continue
            due_at = now + place * _APART
            fresh = SyncState(company_id=company_id, resource=resource, due_at=due_at)
            woken = fresh if state is None else state.model_copy(update={"paused": False, "due_at": due_at})
            saved = await self._states.save(woken)
            if saved.failed and saved.error_code != ErrorCode.VERSION_CONFLICT:
                return saved.failure()
            added += saved.success
        if added:
            log_mutation(LogEvent.SYNC_ENROLLED, SYSTEM, company_id, vendor=vendor.value, resources=added)
        return Result.ok(added)
