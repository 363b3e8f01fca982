"""The sync engine: carries a run on, page by page, until its turn is over.

A run is a chain of slices. Each slice is one message: it takes the lease, reads pages, writes the checkpoint after
every page that changed something and after a few that did not, and sends the next message. Whoever dies leaves a lease
that runs out and a checkpoint; whoever comes twice finds the lease taken. Keeping rows is idempotent, so a page that is
read again changes nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from fieldledger.clients.sync_queue import LONGEST_DELAY_SECONDS, SliceQueue
from fieldledger.domain.clock import Clock
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.domain.sync_state import SyncRun, SyncState
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.metered import Units, measured
from fieldledger.repositories.mirror import Mirror, Placed
from fieldledger.repositories.sync_states import SyncStates
from fieldledger.result import ErrorCode, Result
from fieldledger.services.deadline import PAGE_SECONDS, Deadline
from fieldledger.services.sync.beginning import prepared
from fieldledger.services.sync.ending import Ending, problem_of
from fieldledger.services.sync.failing import GiveUp, SkipScope, Wait, judged
from fieldledger.services.sync.holding import save_held
from fieldledger.services.sync.reading import PageKeeping
from fieldledger.services.sync.reconciling import Reconciling
from fieldledger.services.sync.source import SourcePage, SourceTraits
from fieldledger.services.sync.sources import Registry
from fieldledger.services.sync.stepping import after_page, in_scope, next_window, page_request

TURN: Final = timedelta(seconds=20)
"""How long one run may keep a worker while others may be waiting for one."""

LEASE: Final = timedelta(seconds=180)
"""Renewed with every checkpoint; a worker that died holds its run up for as long."""

UNSAVED_PAGES: Final = 10
"""So many pages without a change share a checkpoint: it costs more than they do, and whoever dies reads them again."""

_SCOPES_AT_ONCE: Final = 25


@dataclass(frozen=True, slots=True)
class EngineParts:
    """What the engine works with."""

    states: SyncStates
    mirror: Mirror
    registry: Registry
    keeping: PageKeeping
    reconciling: Reconciling
    ending: Ending
    queue: SliceQueue
    clock: Clock


@dataclass(frozen=True, slots=True)
class _At:
    """A state with a run under way, and how its resource is read.

    ``may_be_kept``: so many of the next pages may have been kept by somebody who died before the checkpoint.
    ``unsaved`` counts the pages since the last one. ``scopes`` follow the run's place, as far as they have been read.
    """

    state: SyncState
    run: SyncRun
    traits: SourceTraits
    may_be_kept: int = 0
    unsaved: int = 0
    scopes: tuple[Placed, ...] = ()

    def with_run(self, run: SyncRun) -> "_At":
        return replace(self, run=run)


class SyncEngine:
    """Works on one run at a time; correctness does not rest on that."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts

    async def carry_on(
        self, company_id: str, resource: SyncResource, run_id: str, deadline: Deadline
    ) -> Result[SyncState | None]:
        """The state after this slice; None if there was nothing to do (the run ended, or somebody else is at it).

        Fails only where our own store or queue does: the message then comes again.
        """
        claimed = await self._claim(company_id, resource, run_id)
        if claimed.failed:
            return claimed.failure()
        at = claimed.unwrap()
        if at is None:
            return Result.ok(None)
        with measured() as units:
            done = await self._turn(at, units, deadline)
        if done.error_code == ErrorCode.VERSION_CONFLICT:  # the lease had run out, and somebody else went on
            return Result.ok(None)
        return done.map(lambda state: state)

    async def _claim(self, company_id: str, resource: SyncResource, run_id: str) -> Result[_At | None]:
        found = await self._parts.states.find(company_id, resource)
        traits = self._parts.registry.traits(resource)
        if found.failed or traits.failed:
            return (found if found.failed else traits).failure()
        state, now = found.unwrap(), self._parts.clock.now()
        run = None if state is None else state.active
        if state is None or run is None or run.run_id != run_id or run.leased(now):
            return Result.ok(None)
        ready = prepared(state, run, traits.unwrap()).model_copy(update={"waits_until": None})
        ready = ready.model_copy(update={"lease_until": now + LEASE, "updated_at": now})
        saved = await self._parts.states.save(state.model_copy(update={"active": ready}))
        if saved.error_code == ErrorCode.VERSION_CONFLICT:  # another worker was faster, or the message comes again
            return Result.ok(None)
        resumed = UNSAVED_PAGES if run.prepared else 0
        return saved.map(lambda claimed: _At(claimed, ready, traits.unwrap(), may_be_kept=resumed))

    async def _turn(self, at: _At, units: Units, deadline: Deadline) -> Result[SyncState]:
        ends = self._parts.clock.now() + TURN
        while True:
            if self._parts.clock.now() >= ends or not deadline.allows(PAGE_SECONDS):
                return await self._hand_on(at, timedelta(0))
            stepped = await self._step(at, units, deadline)
            if stepped.failed:
                return stepped.failure()
            match stepped.unwrap():
                case SyncState() as state:
                    return Result.ok(state)
                case gone_on:
                    at = gone_on

    async def _step(self, at: _At, units: Units, deadline: Deadline) -> Result[_At | SyncState]:
        """One page further; a state where the slice is over: the run ended, or waits."""
        if at.run.progress.comparing is not None:
            return await self._compare(at, units, deadline)
        placed = await self._placed(at)
        if placed.failed:
            return placed.failure()
        here = placed.unwrap()
        if here is None:
            return await self._window_over(at)
        source = self._parts.registry.source_of(here.run)
        page = await source.and_then_async(lambda reader: reader.page(page_request(here.run)))
        if page.failed:
            return await self._failed(here, page)
        run = here.run
        again = here.may_be_kept > 0
        kept = await self._parts.keeping.keep(run.company_id, run.resource, page.unwrap(), again=again)
        if kept.failed:
            return await self._failed(here, kept)
        after = _read(run, page.unwrap(), kept.unwrap(), units, here.traits)
        read = replace(here, run=after, may_be_kept=max(0, here.may_be_kept - 1), unsaved=here.unsaved + 1)
        if page.unwrap().next_cursor is None and not _scoped(here.traits):
            return await self._window_over(read)
        if not kept.unwrap().changed and read.unsaved < UNSAVED_PAGES:
            return Result.ok(read)
        return (await self._save(read)).map(lambda saved: saved)

    async def _placed(self, at: _At) -> Result[_At | None]:
        """With a scope to read, if the resource has scopes; None if all have been read."""
        progress = at.run.progress
        parent = at.traits.scoped_by
        if parent is None or progress.scope_id is not None:
            return Result.ok(at)
        place, ahead = progress.place, at.scopes
        while True:
            for n, (place, record) in enumerate(ahead, 1):
                if not record.deleted and at.traits.scope_when(record):
                    begun = at.run.model_copy(update={"progress": in_scope(progress, place, record)})
                    return Result.ok(replace(at, run=begun, scopes=ahead[n:]))
            found = await self._parts.mirror.after(at.run.company_id, parent, place, _SCOPES_AT_ONCE)
            if found.failed:
                return found.failure()
            ahead = tuple(found.unwrap())
            if not ahead:
                return Result.ok(None)

    async def _window_over(self, at: _At) -> Result[_At | SyncState]:
        """The next window; after the last one the comparison if it is due, else the end."""
        following = next_window(at.run, at.traits)
        if following is None:
            if not self._parts.reconciling.is_due(at.state, at.run, at.traits, self._parts.clock.now()):
                return await self._ended(at, compared=False)
            begun = at.run.progress.model_copy(update={"comparing": ""})
            return Result.ok(at.with_run(at.run.model_copy(update={"progress": begun})))
        moved = replace(at, run=at.run.model_copy(update={"progress": following}), scopes=())
        return (await self._save(moved)).map(lambda saved: saved)

    async def _compare(self, at: _At, units: Units, deadline: Deadline) -> Result[_At | SyncState]:
        """One step of the comparison, which a later slice may do again: a checkpoint would cost more.

        One that fails for good is left to the next read of everything.
        """
        done = await self._parts.reconciling.step(at.run, at.traits, deadline)
        if done.failed:
            verdict, now = judged(done, at.run, self._parts.clock.now()), self._parts.clock.now()
            if isinstance(verdict, Wait) and (verdict.until - now).total_seconds() <= LONGEST_DELAY_SECONDS:
                return await self._failed(at, done)
            extra = {"entity_id": at.run.company_id, "resource": at.run.resource.value, "code": done.error_code}
            logger.warning(LogEvent.SYNC_NOT_COMPARED, extra=extra)
            return await self._ended(at, compared=False)
        step = done.unwrap()
        counts = at.run.counts.plus(SyncCounts(calls=step.calls)).plus(_spent(units))
        progress = at.run.progress.model_copy(update={"comparing": step.following})
        further = at.with_run(
            at.run.model_copy(update={"progress": progress, "counts": counts, "failures": 0, "problem": None})
        )
        return await self._ended(further, compared=step.complete) if step.following is None else Result.ok(further)

    async def _ended(self, at: _At, *, compared: bool) -> Result[_At | SyncState]:
        ended = await self._parts.ending.read_to_the_end(at.state, at.run, at.traits, compared=compared)
        return (await self._sent_on(ended)).map(lambda state: state)

    async def _failed(self, at: _At, failed: Result[object]) -> Result[_At | SyncState]:
        """Conflicts of our own records count as outages: somebody else is writing them just now."""
        match judged(failed, at.run, self._parts.clock.now()):
            case Wait(until, counted):
                waits = {
                    "waits_until": until,
                    "problem": problem_of(failed),
                    "failures": at.run.failures + counted,
                }
                pause = until - self._parts.clock.now()
                return (await self._hand_on(at.with_run(at.run.model_copy(update=waits)), pause)).map(lambda s: s)
            case SkipScope():
                skipped = await self._parts.ending.skip(at.run, failed)
                if skipped.failed:
                    return skipped.failure()
                return (await self._save(at.with_run(skipped.unwrap()))).map(lambda saved: saved)
            case GiveUp():
                ended = await self._parts.ending.give_up(at.state, at.run, at.traits, failed)
                return (await self._sent_on(ended)).map(lambda state: state)

    async def _save(self, at: _At, lease: timedelta = LEASE, due_at: datetime | None = None) -> Result[_At]:
        """The checkpoint; the lease is renewed with it."""
        now = self._parts.clock.now()
        until = now + lease if lease else None
        run = at.run.model_copy(update={"lease_until": until, "updated_at": now})
        due = {} if due_at is None else {"due_at": due_at}
        saved = await save_held(
            self._parts.states, at.state, lambda state: state.model_copy(update={"active": run} | due)
        )
        return saved.map(lambda state: replace(at, state=state, run=run, unsaved=0))

    async def _hand_on(self, at: _At, pause: timedelta) -> Result[SyncState]:
        """Give the lease back and let another message go on; beyond what a message may wait, the schedule does."""
        longer = pause.total_seconds() > LONGEST_DELAY_SECONDS
        due_at = self._parts.clock.now() + pause if longer else None
        saved = (await self._save(at, timedelta(0), due_at)).map(lambda kept: kept.state)
        return saved if saved.failed or longer else await self._sent_on(saved, pause)

    async def _sent_on(self, saved: Result[SyncState], pause: timedelta = timedelta(0)) -> Result[SyncState]:
        """A message for the run that is under way, if one is; one that is lost is sent again by the schedule."""
        if saved.failed or saved.unwrap().active is None:
            return saved
        run = saved.unwrap().active
        assert run is not None
        await self._parts.queue.send(run.company_id, run.resource, run.run_id, ceil(pause.total_seconds()))
        return saved


def _scoped(traits: SourceTraits) -> bool:
    return traits.scoped_by is not None


def _spent(units: Units) -> SyncCounts:
    """The units since they were last asked for."""
    spent = SyncCounts(read_units=units.reads, write_units=units.writes)
    units.half_reads = units.writes = 0
    return spent


def _read(run: SyncRun, page: SourcePage, kept: SyncCounts, units: Units, traits: SourceTraits) -> SyncRun:
    """After a page."""
    until = run.until if page.vendor_now is None else min(run.until, page.vendor_now)
    return run.model_copy(
        update={
            "progress": after_page(run, page, traits),
            "counts": run.counts.plus(kept).plus(_spent(units)),
            "failures": 0,
            "problem": None,
            "until": until,
        }
    )
