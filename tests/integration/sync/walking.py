"""Walks a source from its first page to its last and keeps the rows, as the engine does."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fieldledger.clients.reading import MalformedRow
from fieldledger.domain.mirror import Facts, MirrorRecord
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.services.sync.mirroring import MirrorSink
from fieldledger.services.sync.sinking import RecordSink, Rows
from fieldledger.services.sync.source import PageRequest, Scope, SourceRow, Span, SyncSource
from tests.builders import COMPANY
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore


@dataclass
class Walked:
    """What a walk met. ``cursors`` are those between its pages."""

    counts: SyncCounts = field(default_factory=SyncCounts)
    rows: list[SourceRow] = field(default_factory=list)
    malformed: list[MalformedRow] = field(default_factory=list)
    cursors: list[str] = field(default_factory=list)
    vendor_now: list[datetime] = field(default_factory=list)

    @property
    def balanced(self) -> bool:
        """Every row that was seen has one outcome."""
        counts = self.counts
        return counts.seen == counts.changed + counts.unchanged + counts.failed

    def ids(self, resource: SyncResource) -> list[str]:
        """Ids of the rows of one resource, in their order."""
        return [row.record_id for row in self.rows if row.resource is resource]


class Office:
    """A store with a mirror and sinks of its own."""

    def __init__(
        self, clock: FakeClock, store: InMemoryDocumentStore, sinks: Mapping[SyncResource, RecordSink] | None = None
    ) -> None:
        self.clock = clock
        self.store = store
        self.mirror = DocumentMirror(self.store)
        self._sinks = dict(sinks or {})
        self._mirror_sink = MirrorSink(self.mirror, clock)

    async def walk(self, source: SyncSource, window: Span | None = None, scope: Scope | None = None) -> Walked:
        """From the first page to the last."""
        walked = Walked()
        cursor: str | None = None
        while True:
            page = (await source.page(PageRequest(COMPANY, scope, window, cursor))).unwrap()
            broken = SyncCounts(seen=len(page.malformed), failed=len(page.malformed), calls=page.calls)
            walked.counts = walked.counts.plus(broken).plus(await self.keep(page.rows))
            walked.rows.extend(page.rows)
            walked.malformed.extend(page.malformed)
            walked.vendor_now.extend([] if page.vendor_now is None else [page.vendor_now])
            cursor = page.next_cursor
            if cursor is None:
                return walked
            walked.cursors.append(cursor)

    async def keep(self, rows: tuple[SourceRow, ...]) -> SyncCounts:
        """Each row into the sink of its own resource."""
        by_resource: dict[SyncResource, list[SourceRow]] = defaultdict(list)
        for row in rows:
            by_resource[row.resource].append(row)
        counts = SyncCounts()
        for resource, listed in by_resource.items():
            sink = self._sinks.get(resource, self._mirror_sink)
            counts = counts.plus((await sink.keep(Rows(COMPANY, listed, self.clock.now()))).unwrap())
        return counts

    async def held(self, resource: SyncResource) -> dict[str, MirrorRecord]:
        """What the mirror holds, by id."""
        page = (await self.mirror.page(COMPANY, resource, 10_000)).unwrap()
        return {record.record_id: record for record in page.items}

    async def facts[F: Facts](self, resource: SyncResource, kind: type[F]) -> dict[str, F]:
        """The facts of what is not deleted."""
        return {key: record.read(kind) for key, record in (await self.held(resource)).items() if not record.deleted}
