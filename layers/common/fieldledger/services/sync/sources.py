"""Which source reads a resource and which sink keeps its rows."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fieldledger.domain.rate_windows import Priority
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.sync_state import SyncMode, SyncRun
from fieldledger.result import ErrorCode, Result
from fieldledger.services.crosswalk.changes import CrosswalkChanges
from fieldledger.services.invoices.changes import InvoiceChanges
from fieldledger.services.sync.sinking import RecordSink, Rows
from fieldledger.services.sync.source import SourceRow, SourceTraits, SyncSource

type Sources = Callable[[SyncResource, Priority], SyncSource | None]
"""The source of a resource, its calls in that lane of the vendor's budget."""

type Sinks = Callable[[SyncResource], RecordSink | None]
"""The sink of a resource that does not simply go to the mirror."""


@dataclass(frozen=True, slots=True)
class Registry:
    """What knows every source and sink."""

    sources: Sources
    sinks: Sinks
    mirror: RecordSink
    crosswalk: CrosswalkChanges | None = None
    invoices: InvoiceChanges | None = None

    def source(self, resource: SyncResource, priority: Priority = Priority.SYNC) -> Result[SyncSource]:
        """``NOT_FOUND`` for a resource that is not read by itself (QuickBooks' lists come with its books)."""
        found = self.sources(resource, priority)
        if found is None:
            return Result.fail(f"{resource} is not read by itself", ErrorCode.NOT_FOUND)
        return Result.ok(found)

    def source_of(self, run: SyncRun) -> Result[SyncSource]:
        """A backfill leaves the vendor's budget to everything else."""
        usual = self.source(run.resource)
        if usual.failed or run.mode is not SyncMode.FULL or not usual.unwrap().traits.incremental:
            return usual
        return self.source(run.resource, Priority.BACKFILL)

    def traits(self, resource: SyncResource) -> Result[SourceTraits]:
        """How a resource is read."""
        return self.source(resource).map(lambda source: source.traits)

    async def keep(
        self, company_id: str, rows: Sequence[SourceRow], asked_at: datetime, *, again: bool = False
    ) -> Result[SyncCounts]:
        """Each row into the sink of its own resource; the crosswalk, then invoices, follow what changed.

        ``again``: the rows may have been kept before, by somebody who died before these followed.
        """
        by_resource: dict[SyncResource, list[SourceRow]] = defaultdict(list)
        for row in rows:
            by_resource[row.resource].append(row)
        counts = SyncCounts()
        for resource, listed in by_resource.items():
            kept = await (self.sinks(resource) or self.mirror).keep(Rows(company_id, listed, asked_at))
            if kept.failed:
                return kept
            counts = counts.plus(kept.unwrap())
            followed = await self._follow(company_id, resource, listed) if again or kept.unwrap().changed else None
            if followed is not None and followed.failed:
                return followed.failure()
        return Result.ok(counts)

    async def _follow(self, company_id: str, resource: SyncResource, rows: Sequence[SourceRow]) -> Result[None]:
        """The crosswalk first: invoices ask it what the vendor's ids stand for."""
        if self.crosswalk is not None:
            followed = await self.crosswalk.after_changes(company_id, resource, [row.record_id for row in rows])
            if followed.failed:
                return followed.failure()
        if self.invoices is None:
            return Result.ok(None)
        keys = [(row.scope_id, row.record_id) for row in rows]
        return (await self.invoices.after_changes(company_id, resource, keys)).map(lambda _: None)
