"""What webhooks ask of the sync: read one record again, or run a resource as soon as possible."""

from typing import Protocol

from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.sync_state import SyncMode
from fieldledger.result import Result
from fieldledger.services.sync.source import Scope


class SingleResync(Protocol):
    """Reads one record through its source and keeps it."""

    async def read(
        self, company_id: str, resource: SyncResource, record_id: str, scope: Scope | None
    ) -> Result[SyncCounts]:
        """The source's and the sink's failures; ``VALIDATION_FAILED`` if the resource needs a scope and has none."""
        ...


class RequestSync(Protocol):
    """Begins a run, or has one begin when the one that is under way ends."""

    async def request(
        self, company_id: str, resource: SyncResource, mode: SyncMode, requested_by: str
    ) -> Result[object]:
        """Asking twice does no harm."""
        ...
