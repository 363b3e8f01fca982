"""Where syncs stand, and the runs that have ended."""

import zlib
from datetime import datetime, timedelta
from typing import Final, Protocol

from fieldledger.domain.clock import iso
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncRun, SyncState, run_stamp
from fieldledger.repositories.aggregate import Aggregate, company_of, partition
from fieldledger.repositories.documents import DocumentStore, Index, Range, StartKey, TableName, every_page
from fieldledger.repositories.paging import Slice, to_slice
from fieldledger.result import ErrorCode, Result

DUE_SHARDS: Final = 8
RUNS_KEPT: Final = timedelta(days=90)
_PREFIX: Final = "SYNC"

type Due = tuple[str, SyncResource]
"""Company and resource."""


class SyncStates(Protocol):
    """Access to the state of each company's resources."""

    async def find(self, company_id: str, resource: SyncResource) -> Result[SyncState | None]:
        """The state, or None if the resource was never enrolled."""
        ...

    async def every(self, company_id: str) -> Result[list[SyncState]]:
        """All of a company's, in the order of their names."""
        ...

    async def save(self, state: SyncState) -> Result[SyncState]:
        """Create (version 0) or replace the version that was read; ``VERSION_CONFLICT`` otherwise."""
        ...

    async def due(self, now: datetime, limit: int) -> Result[list[Due]]:
        """What is due, the longest overdue of each shard first; a moment behind writes."""
        ...

    async def keep_run(self, run: SyncRun) -> Result[None]:
        """Keep a run that has ended for 90 days; twice is fine."""
        ...

    async def run(self, company_id: str, run_id: str) -> Result[SyncRun]:
        """A run that has ended; ``NOT_FOUND`` if it is not kept (any more)."""
        ...

    async def begun_at(self, company_id: str, resource: SyncResource, started_at: datetime) -> Result[SyncRun | None]:
        """The run of a resource that began at that moment and has ended; None if it is not kept (any more)."""
        ...

    async def runs(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[SyncRun]]:
        """A page of runs that have ended, newest last."""
        ...


class DocumentSyncStates:
    """``SYNC#<vendor>/<resource>`` and ``SYNCRUN#<run id>`` in the control table."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._states = Aggregate(store, TableName.CONTROL, SyncState, _PREFIX)
        self._runs = Aggregate(store, TableName.CONTROL, SyncRun, "SYNCRUN")

    async def find(self, company_id: str, resource: SyncResource) -> Result[SyncState | None]:
        """The state, or None."""
        return await self._states.find(company_id, resource.value)

    async def every(self, company_id: str) -> Result[list[SyncState]]:
        """All of a company's."""
        page = await self._store.query(
            TableName.CONTROL, partition(company_id), self._states.span(), limit=len(SyncResource), start=None
        )
        return page.map(lambda found: [self._states.model(document) for document in found.documents])

    async def save(self, state: SyncState) -> Result[SyncState]:
        """A state that is not paused appears in the index of what is due."""
        index: dict[str, str] = {}
        if not state.paused:
            shard = zlib.crc32(f"{state.company_id}{state.resource}".encode()) % DUE_SHARDS
            index = {"kind_pk": _due(shard), "kind_sk": f"{iso(state.due_at)}#{state.company_id}#{state.resource}"}
        write = self._states.write(state, state.company_id, state.resource.value, version=state.version, index=index)
        return await self._states.put(write)

    async def due(self, now: datetime, limit: int) -> Result[list[Due]]:
        """What is due."""
        found: list[tuple[str, Due]] = []
        span = Range(" ", Range.prefix(iso(now)).high)  # what is due at this very moment has its name behind the time
        for shard in range(DUE_SHARDS):
            page = await self._store.query_index(
                TableName.CONTROL, Index.BY_KIND, _due(shard), span, limit=limit, start=None
            )
            if page.failed:
                return page.failure()
            found.extend((doc.index["kind_sk"], _named(doc.pk, doc.sk)) for doc in page.unwrap().documents)
        return Result.ok([due for _, due in sorted(found)[:limit]])

    async def keep_run(self, run: SyncRun) -> Result[None]:
        """Keep a run that has ended."""
        write = self._runs.write(
            run, run.company_id, run.run_id, expires_at=(run.finished_at or run.updated_at) + RUNS_KEPT
        )
        kept = await self._runs.put(write)
        known = kept.error_code == ErrorCode.VERSION_CONFLICT
        return Result.ok(None) if kept.success or known else kept.failure()

    async def run(self, company_id: str, run_id: str) -> Result[SyncRun]:
        """A run that has ended."""
        return await self._runs.get(company_id, run_id, "The sync run")

    async def begun_at(self, company_id: str, resource: SyncResource, started_at: datetime) -> Result[SyncRun | None]:
        """Runs of several resources may have begun at one moment."""
        span = self._runs.span(f"{run_stamp(started_at)}-")
        found = await every_page(self._store, TableName.CONTROL, partition(company_id), span)
        runs = found.map(lambda documents: [self._runs.model(document) for document in documents])
        return runs.map(lambda begun: next((run for run in begun if run.resource is resource), None))

    async def runs(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[SyncRun]]:
        """A page of runs that have ended."""
        page = await self._store.query(
            TableName.CONTROL, partition(company_id), self._runs.span(), limit=limit, start=start
        )
        return to_slice(page, self._runs.model)


def _due(shard: int) -> str:
    return f"SYNC_DUE#{shard}"


def _named(pk: str, sk: str) -> Due:
    return company_of(pk), SyncResource(sk.removeprefix(f"{_PREFIX}#"))
