"""Time that people enter in Procore."""

from datetime import date

from fieldledger.domain.facts.procore_values import Number
from fieldledger.domain.mirror import Facts


class TimecardFacts(Facts):
    """One worker's time on one code. ``time_in`` and ``time_out`` are as written: times of day in older companies."""

    project_id: str | None = None
    worked_on: date | None = None
    hours: Number | None = None
    time_in: str | None = None
    time_out: str | None = None
    lunch_minutes: Number | None = None
    person_id: str | None = None
    person_name: str | None = None
    cost_code_id: str | None = None
    cost_code: str | None = None
    cost_type_id: str | None = None
    budget_code: str | None = None
    sub_job_id: str | None = None
    pay_type_id: str | None = None
    pay_type: str | None = None
    billable: bool | None = None
    description: str | None = None
    status: str | None = None
    crew_id: str | None = None
    timesheet_id: str | None = None
    timesheet_status: str | None = None
    origin_id: str | None = None
