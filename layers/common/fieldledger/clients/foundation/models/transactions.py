"""Time, invoices and job cost (foundation.md B3, B5)."""

from decimal import Decimal
from typing import ClassVar

from pydantic import Field, ValidationInfo, field_validator

from fieldledger.clients.foundation.assumptions import Resource
from fieldledger.clients.foundation.models.base import (
    Day,
    Flag,
    FoundationModel,
    Id,
    Money,
    Number,
    OptionalId,
    Record,
    RequiredDay,
    Text,
)


class TimeCard(Record):
    """One employee's hours of one earn code on one day, job and cost code.

    ``amount`` is read of earnings without hours only: pay is never modelled.
    ``day`` has no time zone; ``status`` is a ``TimeCardStatus`` or unknown to us.
    """

    resource: ClassVar = Resource.TIME_CARDS
    id_field: ClassVar = "timecard_id"

    timecard_id: Id
    employee_id: Id
    day: RequiredDay = Field(alias="date")
    job_id: OptionalId = None
    phase_id: OptionalId = None
    cost_code_id: OptionalId = None
    cost_class_id: OptionalId = None
    earn_code_id: OptionalId = None
    hours: Number
    amount: Money = None
    status: Text = None

    @field_validator("amount")
    @classmethod
    def _no_pay(cls, amount: Decimal | None, info: ValidationInfo) -> Decimal | None:
        return None if info.data.get("hours") else amount


class ApInvoiceLine(FoundationModel):
    """A distribution of an invoice."""

    job_id: OptionalId = None
    phase_id: OptionalId = None
    cost_code_id: OptionalId = None
    cost_class_id: OptionalId = None
    account_id: OptionalId = None
    amount: Number


class ApInvoice(Record):
    """A vendor's invoice; it arrives unposted, and a person posts it."""

    resource: ClassVar = Resource.AP_INVOICES
    id_field: ClassVar = "voucher_id"

    voucher_id: Id
    vendor_id: Id
    invoice_number: Id
    invoice_date: RequiredDay
    due_date: Day = None
    invoice_amount: Number
    retainage_percent: Money = None
    retainage_amount: Money = None
    job_id: OptionalId = None
    description: Text = None
    posted: Flag = None
    lines: tuple[ApInvoiceLine, ...] = ()


class JobCostEntry(Record):
    """An amount of job cost; ``source`` is a ``JobCostSource`` or another module's.

    The row has no key of its own in the database (foundation.md B4), so two rows may be alike in everything.
    """

    resource: ClassVar = Resource.JOB_COST_HISTORY
    id_field: ClassVar = "job_id"

    job_id: Id
    phase_id: OptionalId = None
    cost_code_id: OptionalId = None
    cost_class_id: OptionalId = None
    date_posted: RequiredDay
    cost: Number
    hours: Money = None
    source: Text = None
