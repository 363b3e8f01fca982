"""Daily logs: manpower, notes, and the counts that tell whether there is anything to read."""

from fieldledger.clients.procore.body import AmountText, DayValue, MomentValue, NumericId, ProcoreWrite
from fieldledger.clients.procore.models.base import (
    Amount,
    Day,
    Id,
    Maybe,
    Moment,
    Named,
    OptionalId,
    Person,
    ProcoreModel,
)


class DailyLog(ProcoreModel):
    """What every kind of log has; kinds that are not modelled keep their fields as they came."""

    id: Id
    date: Day = None
    datetime: Moment = None
    status: str | None = None
    position: int | None = None
    vendor: Maybe[Named] = None
    cost_code: Maybe[Named] = None
    created_by: Maybe[Person] = None
    created_at: Moment = None
    updated_at: Moment = None


class ManpowerLog(DailyLog):
    """Workers and hours of a company or crew; ``man_hours`` is their product."""

    num_workers: int | None = None
    num_hours: Amount = None
    man_hours: Amount = None
    notes: str | None = None
    user: Maybe[Person] = None
    contact: Maybe[Named] = None
    trade: Maybe[Named] = None
    location: Maybe[Named] = None


class NotesLog(DailyLog):
    """A note of the day."""

    comment: str | None = None
    is_issue_day: bool | None = None
    location: Maybe[Named] = None


class LogCount(ProcoreModel):
    """How many logs of one kind there are in the span of days."""

    module_name: str
    count: int = 0


class DailyLogHeader(ProcoreModel):
    """Whether a day is completed; then its logs are locked for people."""

    id: OptionalId = None
    log_date: Day = None
    completed: bool | None = None
    distributed: bool | None = None


class ManpowerLogWrite(ProcoreWrite):
    """Logs written through the API are approved at once. There is no origin id."""

    date: DayValue | None = None
    datetime: MomentValue | None = None
    num_workers: int | None = None
    num_hours: AmountText | None = None
    contact_id: NumericId | None = None
    user_id: NumericId | None = None
    cost_code_id: NumericId | None = None
    trade_id: NumericId | None = None
    location_id: NumericId | None = None
    notes: str | None = None


class NotesLogWrite(ProcoreWrite):
    """A note. There is no origin id."""

    comment: str
    date: DayValue | None = None
    datetime: MomentValue | None = None
    vendor_id: NumericId | None = None
    location_id: NumericId | None = None
    is_issue_day: bool | None = None
