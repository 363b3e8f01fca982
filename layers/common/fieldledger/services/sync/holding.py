"""Writing the state of a run whose lease one holds, although people may write beside it.

Somebody who asks for another run changes the same item. That must not cost whoever is at it its slice: the change is
applied to what is stored by then, as long as the lease is still the one that was taken.
"""

from collections.abc import Callable
from typing import Final

from fieldledger.domain.sync_state import SyncState
from fieldledger.repositories.sync_states import SyncStates
from fieldledger.result import ErrorCode, Result

_TRIES: Final = 4


async def save_held(states: SyncStates, held: SyncState, change: Callable[[SyncState], SyncState]) -> Result[SyncState]:
    """``VERSION_CONFLICT`` if the run has gone on elsewhere."""
    state = held
    for _ in range(_TRIES):
        saved = await states.save(change(state))
        if saved.error_code != ErrorCode.VERSION_CONFLICT:
            return saved
        found = await states.find(held.company_id, held.resource)
        if found.failed:
            return found.failure()
        latest = found.unwrap()
        if latest is None or _lease(latest) != _lease(held):
            return saved
        state = latest
    return Result.fail("the sync kept changing", ErrorCode.VERSION_CONFLICT)


def _lease(state: SyncState) -> tuple[object, object] | None:
    return None if state.active is None else (state.active.run_id, state.active.lease_until)
