"""Prime contracts: the contract with the owner."""

from datetime import date

from fieldledger.clients.procore.body import AmountText, NumericId, ProcoreWrite
from fieldledger.clients.procore.models.base import Amount, Day, Maybe, Percent, Synced, Text, VendorRef
from fieldledger.clients.procore.models.line_items import LineItem
from fieldledger.clients.procore.models.payments import ContractPayment


class PrimeContract(Synced):
    """``vendor`` is the owner. Single reads add lines and ``payments_received``."""

    number: Text = None
    title: str | None = None
    description: str | None = None
    status: str | None = None
    accounting_method: str | None = None
    executed: bool | None = None
    private: bool | None = None
    vendor: Maybe[VendorRef] = None
    contract_date: Day = None
    contract_start_date: Day = None
    contract_estimated_completion_date: Day = None
    retainage_percent: Percent = None
    grand_total: Amount = None
    approved_change_orders: Amount = None
    pending_change_orders_amount: Amount = None
    revised_contract_amount: Amount = None
    owner_invoices_amount: Amount = None
    outstanding_balance: Amount = None
    total_payments: Amount = None
    allow_payment_applications: bool | None = None
    origin_code: Text = None
    line_items: tuple[LineItem, ...] = ()
    payments_received: tuple[ContractPayment, ...] = ()


class PrimeContractWrite(ProcoreWrite):
    """``status``: Draft, Out For Bid, Out For Signature, Approved, Complete, Terminated."""

    number: str | None = None
    title: str | None = None
    description: str | None = None
    status: str | None = None
    vendor_id: NumericId | None = None
    architect_id: NumericId | None = None
    contractor_id: NumericId | None = None
    accounting_method: str | None = None
    executed: bool | None = None
    contract_date: date | None = None
    contract_start_date: date | None = None
    contract_estimated_completion_date: date | None = None
    actual_completion_date: date | None = None
    execution_date: date | None = None
    issued_on_date: date | None = None
    letter_of_intent_date: date | None = None
    returned_date: date | None = None
    signed_contract_received_date: date | None = None
    retainage_percent: AmountText | None = None
    inclusions: str | None = None
    exclusions: str | None = None
    origin_id: str | None = None
    origin_data: str | None = None
