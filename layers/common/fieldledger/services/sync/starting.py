"""Beginning runs: for a schedule, for a person, and again for what was left behind."""

from dataclasses import dataclass
from typing import Final

from fieldledger.clients.sync_queue import SliceQueue
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import ConnectionState, VendorName
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_state import SyncMode, SyncRequest, SyncRun, SyncState, stronger
from fieldledger.log import LogEvent, log_mutation, logger
from fieldledger.repositories.at_once import MOST_AT_ONCE, at_once
from fieldledger.repositories.connections import Connections
from fieldledger.repositories.sync_states import Due, SyncStates
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.deadline import Deadline
from fieldledger.services.sync.beginning import LOOK_AFTER, begun

_TRIES: Final = 3
_SECONDS_EACH: Final = 15.0
"""Three reads and writes and a message, some of them tried again."""


@dataclass(frozen=True, slots=True)
class Requested:
    """``queued``: another run is under way, and the one that was asked for begins when that one ends."""

    run: SyncRun
    queued: bool = False


class SyncStarter:
    """Begins runs; never two of one resource at a time."""

    def __init__(
        self,
        states: SyncStates,
        connections: Connections,
        queue: SliceQueue,
        clock: Clock,
    ) -> None:
        self._states = states
        self._connections = connections
        self._queue = queue
        self._clock = clock

    async def request(
        self, company_id: str, resource: SyncResource, mode: SyncMode, requested_by: str
    ) -> Result[Requested]:
        """Begin a run now, or after the one that is under way.

        Codes: ``NOT_CONNECTED``, ``RECONNECT_REQUIRED``, ``NOT_FOUND`` for what is not read by itself.
        """
        if resource.read_with is not resource:
            return Result.fail(f"{resource} comes with {resource.read_with}", ErrorCode.NOT_FOUND)
        connected = await self.connected(company_id, resource.vendor)
        if connected.failed:
            return connected.failure()
        asked = SyncRequest(mode=mode, requested_by=requested_by)
        for _ in range(_TRIES):
            done = await self._request(company_id, resource, asked)
            if done.error_code != ErrorCode.VERSION_CONFLICT:
                return done
        return Result.fail("the sync kept changing", ErrorCode.VERSION_CONFLICT)

    async def begin_due(self, limit: int, deadline: Deadline | None = None) -> Result[int]:
        """Begin what is due and wake what was left behind, several at once; the answer counts both.

        What ``deadline`` leaves no time for stays due.
        """
        due = await self._states.due(self._clock.now(), limit)
        if due.failed:
            return due.failure()

        async def begin(each: Due) -> bool:
            in_time = deadline is None or deadline.allows(_SECONDS_EACH)
            return in_time and await self._was_begun(*each)

        return Result.ok(sum(await at_once(begin, due.unwrap(), MOST_AT_ONCE)))

    async def _was_begun(self, company_id: str, resource: SyncResource) -> bool:
        """One that fails keeps no other from beginning, and is still due in the next minute."""
        done = await self._begin_due(company_id, resource)
        if done.failed and done.error_code != ErrorCode.VERSION_CONFLICT:
            logger.warning(LogEvent.SYNC_NOT_BEGUN, extra={"entity_id": company_id, "code": done.error_code})
        return done.success and done.unwrap()

    async def _request(self, company_id: str, resource: SyncResource, asked: SyncRequest) -> Result[Requested]:
        found = await self._states.find(company_id, resource)
        if found.failed:
            return found.failure()
        now = self._clock.now()
        state = found.unwrap() or SyncState(company_id=company_id, resource=resource, due_at=now)
        if state.active is None:
            done = await self._begin(state, asked)
            return done.map(Requested)
        mode = asked.mode if state.wanted is None else stronger(asked.mode, state.wanted.mode)
        queued = asked.model_copy(update={"mode": mode})
        saved = await self._states.save(state.model_copy(update={"wanted": queued}))
        active = state.active
        return saved.map(lambda _: Requested(active, queued=True))

    async def _begin_due(self, company_id: str, resource: SyncResource) -> Result[bool]:
        found = await self._states.find(company_id, resource)
        if found.failed:
            return found.failure()
        state, now = found.unwrap(), self._clock.now()
        if state is None or state.paused or state.due_at > now:  # the index is a moment behind
            return Result.ok(data=False)
        if state.active is not None:
            return await self._wake(state, state.active)
        connected = await self.connected(company_id, resource.vendor)
        if connected.error_code in {ErrorCode.NOT_CONNECTED, ErrorCode.RECONNECT_REQUIRED}:
            paused = await self._states.save(state.model_copy(update={"paused": True}))
            return paused.map(lambda _: False)
        if connected.failed:
            return connected.failure()
        return (await self._begin(state, SyncRequest(mode=None, requested_by=SYSTEM))).map(lambda _: True)

    async def _begin(self, state: SyncState, asked: SyncRequest) -> Result[SyncRun]:
        saved = await self._states.save(begun(state, asked, self._clock.now()))
        if saved.failed:
            return saved.failure()
        run = saved.unwrap().active
        assert run is not None
        log_mutation(LogEvent.SYNC_BEGUN, asked.requested_by, run.run_id, resource=run.resource.value, mode=run.mode)
        # A message that is not taken costs time only: the schedule looks at the run again.
        await self._queue.send(run.company_id, run.resource, run.run_id)
        return Result.ok(run)

    async def _wake(self, state: SyncState, run: SyncRun) -> Result[bool]:
        """A run that is still due was left behind, or has waited for long; whoever holds its lease is left alone."""
        now = self._clock.now()
        saved = await self._states.save(state.model_copy(update={"due_at": now + LOOK_AFTER}))
        if saved.failed or run.leased(now):
            return saved.map(lambda _: False)
        sent = await self._queue.send(run.company_id, run.resource, run.run_id)
        return sent.map(lambda _: True)

    async def connected(self, company_id: str, vendor: VendorName) -> Result[None]:
        """``NOT_CONNECTED`` or ``RECONNECT_REQUIRED`` if nothing can be read now."""
        connection = await self._connections.get(company_id, vendor)
        if connection.failed:
            return connection.failure()
        if connection.unwrap().state is not ConnectionState.CONNECTED:
            return Result.fail(f"{vendor} has to be reconnected by a person", ErrorCode.RECONNECT_REQUIRED)
        return Result.ok(None)
