"""Bringing costs to Procore on demand, and every night for the companies that want it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.project import Project
from fieldledger.domain.visibility import VisibleProjects
from fieldledger.log import LogEvent, log_mutation, logger
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.connections import Connections
from fieldledger.repositories.paging import all_items
from fieldledger.repositories.projects import Projects
from fieldledger.repositories.pushed_actuals import PushedActuals
from fieldledger.result import ErrorCode, Remedy, Result
from fieldledger.services.actuals.pushing import JobPush, JobPushed, PushTime
from fieldledger.services.deadline import PAGE_SECONDS, Deadline
from fieldledger.services.inbox import Inbox
from fieldledger.services.job_cost.jobs import Jobs

# A call of a person is answered within 29 s.
_ON_DEMAND_SECONDS: Final = 12.0
# The schedule comes several times a night: a job that was done this night is left alone.
_TONIGHT: Final = timedelta(hours=20)
_PAGE: Final = 500
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ActualsReport:
    """Jobs that were brought to their end, and those that failed; direct costs written, and refused.

    ``left``: jobs and companies that are not done yet and wait for the next time.
    """

    jobs: int = 0
    failed: int = 0
    written: int = 0
    refused: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class ActualsParts:
    """What costs are brought with."""

    jobs: Jobs
    push: JobPush
    pushed: PushedActuals
    projects: Projects
    companies: Companies
    connections: Connections
    inbox: Inbox
    clock: Clock


class Actuals:
    """Only for companies with the setting ``directions.actuals``: for the others one setting is read."""

    def __init__(self, parts: ActualsParts) -> None:
        self._parts = parts

    async def on_demand(
        self, company_id: str, user_id: str, project_id: str, visible: VisibleProjects, deadline: Deadline
    ) -> Result[JobPushed]:
        """One job, now; what somebody deleted in Procore comes back. Logged.

        Codes: ``NOT_FOUND``, ``COMPANY_NOT_CONFIGURED``, ``FLOW_OFF`` without the setting, ``JOB_UNMATCHED`` for a job
        that Procore does not have, and those of writing to Procore.
        """
        job = await self._parts.jobs.visible(company_id, project_id, visible)
        if job.failed:
            return job.failure()
        if job.unwrap().company.directions.actuals == "off":
            return Result.fail("the company's settings bring no costs to Procore", ErrorCode.FLOW_OFF)
        project = job.unwrap().name_at(VendorName.PROCORE)
        if project is None:
            return Result.fail("the job is linked to no project of Procore", ErrorCode.JOB_UNMATCHED)
        pushed = await self._parts.push.push(job.unwrap(), project, PushTime(deadline, _ON_DEMAND_SECONDS), again=True)
        told = {"written": pushed.unwrap_or(JobPushed()).written, "code": pushed.error_code}
        log_mutation(LogEvent.ACTUALS_REQUESTED, user_id, project_id, **told)
        return pushed

    async def tonight(self, deadline: Deadline) -> Result[ActualsReport]:
        """The jobs of every company that wants it. Fails only if connections cannot be listed."""
        companies = await self._parts.connections.companies_with(VendorName.PROCORE)
        if companies.failed:
            return companies.failure()
        report = ActualsReport()
        for company_id in companies.unwrap():
            done = await self._company(company_id, PushTime(deadline, PAGE_SECONDS))
            if done.failed:
                extra = {"entity_id": company_id, "code": done.error_code}
                logger.warning(LogEvent.ACTUALS_NOT_PUSHED, extra=extra)
            report = _plus(report, done.unwrap_or(ActualsReport(left=1)))
        return Result.ok(report)

    async def _company(self, company_id: str, time: PushTime) -> Result[ActualsReport]:
        company = await self._parts.companies.get(company_id)
        if company.error_code == ErrorCode.NOT_FOUND:  # connected, but not set up
            return Result.ok(ActualsReport())
        if company.failed:
            return company.failure()
        if company.unwrap().directions.actuals == "off":
            return Result.ok(ActualsReport())
        listed = await all_items(lambda start: self._parts.projects.page(company_id, _PAGE, start))
        if listed.failed:
            return listed.failure()
        return await self._jobs(company_id, listed.unwrap(), time)

    async def _jobs(self, company_id: str, projects: Sequence[Project], time: PushTime) -> Result[ActualsReport]:
        """Those that were not done this night, the longest undone first; a job that fails holds up no other."""
        due = await self._due(company_id, [project.project_id for project in projects])
        if due.failed:
            return due.failure()
        report = ActualsReport()
        for project_id in due.unwrap():
            if not time.allows():
                return Result.ok(_plus(report, ActualsReport(left=1)))
            done = await self._job(company_id, project_id, time)
            if done.failed and _ends_the_night(done):
                await self._parts.inbox.raise_lost_connection(company_id, VendorName.PROCORE, done)
                return done.failure()
            report = _plus(report, _report(done))
        return Result.ok(report)

    async def _job(self, company_id: str, project_id: str, time: PushTime) -> Result[JobPushed]:
        """A job that Procore does not have is looked at once a night."""
        job = await self._parts.jobs.visible(company_id, project_id)
        if job.failed:
            return job.failure()
        project = job.unwrap().name_at(VendorName.PROCORE)
        if project is not None:
            return await self._parts.push.push(job.unwrap(), project, time)
        noted = await self._parts.push.note(company_id, project_id, self._parts.clock.now())
        return noted.map(lambda _: JobPushed())

    async def _due(self, company_id: str, project_ids: Sequence[str]) -> Result[list[str]]:
        since = self._parts.clock.now() - _TONIGHT
        found = await self._parts.pushed.jobs(company_id, project_ids)
        known = found.map(lambda jobs: {each.project_id: each.pushed_at for each in jobs})
        return known.map(
            lambda done: sorted(
                (key for key in project_ids if done.get(key, _LONG_AGO) < since),
                key=lambda key: (done.get(key, _LONG_AGO), key),
            )
        )


def _ends_the_night(failed: Result[JobPushed]) -> bool:
    """A budget that is used up, a vendor that is down, a connection that is lost: every other job would fail too.

    A project that is still busy with a request of before is the one exception.
    """
    busy = failed.details.get("conflict") == "concurrent_request"
    return not busy and failed.traits.remedy in {Remedy.RETRY, Remedy.RECONNECT}


def _report(done: Result[JobPushed]) -> ActualsReport:
    if done.failed:
        return ActualsReport(failed=1)
    job = done.unwrap()
    return ActualsReport(jobs=int(job.complete), written=job.written, refused=job.refused, left=int(not job.complete))


def _plus(one: ActualsReport, other: ActualsReport) -> ActualsReport:
    return ActualsReport(
        one.jobs + other.jobs,
        one.failed + other.failed,
        one.written + other.written,
        one.refused + other.refused,
        one.left + other.left,
    )
