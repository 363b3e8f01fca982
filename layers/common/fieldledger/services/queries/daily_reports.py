"""Daily reports of a job, and one report, from the copies that are stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from fieldledger.clients.raken.report_models import RakenDailyReport
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.connection import VendorName
from fieldledger.domain.facts.raken_days import AnswerFacts, CrewFacts, NoteFacts
from fieldledger.domain.identity import Identity, IdentityKind
from fieldledger.domain.visibility import VisibleProjects
from fieldledger.envelope import Freshness
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.identities import Identities
from fieldledger.repositories.paging import Slice
from fieldledger.repositories.projects import Projects
from fieldledger.result import ErrorCode, Result
from fieldledger.services.daily_reports import DailyReports
from fieldledger.services.sync.raken.days import report_facts

_DAY_LENGTH: Final = len("2026-03-02")


class DailyReportView(CanonicalModel):
    """What a superintendent wrote about one job and day.

    ``report_id`` is the day and Raken's id, so that one report is found among those of its month.
    """

    report_id: str
    project_id: str
    work_date: date
    status: str | None
    crews: tuple[CrewFacts, ...]
    notes: tuple[NoteFacts, ...]
    answers: tuple[AnswerFacts, ...]
    source_updated_at: Utc | None

    @classmethod
    def of(cls, report: RakenDailyReport, project_id: str) -> Self:
        """The view of ``report``."""
        facts = report_facts(report)
        return cls(
            report_id=f"{report.date.isoformat()}:{report.uuid}",
            project_id=project_id,
            work_date=facts.work_date,
            status=facts.status,
            crews=facts.crews,
            notes=facts.notes,
            answers=facts.answers,
            source_updated_at=report.updated_at,
        )


@dataclass(frozen=True, slots=True)
class Aged[T]:
    """An answer and how old it is; None where Raken was not needed for it."""

    answer: T
    freshness: Freshness | None


class DailyReportQueries:
    """Never waits for Raken when there is a stored copy."""

    def __init__(self, reports: DailyReports, projects: Projects, identities: Identities) -> None:
        self._reports = reports
        self._projects = projects
        self._identities = identities

    async def page(
        self,
        company_id: str,
        project_id: str,
        days: DaySpan,
        visible: VisibleProjects,
        limit: int,
        start: StartKey | None,
        *,
        newest_first: bool,
    ) -> Result[Aged[Slice[DailyReportView]]]:
        """A page by day. Codes: ``NOT_FOUND``, and those of ``DailyReports.read``."""
        identity = await self._job(company_id, project_id, visible)
        if identity.failed:
            return identity.failure()
        names = _in_raken(identity.unwrap())
        if not names:
            return Result.ok(Aged(Slice((), None), None))
        read = await self._reports.read(company_id, days)
        if read.failed:
            return read.failure()
        found = read.unwrap()
        reports = [report for report in found.reports if report.project_uuid in names]
        page = _page(reports[::-1] if newest_first else reports, limit, start, backwards=newest_first)
        views = tuple(DailyReportView.of(report, project_id) for report in page.items)
        return Result.ok(Aged(Slice(views, page.next_start), found.freshness))

    async def get(self, company_id: str, report_id: str, visible: VisibleProjects) -> Result[Aged[DailyReportView]]:
        """One report; ``NOT_FOUND`` also for one of a job that the caller may not see."""
        day, uuid = _taken_apart(report_id)
        if day is None:
            return _no_report()
        read = await self._reports.read(company_id, DaySpan(day, day))
        if read.failed:
            return read.failure()
        report = next((each for each in read.unwrap().reports if each.uuid == uuid), None)
        if report is None:
            return _no_report()
        jobs = await self._jobs_of(company_id, report.project_uuid)
        if jobs.failed:
            return jobs.failure()
        mine = next((each for each in jobs.unwrap() if visible.includes(each)), None)
        if mine is None:
            return _no_report()
        return Result.ok(Aged(DailyReportView.of(report, mine), read.unwrap().freshness))

    async def _job(self, company_id: str, project_id: str, visible: VisibleProjects) -> Result[Identity]:
        if not visible.includes(project_id):
            return Result.fail("The project was not found", ErrorCode.NOT_FOUND)
        project = await self._projects.get(company_id, project_id)
        if project.failed:
            return project.failure()
        found = await self._identities.of(company_id, IdentityKind.PROJECT, [project_id])
        return found.map(lambda known: known[project_id])

    async def _jobs_of(self, company_id: str, project_uuid: str) -> Result[list[str]]:
        """Our ids of Raken's project: the job that it is by now first, then those that were merged into it."""
        claims = await self._identities.claims(company_id, IdentityKind.PROJECT, VendorName.RAKEN, [project_uuid])
        if claims.failed:
            return claims.failure()
        claim = claims.unwrap().get(project_uuid)
        founded = project_uuid if claim is None or claim.canonical_id is None else claim.canonical_id
        found = await self._identities.of(company_id, IdentityKind.PROJECT, [founded])
        return found.map(lambda known: [known[founded].canonical_id, *known[founded].aliases])


def _in_raken(identity: Identity) -> frozenset[str]:
    """Raken's ids of a job: linked ones, and its own ids, which are Raken's where Raken founded them."""
    linked = (link.vendor_id for link in identity.links if link.vendor is VendorName.RAKEN)
    return frozenset((*linked, identity.canonical_id, *identity.aliases))


def _page(
    reports: Iterable[RakenDailyReport], limit: int, start: StartKey | None, *, backwards: bool
) -> Slice[RakenDailyReport]:
    """What follows ``start``, also if the report that it names is gone by now."""
    after = None if start is None else (start["day"], start["uuid"])
    rest = [
        report
        for report in reports
        if after is None or (_place(report) < after if backwards else _place(report) > after)
    ]
    shown = tuple(rest[:limit])
    return Slice(shown, _start(shown[-1]) if len(rest) > limit else None)


def _place(report: RakenDailyReport) -> tuple[str, str]:
    return report.date.isoformat(), report.uuid


def _start(report: RakenDailyReport) -> Mapping[str, str]:
    day, uuid = _place(report)
    return {"day": day, "uuid": uuid}


def _taken_apart(report_id: str) -> tuple[date | None, str]:
    """Day and Raken's id; no day in what is no id of ours."""
    try:
        day = date.fromisoformat(report_id[:_DAY_LENGTH])
    except ValueError:
        return None, ""
    return (day, report_id[_DAY_LENGTH + 1 :]) if report_id[_DAY_LENGTH : _DAY_LENGTH + 1] == ":" else (None, "")


def _no_report() -> Result[Aged[DailyReportView]]:
    return Result.fail("The daily report was not found", ErrorCode.NOT_FOUND)
