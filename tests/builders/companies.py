"""Companies, jobs and workers."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

from fieldledger.domain.company import Company, PayPeriodRule, PayTypeMapping
from fieldledger.domain.employee import Employee, EmployeeStatus
from fieldledger.domain.member import Member
from fieldledger.domain.project import Project, ProjectStatus
from tests.builders.moments import COMPANY, CONTENT_HASH, SYNCED_AT

REGULAR: Final = PayTypeMapping(service_item="Labor")
OVERTIME: Final = PayTypeMapping(service_item="Labor - Overtime")


def a_pay_period_rule(*, anchor: date = date(2026, 1, 5), days: Literal[7, 14] = 7) -> PayPeriodRule:
    """Weeks from Monday to Sunday."""
    return PayPeriodRule(anchor=anchor, days=days)


def a_company(
    *,
    company_id: str = COMPANY,
    name: str = "Bluestem Builders",
    time_zone: str = "America/Chicago",
    pay_periods: PayPeriodRule | None = None,
    pay_types: Mapping[str, PayTypeMapping] | None = None,
    locked_through: date | None = None,
    version: int = 0,
) -> Company:
    """A company that posts regular and overtime hours."""
    return Company(
        company_id=company_id,
        name=name,
        time_zone=time_zone,
        pay_periods=a_pay_period_rule() if pay_periods is None else pay_periods,
        pay_types={"Regular": REGULAR, "Overtime": OVERTIME} if pay_types is None else dict(pay_types),
        locked_through=locked_through,
        version=version,
    )


def a_project(
    *,
    number: str | None = "2214",
    company_id: str = COMPANY,
    project_id: str = "project-1",
    source: str = "raken",
    name: str = "Riverside Clinic",
    status: ProjectStatus = ProjectStatus.ACTIVE,
    source_updated_at: datetime | None = SYNCED_AT,
    content_hash: str = CONTENT_HASH,
    budget: Decimal | None = None,
    client_id: str | None = None,
    version: int = 0,
) -> Project:
    """An active job with a job number."""
    return Project(
        company_id=company_id,
        project_id=project_id,
        source=source,
        number=number,
        name=name,
        status=status,
        source_updated_at=source_updated_at,
        content_hash=content_hash,
        budget=budget,
        client_id=client_id,
        version=version,
    )


def a_member(user_id: str = "manager-1", *project_ids: str, company_id: str = COMPANY, version: int = 0) -> Member:
    """A project manager of the given jobs."""
    return Member(company_id=company_id, user_id=user_id, project_ids=project_ids, version=version)


def an_employee(
    *,
    number: str | None = "107",
    company_id: str = COMPANY,
    employee_id: str = "employee-1",
    source: str = "raken",
    first_name: str = "Rosa",
    last_name: str = "Delgado",
    email: str | None = "rosa.delgado@example.com",
    status: EmployeeStatus = EmployeeStatus.ACTIVE,
    content_hash: str = CONTENT_HASH,
    version: int = 0,
) -> Employee:
    """An active worker with a payroll number."""
    return Employee(
        company_id=company_id,
        employee_id=employee_id,
        source=source,
        number=number,
        first_name=first_name,
        last_name=last_name,
        email=email,
        status=status,
        content_hash=content_hash,
        version=version,
    )
