"""Direct costs: invoices, expenses and payroll without a commitment (procore.md 6)."""

from datetime import date
from decimal import Decimal

from fieldledger.clients.procore.body import NumericId, ProcoreWrite, SyncWrite
from fieldledger.clients.procore.models.attachments import Attachment
from fieldledger.clients.procore.models.base import Amount, Currency, Day, Maybe, Named, OptionalId, Synced, Text
from fieldledger.clients.procore.models.line_items import LineItem


class DirectCost(Synced):
    """Lists carry neither lines nor attachments; ``vendor`` is a name in v1.1 and a record in v1.0."""

    direct_cost_type: str | None = None
    direct_cost_date: Day = None
    description: str | None = None
    invoice_number: Text = None
    vendor_id: OptionalId = None
    vendor_name: str | None = None
    vendor: Maybe[Named | str] = None
    employee: Maybe[Named] = None
    status: str | None = None
    terms: str | None = None
    payment_date: Day = None
    received_date: Day = None
    amount: Amount = None
    grand_total: Amount = None
    line_items: tuple[LineItem, ...] = ()
    currency_configuration: Currency = None
    attachments: tuple[Attachment, ...] | None = None


class DirectCostWrite(SyncWrite):
    """``direct_cost_type``: invoice, expense or payroll; invoices need ``invoice_number`` and ``vendor_id``."""

    direct_cost_type: str | None = None
    direct_cost_date: date | None = None
    description: str | None = None
    invoice_number: str | None = None
    vendor_id: NumericId | None = None
    employee_id: NumericId | None = None
    status: str | None = None
    terms: str | None = None
    payment_date: date | None = None
    received_date: date | None = None
    origin_data: str | None = None


class NewDirectCostLine(ProcoreWrite):
    """A line within a create; ``ref`` comes back with it."""

    wbs_code_id: NumericId
    manual_amount: Decimal | None = None
    description: str | None = None
    quantity: Decimal | None = None
    unit_cost: Decimal | None = None
    uom: str | None = None
    ref: str | None = None
    origin_id: str | None = None
    origin_data: str | None = None


class NewDirectCost(DirectCostWrite):
    """A direct cost with at most 100 lines, written in one call; also takes the type ``subcontractor_invoice``."""

    line_items: tuple[NewDirectCostLine, ...] = ()
