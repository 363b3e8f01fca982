"""Reading one record again: after a webhook, or because a person asks."""

from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.result import Result
from fieldledger.services.sync.reading import PageKeeping
from fieldledger.services.sync.source import Scope
from fieldledger.services.sync.sources import Registry


class SingleRecordSync:
    """Needs no run: it reads and keeps what it read, and an older list never overwrites that."""

    def __init__(self, registry: Registry, keeping: PageKeeping) -> None:
        self._registry = registry
        self._keeping = keeping

    async def read(
        self, company_id: str, resource: SyncResource, record_id: str, scope: Scope | None
    ) -> Result[SyncCounts]:
        """The record as the vendor has it now; gone there, it becomes a tombstone here."""
        source = self._registry.source(resource.read_with)
        page = await source.and_then_async(lambda reader: reader.one(company_id, resource, record_id, scope))
        return await page.and_then_async(lambda found: self._keeping.keep(company_id, resource, found, again=True))
