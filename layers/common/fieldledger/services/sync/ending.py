"""How a run ends: read to its end, or given up."""

import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.exception_item import exception_id
from fieldledger.domain.sync_state import FullRead, SkippedScope, SyncMode, SyncProblem, SyncRun, SyncState, next_slot
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.sync_states import SyncStates
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.sync.beginning import begun
from fieldledger.services.sync.holding import save_held
from fieldledger.services.sync.source import SourceTraits

_NOTHING: Final[Mapping[str, datetime | FullRead | None]] = MappingProxyType({})


class Ending:
    """Ends runs and says when the next one is due."""

    def __init__(self, states: SyncStates, companies: Companies, inbox: Inbox, clock: Clock) -> None:
        self._states = states
        self._companies = companies
        self._inbox = inbox
        self._clock = clock

    async def read_to_the_end(
        self, state: SyncState, run: SyncRun, traits: SourceTraits, *, compared: bool = False
    ) -> Result[SyncState]:
        """The checkpoint moves to the moment at which the run began; what stood in the inbox about it closes."""
        ended = self._ended(run)
        closed = await self._close(state, ended)
        if closed.failed:
            return closed.failure()
        full = run.mode is SyncMode.FULL
        read = {
            "synced_until": run.until,
            "full_at": ended.started_at if full else state.full_at,
            "full": _full_read(ended) if full else state.full,
            "reconciled_at": self._clock.now() if compared else state.reconciled_at,
        }
        logger.info(LogEvent.SYNC_FINISHED, extra=_extra(ended))
        return await self._end(state, ended, traits, read)

    async def give_up(
        self, state: SyncState, run: SyncRun, traits: SourceTraits, failed: Result[object]
    ) -> Result[SyncState]:
        """The checkpoint stays where it was; a person is told what to do."""
        problem = problem_of(failed)
        ended = self._ended(run.model_copy(update={"problem": problem}))
        logger.warning(LogEvent.SYNC_STOPPED, extra=_extra(ended) | {"code": problem.code})
        told = await self._inbox.raise_(run.company_id, _to_tell(run, problem))
        if told.failed:
            return told.failure()
        await self._inbox.raise_lost_connection(run.company_id, run.resource.vendor, failed)
        return await self._end(state, ended, traits)

    async def skip(self, run: SyncRun, failed: Result[object]) -> Result[SyncRun]:
        """The run without the scope that it is in."""
        problem, scope_id = problem_of(failed), run.progress.scope_id or ""
        told = await self._inbox.raise_(run.company_id, _to_tell(run, problem, scope_id))
        skipped = (*run.progress.skipped, SkippedScope(scope_id=scope_id, code=problem.code))
        past = {"scope_id": None, "parent_id": None, "cursor": None, "skipped": skipped}
        progress = run.progress.model_copy(update=past)
        return told.map(lambda _: run.model_copy(update={"progress": progress, "failures": 0}))

    def _ended(self, run: SyncRun) -> SyncRun:
        now = self._clock.now()
        return run.model_copy(
            update={"finished_at": now, "updated_at": now, "lease_until": None, "waits_until": None, "failures": 0}
        )

    async def _end(
        self,
        state: SyncState,
        ended: SyncRun,
        traits: SourceTraits,
        read: Mapping[str, datetime | FullRead | None] = _NOTHING,
    ) -> Result[SyncState]:
        """History first: a run that was kept twice is one run, a run that was lost is lost."""
        if worth_keeping(ended):
            kept = await self._states.keep_run(ended)
            if kept.failed:
                return kept.failure()
        due = await self._next(state, traits)
        if due.failed:
            return due.failure()
        over = {"active": None, "last": ended, "due_at": due.unwrap(), **read}

        def after(latest: SyncState) -> SyncState:
            idle = latest.model_copy(update=over)
            goes_on = latest.wanted is not None and ended.problem is None
            return begun(idle, latest.wanted, self._clock.now()) if goes_on and latest.wanted is not None else idle

        return await save_held(self._states, state, after)

    async def _next(self, state: SyncState, traits: SourceTraits) -> Result[datetime]:
        """By the company's own cadence, else by the usual one."""
        company = await self._companies.get(state.company_id)
        if company.failed and company.error_code != ErrorCode.NOT_FOUND:
            return company.failure()
        settings = company.unwrap_or(None)
        minutes = None if settings is None else settings.sync_minutes.get(state.resource)
        every = traits.every if minutes is None else timedelta(minutes=minutes)
        place = zlib.crc32(f"{state.company_id}#{state.resource}".encode())
        return Result.ok(next_slot(self._clock.now(), every, place))

    async def _close(self, state: SyncState, ended: SyncRun) -> Result[int]:
        """Only what the last run raised and this one did not."""
        last = state.last
        if last is None:
            return Result.ok(0)
        still = {scope.scope_id for scope in ended.progress.skipped}
        over = [_subject(ended, s.scope_id, s.code) for s in last.progress.skipped if s.scope_id not in still]
        if last.problem is not None:
            over.append(_subject(ended, None, last.problem.code))
        ids = [exception_id(ended.company_id, code, subject) for subject, code in over]
        return await self._inbox.resolve(ended.company_id, ids) if ids else Result.ok(0)


def _full_read(run: SyncRun) -> FullRead:
    return FullRead(
        run_id=run.run_id,
        finished_at=run.finished_at or run.updated_at,
        pages=run.progress.pages,
        scopes=run.progress.scopes_done + len(run.progress.skipped),
        seen=run.counts.seen,
    )


def worth_keeping(run: SyncRun) -> bool:
    """A scheduled run that found nothing new is not: the state remembers the last one."""
    nothing = not run.counts.changed and not run.counts.failed and not run.progress.skipped
    return not nothing or run.problem is not None or run.requested_by != SYSTEM or run.mode is SyncMode.FULL


def problem_of(failed: Result[object]) -> SyncProblem:
    """What a run remembers of a failure."""
    return SyncProblem(code=failed.error_code or ErrorCode.UNKNOWN, message=failed.error or "")


def _to_tell(run: SyncRun, problem: SyncProblem, scope_id: str | None = None) -> Problem:
    where = f" of {scope_id}" if scope_id else ""
    text = f"{run.resource.vendor} does not give us {run.resource.short_name}{where}: {problem.message}"
    subject, _ = _subject(run, scope_id, problem.code)
    return Problem(ErrorCode(problem.code), subject, text)


def _subject(run: SyncRun, scope_id: str | None, code: str) -> tuple[str, str]:
    return f"sync:{run.resource}" + (f":{scope_id}" if scope_id else ""), code


def _extra(run: SyncRun) -> dict[str, object]:
    counts = run.counts.model_dump()
    return {"entity_id": run.company_id, "resource": run.resource.value, "run_id": run.run_id, "counts": counts}
