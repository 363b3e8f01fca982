"""Reading where one sync stands."""

from fieldledger.domain.connection import VendorName
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncState
from fieldledger.repositories.sync_states import SyncStates
from fieldledger.result import ErrorCode, Result


class SyncQueries:
    """Syncs of one company."""

    def __init__(self, states: SyncStates) -> None:
        self._states = states

    async def get(self, company_id: str, vendor: VendorName, short_name: str) -> Result[SyncState]:
        """``NOT_FOUND`` for what does not exist, comes with another resource, or was never begun here."""
        name = f"{vendor}/{short_name}"
        if name not in SyncResource:
            return Result.fail(f"{vendor} has no {short_name}", ErrorCode.NOT_FOUND)
        resource = SyncResource(name)
        if resource.read_with is not resource:
            return Result.fail(f"{resource} comes with {resource.read_with}", ErrorCode.NOT_FOUND)
        found = await self._states.find(company_id, resource)
        if found.failed:
            return found.failure()
        state = found.unwrap()
        text = f"{resource} is not synced yet: connect {vendor}"
        return Result.fail(text, ErrorCode.NOT_FOUND) if state is None else Result.ok(state)
