"""People of a company's directory; a worker on a time card is one of them."""

from fieldledger.clients.procore.body import NumericId, SyncWrite
from fieldledger.clients.procore.models.base import Maybe, Named, Synced, Text


class User(Synced):
    """``employee_id`` is the number that payroll knows."""

    name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email_address: str | None = None
    employee_id: Text = None
    is_active: bool = True
    is_employee: bool | None = None
    job_title: str | None = None
    vendor: Maybe[Named] = None


class UserWrite(SyncWrite):
    """A person of the directory."""

    first_name: str | None = None
    last_name: str | None = None
    email_address: str | None = None
    employee_id: str | None = None
    is_active: bool | None = None
    is_employee: bool | None = None
    job_title: str | None = None
    mobile_phone: str | None = None
    vendor_id: NumericId | None = None
    origin_data: str | None = None
