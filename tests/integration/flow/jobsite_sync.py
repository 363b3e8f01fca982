"""Syncing the jobsite in the flow: runs of jobs, members and cards, carried on as the worker does."""

from collections.abc import Mapping

from fieldledger.domain.clock import Clock, iso
from fieldledger.domain.rate_windows import Priority
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.sync_state import SyncMode, SyncRun, SyncState
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.result import Result
from fieldledger.services.deadline import Deadline
from fieldledger.services.sync.source import SyncSource
from fieldledger.services.writing import WakeWriter
from fieldledger.wiring.sync_engine import syncing_over
from fieldledger.wiring.sync_sources.raken import raken_sinks
from tests.fakes.slices import SliceMessages
from tests.integration.flow.doubles import NoDeadline

_RESOURCES = (SyncResource.RAKEN_PROJECTS, SyncResource.RAKEN_MEMBERS, SyncResource.RAKEN_TIME_CARDS)


class JobsiteSync:
    """One container; several share a store."""

    def __init__(
        self, store: DocumentStore, sources: Mapping[SyncResource, SyncSource], queue: WakeWriter, clock: Clock
    ) -> None:
        sinks = raken_sinks(store, queue, clock)

        def source(resource: SyncResource, _priority: Priority) -> SyncSource | None:
            return sources.get(resource)

        self._messages = SliceMessages()
        self._syncing = syncing_over(store, source, sinks.get, self._messages, clock)
        self._states = DocumentSyncStates(store)

    async def run(self, company_id: str, deadline: Deadline) -> Result[SyncCounts]:
        """One run of each, or what is left of one that was begun; zero where another container is at it.

        Each run has an invocation of its own: ``deadline`` is the one of the cards. Fails with the code that a run
        waits for or ended with.
        """
        total = SyncCounts()
        for resource in _RESOURCES:
            time = deadline if resource is SyncResource.RAKEN_TIME_CARDS else NoDeadline()
            counts = await self._one(company_id, resource, time)
            if counts.failed:
                return counts
            total = total.plus(counts.unwrap())
        return Result.ok(total.model_copy(update={"read_units": 0, "write_units": 0}))

    async def _one(self, company_id: str, resource: SyncResource, deadline: Deadline) -> Result[SyncCounts]:
        begun = await self._begun(company_id, resource)
        if begun.failed:
            return begun.failure()
        before = begun.unwrap()
        while True:
            carried = await self._syncing.engine.carry_on(company_id, resource, before.run_id, deadline)
            if carried.failed:
                return carried.failure()
            state = carried.unwrap()
            if state is None:
                return Result.ok(SyncCounts())
            run = _run(state, before.run_id)
            if run.waits_until is None and run.finished_at is None and deadline.allows(0):
                continue  # its turn was over: the next message goes on
            return _since(before.counts, run)

    async def _begun(self, company_id: str, resource: SyncResource) -> Result[SyncRun]:
        found = await self._states.find(company_id, resource)
        if found.failed:
            return found.failure()
        state = found.unwrap()
        if state is not None and state.active is not None:
            return Result.ok(state.active)
        asked = await self._syncing.starter.request(company_id, resource, SyncMode.INCREMENTAL, "user-1")
        return asked.map(lambda done: done.run)


def _run(state: SyncState, run_id: str) -> SyncRun:
    return next(run for run in (state.active, state.last) if run is not None and run.run_id == run_id)


def _since(before: SyncCounts, run: SyncRun) -> Result[SyncCounts]:
    if run.problem is not None and (run.waits_until is not None or run.finished_at is not None):
        details = {} if run.waits_until is None else {"retry_at": iso(run.waits_until)}
        return Result.fail(run.problem.message, run.problem.code, details)
    names = SyncCounts.model_fields
    return Result.ok(SyncCounts(**{name: getattr(run.counts, name) - getattr(before, name) for name in names}))
