"""One page: read, kept, and what cannot be read told to a person."""

from collections.abc import Sequence

from fieldledger.clients.reading import MalformedRow
from fieldledger.domain.clock import Clock
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.result import Result
from fieldledger.services.inbox import Inbox
from fieldledger.services.sync.malformed import malformed
from fieldledger.services.sync.source import SourcePage
from fieldledger.services.sync.sources import Registry


class PageKeeping:
    """What becomes of a page's rows."""

    def __init__(self, registry: Registry, inbox: Inbox, clock: Clock) -> None:
        self._registry = registry
        self._inbox = inbox
        self._clock = clock

    async def keep(
        self, company_id: str, resource: SyncResource, page: SourcePage, *, again: bool = False
    ) -> Result[SyncCounts]:
        """Good rows are kept although others cannot be read; those become items of the inbox, with path and hash.

        ``again`` as in ``Registry.keep``.
        """
        told = await self._tell(company_id, resource, page.malformed)
        if told.failed:
            return told.failure()
        kept = await self._registry.keep(company_id, page.rows, self._clock.now(), again=again)
        broken = len(page.malformed)
        return kept.map(lambda counts: counts.plus(SyncCounts(seen=broken, failed=broken, calls=page.calls)))

    async def _tell(self, company_id: str, resource: SyncResource, rows: Sequence[MalformedRow]) -> Result[None]:
        for row in rows:
            raised = await self._inbox.raise_(company_id, malformed(resource, row))
            if raised.failed:
                return raised.failure()
        return Result.ok(None)
