"""Timecard entries. A project counts either hours or times in and out (procore.md 6)."""

from fieldledger.clients.procore.body import AmountText, DayValue, MomentValue, NumericId, ProcoreWrite
from fieldledger.clients.procore.models.base import (
    Amount,
    Day,
    Id,
    Maybe,
    Named,
    OptionalId,
    Person,
    ProcoreModel,
    Synced,
    Text,
)
from fieldledger.clients.procore.models.cost_codes import CostCode
from fieldledger.clients.procore.models.wbs import WbsRef


class TimeType(ProcoreModel):
    """Regular, overtime, and what the company added."""

    id: Id
    time_type: str | None = None
    abbreviated_time_type: str | None = None


class Timesheet(ProcoreModel):
    """The sheet of a day that entries are on."""

    id: Id
    number: Text = None
    name: str | None = None
    status: str | None = None
    date: Day = None


class TimecardEntry(Synced):
    """One worker's time on one code; ``time_in`` is a time of day in older companies, hence text."""

    date: Day = None
    hours: Amount = None
    time_in: Text = None
    time_out: Text = None
    lunch_time: Amount = None
    billable: bool | None = None
    description: str | None = None
    approval_status: str | None = None
    in_progress: bool | None = None
    party: Maybe[Named] = None
    login_information: Maybe[Person] = None
    cost_code: Maybe[CostCode] = None
    wbs_code: Maybe[WbsRef] = None
    sub_job: Maybe[Named] = None
    line_item_type_id: OptionalId = None
    timecard_time_type: Maybe[TimeType] = None
    crew: Maybe[Named] = None
    location: Maybe[Named] = None
    project: Maybe[Named] = None
    timesheet: Maybe[Timesheet] = None


class TimecardEntryWrite(ProcoreWrite):
    """One entry. The cost code must have a line item type of the base type ``labor``.

    ``origin_id`` is documented as a number here, unlike everywhere else.
    """

    date: DayValue | None = None
    hours: AmountText | None = None
    lunch_time: str | None = None
    time_in: str | None = None
    time_out: str | None = None
    party_id: NumericId | None = None
    login_information_id: NumericId | None = None
    cost_code_id: NumericId | None = None
    line_item_type_id: NumericId | None = None
    sub_job_id: NumericId | None = None
    location_id: NumericId | None = None
    timecard_time_type_id: NumericId | None = None
    timesheet_id: NumericId | None = None
    billable: bool | None = None
    description: str | None = None
    origin_id: NumericId | None = None
    origin_data: str | None = None


class BulkTimecardEntry(ProcoreWrite):
    """One of at most 25 entries of a bulk create, which is a beta that Procore grants to companies."""

    project_id: NumericId
    date: DayValue
    hours: AmountText | None = None
    time_in: MomentValue | None = None
    time_out: MomentValue | None = None
    lunch_time: str | None = None
    party_id: NumericId | None = None
    cost_code_id: NumericId | None = None
    wbs_code_id: NumericId | None = None
    line_item_type_id: NumericId | None = None
    sub_job_id: NumericId | None = None
    timecard_time_type_id: NumericId | None = None
    timesheet_id: NumericId | None = None
    work_classification_id: NumericId | None = None
    billable: bool | None = None
    description: str | None = None
    origin_id: str | None = None
    origin_data: str | None = None
