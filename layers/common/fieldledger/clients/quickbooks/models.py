"""QuickBooks' records and answers, as far as this product reads them."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from fieldledger.clients.quickbooks.faults import VendorFault


class QuickbooksModel(BaseModel):
    """Unknown fields are kept: QuickBooks adds fields without notice."""

    model_config = ConfigDict(frozen=True, extra="allow", hide_input_in_errors=True)


class Reference(QuickbooksModel):
    """A reference to another record."""

    value: str
    name: str | None = None


class EmailAddress(QuickbooksModel):
    """An e-mail address."""

    address: str | None = Field(default=None, alias="Address")


class NameListRow(QuickbooksModel):
    """A Customer, Employee or Item; items carry ``Name``, people ``DisplayName``."""

    id: str = Field(alias="Id")
    sync_token: str = Field(default="0", alias="SyncToken")
    active: bool = Field(default=True, alias="Active")
    display_name: str | None = Field(default=None, alias="DisplayName")
    name: str | None = Field(default=None, alias="Name")
    employee_number: str | None = Field(default=None, alias="EmployeeNumber")
    email: EmailAddress | None = Field(default=None, alias="PrimaryEmailAddr")


class TimeActivity(QuickbooksModel):
    """A time activity as the books hold it."""

    id: str = Field(alias="Id")
    sync_token: str = Field(default="0", alias="SyncToken")
    txn_date: str | None = Field(default=None, alias="TxnDate")
    name_of: str | None = Field(default=None, alias="NameOf")
    employee: Reference | None = Field(default=None, alias="EmployeeRef")
    customer: Reference | None = Field(default=None, alias="CustomerRef")
    item: Reference | None = Field(default=None, alias="ItemRef")
    hours: int = Field(default=0, alias="Hours")
    minutes: int = Field(default=0, alias="Minutes")
    description: str | None = Field(default=None, alias="Description")
    status: str | None = None

    @property
    def total_minutes(self) -> int:
        """Hours and minutes together."""
        return self.hours * 60 + self.minutes


@dataclass(frozen=True, slots=True)
class BatchItem:
    """``body`` is the record as JSON text, sent exactly as it was sealed."""

    bid: str
    operation: str
    entity: str
    body: str


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """Either the record as the books now hold it, or the faults."""

    record: Mapping[str, object] | None
    faults: tuple[VendorFault, ...] = ()
