"""Payments on commitments (issued) and on prime contracts (received)."""

from fieldledger.clients.procore.body import AmountText, DayValue, NumericId, ProcoreWrite
from fieldledger.clients.procore.models.base import Amount, Day, Moment, OptionalId, Synced, Text


class ContractPayment(Synced):
    """A payment; ``external_payment_id`` marks one that Procore Pay made."""

    contract_id: OptionalId = None
    requisition_id: OptionalId = None
    project_id: OptionalId = None
    amount: Amount = None
    date: Day = None
    check_number: Text = None
    invoice_number: Text = None
    payment_number: Text = None
    draw_request_number: Text = None
    notes: str | None = None
    status: str | None = None
    external_payment_id: Text = None
    date_payment_initiated: Moment = None
    date_payment_settled: Moment = None
    origin_code: Text = None


class ContractPaymentWrite(ProcoreWrite):
    """``payment_method``: check, credit_card or electronic. A payment with an origin id is locked for people."""

    amount: AmountText | None = None
    date: DayValue | None = None
    invoice_date: DayValue | None = None
    check_number: str | None = None
    invoice_number: str | None = None
    payment_number: int | None = None
    payment_method: str | None = None
    draw_request_number: int | None = None
    requisition_id: NumericId | None = None
    notes: str | None = None
    origin_id: str | None = None
    origin_data: str | None = None
