"""Gathering a job's week: approved cards, the hours that stand of them, and what a person should know."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fieldledger.domain.certified_payroll import (
    ApprovedHours,
    CertifiedPayroll,
    FlaggedCard,
    PayrollFlag,
    Person,
    lines_of,
    sum_of,
    unnamed_pay_types,
)
from fieldledger.domain.company import Company, PayPeriod
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.domain.project import Project
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.domain.visibility import VisibleProjects
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.employees import Employees
from fieldledger.repositories.identities import Identities, survivors
from fieldledger.repositories.postings import Postings
from fieldledger.repositories.projects import Projects
from fieldledger.repositories.time_cards import TimeCards, cards_between
from fieldledger.result import ErrorCode, Result
from fieldledger.services.invalid import invalid
from fieldledger.services.overtime_weeks import COUNTED
from fieldledger.services.posting.standing import Standing, hours_of, standing

MOST_LINES: Final = 1000
"""Workers and classifications of one job's week; keeps every file far below what Lambda may answer (6 MB)."""


@dataclass(frozen=True, slots=True)
class CertifiedWeeks:
    """Reads our own tables only, and writes nothing."""

    companies: Companies
    projects: Projects
    employees: Employees
    identities: Identities
    cards: TimeCards
    postings: Postings

    async def week(
        self, company_id: str, project_id: str, week_ending: date, visible: VisibleProjects
    ) -> Result[CertifiedPayroll]:
        """Codes: ``NOT_FOUND``, also for a job that the caller may not see; ``COMPANY_NOT_CONFIGURED``;
        ``VALIDATION_FAILED`` unless a work week of the company ends on ``week_ending``; ``LIST_TOO_LONG``.
        """
        if not visible.includes(project_id):
            return Result.fail("The project was not found", ErrorCode.NOT_FOUND)
        project, company = await asyncio.gather(
            self.projects.get(company_id, project_id), self.companies.get(company_id)
        )
        if project.failed:
            return project.failure()
        if company.error_code == ErrorCode.NOT_FOUND:
            return Result.fail("the company is not set up yet", ErrorCode.COMPANY_NOT_CONFIGURED)
        if company.failed:
            return company.failure()
        week = company.unwrap().pay_periods.week_of(week_ending)
        if week.last_day != week_ending:
            problem = f"the company's weeks end on a {week.last_day:%A}: {week.last_day.isoformat()} is the next one"
            return invalid({"query.week_ending": problem})
        return await self._of_job(company.unwrap(), project.unwrap(), week)

    async def _of_job(self, company: Company, project: Project, week: PayPeriod) -> Result[CertifiedPayroll]:
        found = await self._cards(company.company_id, project.project_id, week)
        if found.failed:
            return found.failure()
        cards = found.unwrap()
        hours, workers = await asyncio.gather(
            standing(self.postings, company.company_id, cards),
            survivors(self.identities, company.company_id, IdentityKind.EMPLOYEE, [card.employee_id for card in cards]),
        )
        if hours.failed or workers.failed:
            return hours.failure() if hours.failed else workers.failure()
        who = workers.unwrap()
        people = await self.employees.get_many(company.company_id, sorted(set(who.values())))
        if people.failed:
            return people.failure()
        persons = [Person(each.employee_id, each.number, each.display_name) for each in people.unwrap()]
        payroll = _payroll(company, project, week, cards, hours.unwrap(), who, persons)
        if len(payroll.lines) > MOST_LINES:
            text = f"{len(payroll.lines)} workers and classifications, and a week takes {MOST_LINES}"
            return Result.fail(text, ErrorCode.LIST_TOO_LONG)
        return Result.ok(payroll)

    async def _cards(self, company_id: str, project_id: str, week: PayPeriod) -> Result[list[TimeCard]]:
        """Approved cards of the job, whatever their source calls it."""
        listed = await cards_between(self.cards, company_id, week.first_day, week.last_day)
        if listed.failed:
            return listed
        jobs = await survivors(
            self.identities,
            company_id,
            IdentityKind.PROJECT,
            [project_id, *(card.project_id for card in listed.unwrap())],
        )
        if jobs.failed:
            return jobs.failure()
        job = jobs.unwrap()
        mine = [card.time_card_id for card in listed.unwrap() if job[card.project_id] == job[project_id]]
        found = await self.cards.get_many(company_id, mine)  # the index may be a moment behind
        return found.map(lambda cards: sorted((c for c in cards if c.status in COUNTED), key=_order))


def _payroll(
    company: Company,
    project: Project,
    week: PayPeriod,
    cards: Sequence[TimeCard],
    hours: Standing,
    workers: Mapping[str, str],
    people: Sequence[Person],
) -> CertifiedPayroll:
    worked = [each for card in cards for each in _hours(card, hours[card.time_card_id], workers)]
    flagged = tuple(flag for card in cards for flag in _flags(card, hours[card.time_card_id], workers))
    lines = lines_of(week.first_day, worked, flagged, people, company.time)
    total = sum_of(line.total for line in lines)
    return CertifiedPayroll(
        contractor=company.name,
        project_id=project.project_id,
        project_number=project.number,
        project_name=project.name,
        first_day=week.first_day,
        week_ending=week.last_day,
        overtime_decided_by=company.time.overtime,
        lines=lines,
        total=total,
        total_minutes=total.minutes,
        flagged=flagged,
        pay_types_as_straight=unnamed_pay_types(worked, company.time),
    )


def _hours(card: TimeCard, postings: Sequence[Posting], workers: Mapping[str, str]) -> Iterator[ApprovedHours]:
    for draft in map(hours_of, postings):
        yield ApprovedHours(
            card.time_card_id,
            workers[card.employee_id],
            draft.work_date,
            draft.pay_type,
            draft.classification,
            draft.minutes,
        )


def _flags(card: TimeCard, postings: Sequence[Posting], workers: Mapping[str, str]) -> Iterator[FlaggedCard]:
    changed = card.status is TimeCardStatus.CHANGED
    odd = {
        PayrollFlag.CHANGED: changed and card.deleted_at is None,
        PayrollFlag.DELETED: changed and card.deleted_at is not None,
        PayrollFlag.ADJUSTED: any(posting.replaces is not None for posting in postings),
        PayrollFlag.NOT_POSTED: any(posting.state is not PostingState.POSTED for posting in postings),
    }
    for flag, is_so in odd.items():
        if is_so:
            yield FlaggedCard(
                time_card_id=card.time_card_id,
                work_date=card.work_date,
                employee_id=workers[card.employee_id],
                flag=flag,
            )


def _order(card: TimeCard) -> tuple[date, str]:
    return card.work_date, card.time_card_id
