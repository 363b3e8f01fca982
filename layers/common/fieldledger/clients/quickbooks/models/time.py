"""Time in the books (quickbooks.md 7.2)."""

from datetime import datetime

from pydantic import Field

from fieldledger.clients.quickbooks.models.base import Record, Reference
from fieldledger.clients.quickbooks.models.values import Amount, WallTime, Whole


class TimeActivity(Record):
    """A time activity as the books hold it: hours and minutes, or a start and an end.

    ``txn_date`` stays text, for it is compared with what was sent. ``name_of`` says which of ``employee``, ``vendor``
    and ``other_name`` counts: QuickBooks may silently re-type a record.
    """

    txn_date: str | None = None
    name_of: str | None = None
    employee: Reference | None = Field(default=None, alias="EmployeeRef")
    vendor: Reference | None = Field(default=None, alias="VendorRef")
    other_name: Reference | None = Field(default=None, alias="OtherNameRef")
    customer: Reference | None = Field(default=None, alias="CustomerRef")
    project: Reference | None = Field(default=None, alias="ProjectRef")
    item: Reference | None = Field(default=None, alias="ItemRef")
    class_: Reference | None = Field(default=None, alias="ClassRef")
    department: Reference | None = Field(default=None, alias="DepartmentRef")
    payroll_item: Reference | None = Field(default=None, alias="PayrollItemRef")
    hours: Whole = 0
    minutes: Whole = 0
    start_time: WallTime | None = None
    end_time: WallTime | None = None
    break_hours: Whole = 0
    break_minutes: Whole = 0
    billable_status: str | None = None
    hourly_rate: Amount | None = None
    cost_rate: Amount | None = None
    taxable: bool | None = None
    description: str | None = None

    @property
    def total_minutes(self) -> int:
        """Hours and minutes together; from start to end without the break where no hours are stated."""
        stated = self.hours * 60 + self.minutes
        if stated or self.start_time is None or self.end_time is None:
            return stated
        elapsed = _wall(self.end_time) - _wall(self.start_time)
        return int(elapsed.total_seconds()) // 60 - self.break_hours * 60 - self.break_minutes


def _wall(moment: datetime) -> datetime:
    """QuickBooks ignores the offsets when it counts the hours."""
    return moment.replace(tzinfo=None)
