"""Raken's lists: projects, members, cost codes, classifications (raken.md A5, A7)."""

from fieldledger.domain.employee import EmployeeStatus
from fieldledger.domain.mirror import Facts
from fieldledger.domain.project import ProjectStatus


class ProjectFacts(Facts):
    """``number`` is the contractor's job number and may be missing."""

    number: str | None
    name: str
    status: ProjectStatus


class MemberFacts(Facts):
    """``number`` is the payroll key (Raken's employeeId) and may be missing."""

    number: str | None
    first_name: str
    last_name: str
    email: str | None
    status: EmployeeStatus


class CostCodeFacts(Facts):
    """``code`` is written as time entries have it after reading: with its division in front."""

    code: str
    division: str | None = None
    description: str | None = None
    active: bool = True


class ClassificationFacts(Facts):
    """A craft or trade."""

    name: str
    active: bool = True
