"""Weeks of certified payroll."""

from collections.abc import Mapping, Sequence
from datetime import date

from fieldledger.domain.certified_payroll import CertifiedPayroll, PayrollFlag, PayrollLine, Worked, sum_of
from fieldledger.domain.time_rules import OvertimeAuthority


def a_payroll_line(
    name: str | None = "Rosa Delgado",
    *,
    number: str | None = "107",
    classification: str | None = "Carpenter",
    days: Mapping[int, Worked] | None = None,
    flags: Sequence[PayrollFlag] = (),
) -> PayrollLine:
    """A worker of one Monday; ``days`` count from the first day of the week."""
    given = {0: Worked(straight=480, overtime=60)} if days is None else days
    week = tuple(given.get(day, Worked()) for day in range(7))
    return PayrollLine(
        employee_id=f"employee-{number}",
        number=number,
        name=name,
        classification=classification,
        days=week,
        total=sum_of(week),
        flags=tuple(flags),
    )


def a_payroll(
    *lines: PayrollLine,
    contractor: str = "Bluestem Builders",
    authority: OvertimeAuthority = OvertimeAuthority.SOURCE,
    unnamed: Sequence[str] = (),
) -> CertifiedPayroll:
    """The week to 1 March 2026 at the clinic."""
    given = lines or (a_payroll_line(),)
    total = sum_of(line.total for line in given)
    return CertifiedPayroll(
        contractor=contractor,
        project_id="project-1",
        project_number="2214",
        project_name="Riverside Clinic",
        first_day=date(2026, 2, 23),
        week_ending=date(2026, 3, 1),
        overtime_decided_by=authority,
        lines=given,
        total=total,
        total_minutes=total.minutes,
        flagged=(),
        pay_types_as_straight=tuple(unnamed),
    )
