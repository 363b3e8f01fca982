"""Records on their way to FOUNDATION: only fields that were set are sent (foundation.md B2, B3).

``preparing.prepare`` makes the body of them.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from fieldledger.clients.foundation.assumptions import FoundationDialect, Resource

# A JSON number keeps 15 significant digits (encoding.json_body).
Amount = Annotated[Decimal, Field(max_digits=15, decimal_places=2)]


class FoundationWrite(BaseModel):
    """Fields of a record to be written. An id that is left out is assigned by FOUNDATION."""

    model_config = ConfigDict(
        defer_build=True,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
    )
    resource: ClassVar[Resource]

    def fields(self, dialect: FoundationDialect) -> dict[str, object]:
        """The fields that were set, under the assumed names."""
        del dialect
        return self.model_dump(by_alias=True, exclude_unset=True)


class TimeCardWrite(FoundationWrite):
    """A pending time card; it is no payroll before a person imports it (foundation.md B5)."""

    resource: ClassVar = Resource.TIME_CARDS

    employee_id: str
    day: date = Field(alias="date")
    job_id: str | None = None
    phase_id: str | None = None
    cost_code_id: str | None = None
    cost_class_id: str | None = None
    earn_code_id: str | None = None
    hours: Amount
    class_id: str | None = None
    reference: str | None = None

    def fields(self, dialect: FoundationDialect) -> dict[str, object]:
        """``reference``, our own id, and ``class_id`` leave only under the names that the dialect has for them."""
        set_ = super().fields(dialect)
        names = {"reference": dialect.time_card_reference, "classId": dialect.time_card_class}
        named = {name: set_.pop(ours, None) for ours, name in names.items()}
        return set_ | {name: value for name, value in named.items() if name is not None and value is not None}


class ApInvoiceLineWrite(BaseModel):
    """A distribution of an invoice."""

    model_config = FoundationWrite.model_config

    job_id: str | None = None
    phase_id: str | None = None
    cost_code_id: str | None = None
    cost_class_id: str | None = None
    account_id: str | None = None
    amount: Amount


class ApInvoiceWrite(FoundationWrite):
    """An invoice to create; it arrives unposted. FOUNDATION routes approvals by its job (foundation.md B5)."""

    resource: ClassVar = Resource.AP_INVOICES

    voucher_id: str | None = None
    vendor_id: str
    invoice_number: str
    invoice_date: date
    due_date: date | None = None
    invoice_amount: Amount
    retainage_percent: Amount | None = None
    retainage_amount: Amount | None = None
    job_id: str | None = None
    description: str | None = None
    lines: tuple[ApInvoiceLineWrite, ...] = ()


class ApInvoiceChange(FoundationWrite):
    """Changes of an unposted invoice; ``lines``, if given, are all lines."""

    resource: ClassVar = Resource.AP_INVOICES

    invoice_number: str | None = None
    invoice_date: date | None = None
    due_date: date | None = None
    invoice_amount: Amount | None = None
    retainage_percent: Amount | None = None
    retainage_amount: Amount | None = None
    job_id: str | None = None
    description: str | None = None
    lines: tuple[ApInvoiceLineWrite, ...] | None = None


class _PartyWrite(FoundationWrite):
    name: str | None = None
    description: str | None = None
    status: str | None = None
    address1: str | None = None
    city: str | None = None
    state: str | None = None
    zip_code: str | None = None


class VendorWrite(_PartyWrite):
    """A vendor, whole or in part."""

    resource: ClassVar = Resource.VENDORS

    vendor_id: str | None = None


class CustomerWrite(_PartyWrite):
    """A customer, whole or in part."""

    resource: ClassVar = Resource.CUSTOMERS

    customer_id: str | None = None


class EmployeeWrite(FoundationWrite):
    """An employee, whole or in part; never with pay."""

    resource: ClassVar = Resource.EMPLOYEES

    employee_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    status: str | None = None
    default_cost_code_id: str | None = None
    union_id: str | None = None
    class_id: str | None = None


class JobWrite(FoundationWrite):
    """A job, whole or in part."""

    resource: ClassVar = Resource.JOBS

    job_id: str | None = None
    job_number: str | None = None
    description: str | None = None
    status: str | None = None
    customer_id: str | None = None
    project_manager_id: str | None = None
    address1: str | None = None
    city: str | None = None
    state: str | None = None
    zip_code: str | None = None
    original_contract: Amount | None = None
    original_cost: Amount | None = None
    start_date: date | None = None
    completion_date: date | None = None
