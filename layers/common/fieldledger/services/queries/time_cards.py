"""Reading time cards with the names that a person needs to judge them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.employee import Employee
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.project import Project
from fieldledger.domain.time_card import TimeCard, TimeCardStatus, TimeEntry
from fieldledger.domain.visibility import VisibleProjects
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.employees import Employees
from fieldledger.repositories.identities import Identities, survivors
from fieldledger.repositories.paging import Slice
from fieldledger.repositories.projects import Projects
from fieldledger.repositories.time_cards import TimeCards
from fieldledger.result import ErrorCode, Result

_PAGES: Final = 10


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


@dataclass(frozen=True, slots=True)
class CardFilter:
    """Jobsite days, both included, and what else narrows the cards. Ids are of records as they are by now."""

    first: date
    last: date
    status: TimeCardStatus | None = None
    project_id: str | None = None
    employee_id: str | None = None
    newest_first: bool = False


@dataclass(frozen=True, slots=True)
class _Card:
    """A card, and the job and the worker that its ids stand for by now: cards keep the ids of their source."""

    card: TimeCard
    project_id: str
    employee_id: str

    def shown(self, wanted: CardFilter, visible: VisibleProjects) -> bool:
        """Whether somebody who asks so, and sees so much, sees it."""
        jobs, people = {self.project_id, self.card.project_id}, {self.employee_id, self.card.employee_id}
        return (
            (wanted.project_id is None or wanted.project_id in jobs)
            and (wanted.employee_id is None or wanted.employee_id in people)
            and self.seen(visible)
        )

    def seen(self, visible: VisibleProjects) -> bool:
        """Whether its job may be seen."""
        return visible.includes(self.project_id) or visible.includes(self.card.project_id)


class TimeCardQueries:
    """Time cards of one company."""

    def __init__(self, cards: TimeCards, projects: Projects, employees: Employees, identities: Identities) -> None:
        self._cards = cards
        self._projects = projects
        self._employees = employees
        self._identities = identities

    async def page(
        self, company_id: str, wanted: CardFilter, visible: VisibleProjects, limit: int, start: StartKey | None
    ) -> Result[Slice[TimeCardView]]:
        """A page by jobsite date. Filters are applied to the page, so it may hold fewer than ``limit`` cards.

        Of pages of which nothing is left the next ones are read at once, up to ten.
        """
        for _ in range(_PAGES):
            page = await self._cards.by_date(
                company_id, wanted.first, wanted.last, limit, start, newest_first=wanted.newest_first
            )
            if page.failed:
                return page.failure()
            start = page.unwrap().next_start
            stand = [card for card in page.unwrap().items if wanted.status in {None, card.status}]
            known = await self._known(company_id, stand)
            if known.failed:
                return known.failure()
            shown = [each for each in known.unwrap() if each.shown(wanted, visible)]
            if shown or start is None:
                views = await self._views(company_id, shown)
                return views.map(partial(Slice, next_start=start))
        return Result.ok(Slice((), start))

    async def get(self, company_id: str, time_card_id: str, visible: VisibleProjects) -> Result[TimeCardView]:
        """``NOT_FOUND`` also for another company's card, and for one of a job that may not be seen."""
        found = await self._cards.get_many(company_id, [time_card_id])
        known = await found.and_then_async(lambda cards: self._known(company_id, cards))
        views = await known.and_then_async(
            lambda cards: self._views(company_id, [card for card in cards if card.seen(visible)])
        )
        return views.and_then(
            lambda shown: (
                Result.ok(shown[0]) if shown else Result.fail("The time card was not found", ErrorCode.NOT_FOUND)
            )
        )

    async def _known(self, company_id: str, cards: list[TimeCard]) -> Result[list[_Card]]:
        jobs = await survivors(self._identities, company_id, IdentityKind.PROJECT, [card.project_id for card in cards])
        people = await survivors(
            self._identities, company_id, IdentityKind.EMPLOYEE, [card.employee_id for card in cards]
        )
        if jobs.failed or people.failed:
            return jobs.failure() if jobs.failed else people.failure()
        now, who = jobs.unwrap(), people.unwrap()
        return Result.ok([_Card(card, now[card.project_id], who[card.employee_id]) for card in cards])

    async def _views(self, company_id: str, cards: list[_Card]) -> Result[tuple[TimeCardView, ...]]:
        """Names are those of the records that the cards' ids stand for."""
        projects = await self._projects.get_many(company_id, list(dict.fromkeys(card.project_id for card in cards)))
        employees = await self._employees.get_many(company_id, list(dict.fromkeys(card.employee_id for card in cards)))
        if projects.failed or employees.failed:
            return projects.failure() if projects.failed else employees.failure()
        jobs = {project.project_id: project for project in projects.unwrap()}
        people = {employee.employee_id: employee for employee in employees.unwrap()}
        return Result.ok(
            tuple(_view(each.card, people.get(each.employee_id), jobs.get(each.project_id)) for each in cards)
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
