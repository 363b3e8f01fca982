"""How webhooks reach the sync: one record read again, and a run asked for."""

from fieldledger.domain.clock import Clock
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.sync_state import SyncMode, SyncState
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.sync_states import DocumentSyncStates, SyncStates
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.resync import RequestSync, SingleResync
from fieldledger.services.sync.source import Scope
from fieldledger.wiring.store import clock

_TRIES = 3


class WithoutSources:
    """Implements ``SingleResync`` where no source is wired: events are counted as given up, and runs bring the rest."""

    async def read(
        self, company_id: str, resource: SyncResource, record_id: str, scope: Scope | None
    ) -> Result[SyncCounts]:
        """``NOT_FOUND``."""
        del company_id, record_id, scope
        return Result.fail(f"{resource} is not read by itself", ErrorCode.NOT_FOUND)


class DueAtOnce:
    """Implements ``RequestSync`` by the schedule: what is enrolled becomes due now, what is not stays as it is."""

    def __init__(self, states: SyncStates, time: Clock) -> None:
        self._states = states
        self._clock = time

    async def request(
        self, company_id: str, resource: SyncResource, mode: SyncMode, requested_by: str
    ) -> Result[SyncState | None]:
        """The schedule knows best how much has to be read."""
        del mode, requested_by
        for _ in range(_TRIES):
            found = await self._states.find(company_id, resource)
            state = found.unwrap_or(None)
            if found.failed or state is None or state.paused or state.due_at <= self._clock.now():
                return found
            saved = await self._states.save(state.model_copy(update={"due_at": self._clock.now()}))
            if saved.error_code != ErrorCode.VERSION_CONFLICT:
                return saved.map(lambda stored: stored)
        return Result.fail("the sync kept changing", ErrorCode.VERSION_CONFLICT)


def single_resync() -> SingleResync:
    """Reads one record again."""
    return WithoutSources()


def request_sync(store: DocumentStore) -> RequestSync:
    """Asks for runs."""
    return DueAtOnce(DocumentSyncStates(store), clock())
