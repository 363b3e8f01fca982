"""Requisitions: subcontractor invoices with their lines, retainage and totals (procore.md 6)."""

from datetime import date
from typing import Any

from pydantic import model_validator

from fieldledger.clients.procore.body import AmountText, NumericId, ProcoreWrite
from fieldledger.clients.procore.models.attachments import Attachment
from fieldledger.clients.procore.models.base import (
    Amount,
    Currency,
    Day,
    DayOrMoment,
    Id,
    Maybe,
    Moment,
    OptionalId,
    Percent,
    ProcoreModel,
    Synced,
    Text,
)
from fieldledger.clients.procore.models.wbs import WbsRef


class BillingPeriod(ProcoreModel):
    """A requisition needs an open one."""

    id: Id
    start_date: Day = None
    end_date: Day = None
    due_date: Day = None
    status: str | None = None
    position: int | None = None
    created_at: Moment = None
    updated_at: Moment = None


class BillingPeriodWrite(ProcoreWrite):
    """``status``: open or closed."""

    start_date: date
    end_date: date
    due_date: date
    status: str


class InvoiceSummary(ProcoreModel):
    """The totals of an invoice, as on the form G702."""

    original_contract_sum: Amount = None
    net_change_by_change_orders: Amount = None
    contract_sum_to_date: Amount = None
    total_completed_and_stored_to_date: Amount = None
    completed_work_retainage_percent: Percent = None
    completed_work_retainage_amount: Amount = None
    stored_materials_retainage_percent: Percent = None
    stored_materials_retainage_amount: Amount = None
    total_retainage: Amount = None
    total_earned_less_retainage: Amount = None
    less_previous_certificates_for_payment: Amount = None
    current_payment_due: Amount = None
    balance_to_finish_including_retainage: Amount = None
    tax_applicable_to_this_payment: Amount = None


class ItemTax(ProcoreModel):
    """Tax of a line under one code (assumption: docs/vendors/procore.md 6); the documentation names no fields of it."""

    tax_code_id: OptionalId = None
    amount: Amount = None


class RequisitionItem(ProcoreModel):
    """One line; ``item_type`` says whether it is of the contract or of a change order."""

    id: Id
    item_type: str | None = None
    line_item_id: OptionalId = None
    cost_code_id: OptionalId = None
    wbs_code: Maybe[WbsRef] = None
    description_of_work: str | None = None
    scheduled_value: Amount = None
    work_completed_from_previous_application: Amount = None
    work_completed_this_period: Amount = None
    materials_presently_stored: Amount = None
    total_completed_and_stored_to_date: Amount = None
    total_completed_and_stored_to_date_percent: Percent = None
    work_completed_retainage_from_previous_application: Amount = None
    work_completed_retainage_retained_this_period: Amount = None
    work_completed_retainage_percent_this_period: Percent = None
    work_completed_retainage_released_this_period: Amount = None
    materials_stored_retainage_currently_retained: Amount = None
    materials_stored_retainage_released_this_period: Amount = None
    gross_amount: Amount = None
    net_amount: Amount = None
    subcontractor_claimed_amount: Amount = None
    taxes: tuple[ItemTax, ...] | None = None
    status: str | None = None
    comment: str | None = None


class Requisition(Synced):
    """A subcontractor invoice; ``items`` come with the view ``items`` only, ``summary`` was once named ``g702``."""

    commitment_id: OptionalId = None
    commitment_type: str | None = None
    project_id: OptionalId = None
    previous_requisition_id: OptionalId = None
    contract_name: str | None = None
    vendor_id: OptionalId = None
    vendor_name: str | None = None
    period_id: OptionalId = None
    number: Text = None
    invoice_number: Text = None
    invoice_type: str | None = None
    requisition_start: Day = None
    requisition_end: Day = None
    billing_date: Day = None
    payment_date: Day = None
    submitted_at: DayOrMoment = None
    status: str | None = None
    erp_status: str | None = None
    final: bool | None = None
    deletable: bool | None = None
    percent_complete: Percent = None
    total_claimed_amount: Amount = None
    summary: InvoiceSummary | None = None
    items: tuple[RequisitionItem, ...] = ()
    currency_configuration: Currency = None
    attachments: tuple[Attachment, ...] | None = None

    @model_validator(mode="before")
    @classmethod
    def _older_name_of_the_summary(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("summary") is None and "g702" in value:
            return {**value, "summary": value["g702"]}
        return value


class RequisitionItemWrite(ProcoreWrite):
    """A line within a create or update of the whole invoice, or, with its own id, of a bulk update.

    ``item_type``: contract_item, contract_detail_item or change_order_item. ``status``: approved, rejected, no_action.
    """

    item_type: str
    id: NumericId | None = None
    line_item_id: NumericId | None = None
    work_completed_this_period: AmountText | None = None
    materials_presently_stored: AmountText | None = None
    work_completed_retainage_retained_this_period: AmountText | None = None
    materials_stored_retainage_currently_retained: AmountText | None = None
    work_completed_retainage_released_this_period: AmountText | None = None
    work_completed_this_period_quantity: AmountText | None = None
    subcontractor_claimed_amount: AmountText | None = None
    status: str | None = None
    comment: str | None = None


class RequisitionWrite(ProcoreWrite):
    """Only the latest requisition of a commitment can be changed by people without admin rights."""

    period_id: NumericId | None = None
    requisition_start: date | None = None
    requisition_end: date | None = None
    billing_date: date | None = None
    payment_date: date | None = None
    submitted_at: date | None = None
    invoice_number: str | None = None
    status: str | None = None
    final: bool | None = None
    items: tuple[RequisitionItemWrite, ...] | None = None
    origin_id: str | None = None
    origin_data: str | None = None
