"""Reading time cards with the names that a person needs to judge them."""

from datetime import date
from decimal import Decimal

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.employee import Employee
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.project import Project
from fieldledger.domain.time_card import TimeCard, TimeCardStatus, TimeEntry
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.employees import Employees
from fieldledger.repositories.identities import Identities, survivors
from fieldledger.repositories.paging import Slice
from fieldledger.repositories.projects import Projects
from fieldledger.repositories.time_cards import TimeCards
from fieldledger.result import Result


class PersonView(CanonicalModel):
    """A worker; empty name and number when the source never sent the worker."""

    employee_id: str
    number: str | None = None
    name: str | None = None


class JobView(CanonicalModel):
    """A job; empty name and number when the source never sent the job."""

    project_id: str
    number: str | None = None
    name: str | None = None


class TimeCardView(CanonicalModel):
    """A time card for display; hours are as the source gave them."""

    time_card_id: str
    work_date: date
    employee: PersonView
    project: JobView
    entries: tuple[TimeEntry, ...]
    total_hours: Decimal
    status: TimeCardStatus
    approval_id: str | None
    source_updated_at: Utc
    version: int


class TimeCardQueries:
    """Time cards of one company."""

    def __init__(self, cards: TimeCards, projects: Projects, employees: Employees, identities: Identities) -> None:
        self._cards = cards
        self._projects = projects
        self._employees = employees
        self._identities = identities

    async def page(
        self,
        company_id: str,
        first: date,
        last: date,
        status: TimeCardStatus | None,
        project_id: str | None,
        limit: int,
        start: StartKey | None,
    ) -> Result[Slice[TimeCardView]]:
        """A page by jobsite date. Filters are applied to the page, so it may hold fewer than ``limit`` cards."""
        page = await self._cards.by_date(company_id, first, last, limit, start)
        if page.failed:
            return page.failure()
        wanted = [
            card
            for card in page.unwrap().items
            if (status is None or card.status is status) and (project_id is None or card.project_id == project_id)
        ]
        views = await self._views(company_id, wanted)
        return views.map(lambda found: Slice(found, page.unwrap().next_start))

    async def _views(self, company_id: str, cards: list[TimeCard]) -> Result[tuple[TimeCardView, ...]]:
        """Names are those of the records that the cards' ids stand for by now: cards keep the ids of their source."""
        jobs = await survivors(self._identities, company_id, IdentityKind.PROJECT, [card.project_id for card in cards])
        people = await survivors(
            self._identities, company_id, IdentityKind.EMPLOYEE, [card.employee_id for card in cards]
        )
        if jobs.failed or people.failed:
            return jobs.failure() if jobs.failed else people.failure()
        projects = await self._projects.get_many(company_id, list(dict.fromkeys(jobs.unwrap().values())))
        employees = await self._employees.get_many(company_id, list(dict.fromkeys(people.unwrap().values())))
        if projects.failed or employees.failed:
            return projects.failure() if projects.failed else employees.failure()
        named_jobs = {project.project_id: project for project in projects.unwrap()}
        named_people = {employee.employee_id: employee for employee in employees.unwrap()}
        return Result.ok(
            tuple(
                _view(
                    card,
                    named_people.get(people.unwrap()[card.employee_id]),
                    named_jobs.get(jobs.unwrap()[card.project_id]),
                )
                for card in cards
            )
        )


def _view(card: TimeCard, employee: Employee | None, project: Project | None) -> TimeCardView:
    person = PersonView(employee_id=card.employee_id)
    if employee is not None:
        person = PersonView(employee_id=card.employee_id, number=employee.number, name=employee.display_name)
    job = JobView(project_id=card.project_id)
    if project is not None:
        job = JobView(project_id=card.project_id, number=project.number, name=project.name)
    return TimeCardView(
        time_card_id=card.time_card_id,
        work_date=card.work_date,
        employee=person,
        project=job,
        entries=card.entries,
        total_hours=card.total_hours,
        status=card.status,
        approval_id=card.approval_id,
        source_updated_at=card.source_updated_at,
        version=card.version,
    )
