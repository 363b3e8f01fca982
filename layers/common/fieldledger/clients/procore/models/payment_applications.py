"""Payment applications: owner invoices with the forms G702 and G703."""

from datetime import date

from fieldledger.clients.procore.body import AmountText, NumericId, ProcoreWrite
from fieldledger.clients.procore.models.attachments import Attachment
from fieldledger.clients.procore.models.base import (
    Amount,
    Currency,
    Day,
    DayOrMoment,
    Id,
    Maybe,
    OptionalId,
    Percent,
    ProcoreModel,
    Text,
)
from fieldledger.clients.procore.models.cost_codes import CostCode
from fieldledger.clients.procore.models.requisitions import InvoiceSummary
from fieldledger.clients.procore.models.wbs import WbsRef


class ContractRef(ProcoreModel):
    """The prime contract."""

    id: Id
    type: str | None = None
    title: str | None = None


class G703Line(ProcoreModel):
    """A line of the continuation sheet."""

    id: OptionalId = None
    item_number: Text = None
    type: str | None = None
    description_of_work: str | None = None
    scheduled_value: Amount = None
    work_completed_from_previous_application: Amount = None
    work_completed_this_period: Amount = None
    materials_presently_stored: Amount = None
    total_completed_and_stored_to_date: Amount = None
    total_completed_and_stored_to_date_percent: Percent = None
    balance_to_finish: Amount = None
    work_completed_retainage_retained_this_period: Amount = None
    work_completed_retainage_released_this_period: Amount = None
    materials_stored_retainage_retained_this_period: Amount = None
    cost_code: Maybe[CostCode] = None
    wbs_code: Maybe[WbsRef] = None


class PaymentApplication(ProcoreModel):
    """An owner invoice. Its own times are days only, so changes within a day are found by comparing."""

    id: Id
    number: Text = None
    invoice_number: Text = None
    status: str | None = None
    billing_date: Day = None
    period_id: OptionalId = None
    period_start: Day = None
    period_end: Day = None
    percent_complete: Percent = None
    total_amount_paid: Amount = None
    total_amount_accrued_this_period: Amount = None
    contract: Maybe[ContractRef] = None
    g702: InvoiceSummary | None = None
    g703: tuple[G703Line, ...] = ()
    currency_configuration: Currency = None
    attachments: tuple[Attachment, ...] | None = None
    origin_id: Text = None
    origin_data: Text = None
    created_at: DayOrMoment = None
    updated_at: DayOrMoment = None


class PaymentApplicationWrite(ProcoreWrite):
    """``status``: draft, under_review, revise_and_resubmit, approved."""

    commitment_billing_period_id: NumericId | None = None
    period_start: date | None = None
    period_end: date | None = None
    billing_date: date | None = None
    invoice_number: str | None = None
    status: str | None = None
    origin_id: str | None = None
    origin_data: str | None = None


class PaymentApplicationLineWrite(ProcoreWrite):
    """What a line claims in this period."""

    work_completed_this_period: AmountText | None = None
    materials_presently_stored: AmountText | None = None
    work_completed_retainage_retained_this_period: AmountText | None = None
    materials_stored_retainage_retained_this_period: AmountText | None = None
    work_completed_retainage_released_this_period: AmountText | None = None
    work_completed_this_period_quantity: AmountText | None = None
