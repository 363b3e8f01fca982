"""Bringing what one job cost, by the books, to Procore."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Final

from fieldledger.domain.actuals import PushedActual, PushedJob
from fieldledger.domain.clock import Clock
from fieldledger.repositories.checkpoints import Checkpoints
from fieldledger.repositories.pushed_actuals import PushedActuals
from fieldledger.result import Remedy, Result
from fieldledger.services.actuals.changes import Changes, Side, changes_of
from fieldledger.services.actuals.telling import ActualsTelling
from fieldledger.services.actuals.wanted import Wanted, WantedActuals
from fieldledger.services.actuals.writing import AT_ONCE, ActualsWriter, Written
from fieldledger.services.deadline import Deadline
from fieldledger.services.job_cost.jobs import Job

LEASE_SECONDS: Final = 600
"""Longer than one go can take; whoever dies holds the job up for as long."""


@dataclass(frozen=True, slots=True)
class JobPushed:
    """Direct costs of a job: ``written`` now, ``unchanged`` since earlier, ``refused`` by Procore, ``left`` for later.

    ``busy``: somebody else is at it, and nothing was done here. ``removed`` were deleted in Procore and stay out.
    """

    written: int = 0
    unchanged: int = 0
    refused: int = 0
    removed: int = 0
    left: int = 0
    busy: bool = False

    @property
    def complete(self) -> bool:
        """Whether everything was tried."""
        return not self.busy and not self.left


@dataclass(frozen=True, slots=True)
class JobPushParts:
    """``owner`` tells this container from others."""

    wanted: WantedActuals
    pushed: PushedActuals
    writer: ActualsWriter
    telling: ActualsTelling
    leases: Checkpoints
    clock: Clock
    owner: str


@dataclass(frozen=True, slots=True)
class PushTime:
    """``seconds_each``: no go of ``AT_ONCE`` costs begins with less time left."""

    deadline: Deadline
    seconds_each: float

    def allows(self) -> bool:
        """Whether another go may begin."""
        return self.deadline.allows(self.seconds_each)


class JobPush:
    """One at a time for each of Procore's projects: its syncs refuse concurrent requests (procore.md 4)."""

    def __init__(self, parts: JobPushParts) -> None:
        self._parts = parts

    async def push(self, job: Job, project: str, time: PushTime, *, again: bool = False) -> Result[JobPushed]:
        """``again``: what somebody deleted in Procore is made anew. Codes: those of writing to Procore.

        What could be written stays written, whatever comes later; a repetition goes on from there.
        """
        company_id = job.company.company_id
        held = await self._lease(company_id, project)
        if held.failed:
            return held.failure()
        if not held.unwrap():
            return Result.ok(JobPushed(busy=True))
        done = await self._push(job, project, time, again=again)
        # A lease that cannot be given back runs out by itself.
        await self._parts.leases.release(company_id, _lease(project), self._parts.owner, self._parts.clock.now())
        if done.failed and done.traits.remedy not in {Remedy.RETRY, Remedy.RECONNECT}:
            await self._parts.telling.of_failure(company_id, project, done)
        return done

    async def _push(self, job: Job, project: str, time: PushTime, *, again: bool) -> Result[JobPushed]:
        began = self._parts.clock.now()
        company_id = job.company.company_id
        wanted = await self._parts.wanted.of_job(job, project)
        before = await self._parts.pushed.of_project(company_id, project)
        if wanted.failed or before.failed:
            return wanted.failure() if wanted.failed else before.failure()
        known = {each.key: each for each in before.unwrap()}
        side = Side(company_id, project, known, wanted.unwrap().known.ours, again=again)
        changes = changes_of(wanted.unwrap().costs, side)
        told = await self._tell(company_id, project, wanted.unwrap(), changes)
        if told.failed:
            return told.failure()
        done = await self._write(company_id, project, changes, time)
        if done.failed or not done.unwrap().complete:
            return done
        noted = await self.note(company_id, job.project.project_id, began)
        return noted.map(lambda _: done.unwrap())

    async def note(self, company_id: str, project_id: str, began: datetime) -> Result[PushedJob]:
        """A job of ours, by our id, was done to its end, or has nowhere to go."""
        found = await self._parts.pushed.jobs(company_id, [project_id])
        if found.failed:
            return found.failure()
        version = next((each.version for each in found.unwrap()), 0)
        job = PushedJob(company_id=company_id, project_id=project_id, pushed_at=began, version=version)
        return await self._parts.pushed.save_job(job)

    async def _tell(self, company_id: str, project: str, wanted: Wanted, changes: Changes) -> Result[None]:
        """What was deleted is noted, so that it stays out although its tombstone may be forgotten."""
        for each in changes.removed:
            noted = await self._parts.pushed.save(each)
            if noted.failed:
                return noted.failure()
        return await self._parts.telling.of_job(company_id, project, wanted, changes.removed)

    async def _write(self, company_id: str, project: str, changes: Changes, time: PushTime) -> Result[JobPushed]:
        written = refused = 0
        left = len(changes.write)
        for some in batched(changes.write, AT_ONCE, strict=False):
            held = await self._lease(company_id, project) if time.allows() else Result.ok(data=False)
            if held.failed:
                return held.failure()
            if not held.unwrap():
                break
            done = await self._some(company_id, some)
            if done.failed:
                return done.failure()
            written, refused = written + len(done.unwrap().done), refused + len(done.unwrap().refused)
            left -= len(some)
        if changes.write and not left:
            told = await self._parts.telling.of_success(company_id, project)
            if told.failed:
                return told.failure()
        return Result.ok(JobPushed(written, changes.unchanged, refused, len(changes.removed), left))

    async def _some(self, company_id: str, some: Sequence[PushedActual]) -> Result[Written]:
        done = await self._parts.writer.write(some)
        if done.failed:
            return done
        told = await self._parts.telling.of_writing(company_id, some, done.unwrap())
        if told.failed:
            return told.failure()
        failure = done.unwrap().failure
        return done if failure is None else failure

    async def _lease(self, company_id: str, project: str) -> Result[bool]:
        parts = self._parts
        return await parts.leases.acquire(company_id, _lease(project), parts.owner, parts.clock.now(), LEASE_SECONDS)


def _lease(project: str) -> str:
    return f"actuals:{project}"
