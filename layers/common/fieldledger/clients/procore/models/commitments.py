"""Commitments: work order contracts (subcontracts) and purchase order contracts (procore.md 6)."""

from datetime import date

from fieldledger.clients.procore.body import AmountText, NumericId, SyncWrite
from fieldledger.clients.procore.models.base import (
    Amount,
    Currency,
    Day,
    Maybe,
    Named,
    Percent,
    Synced,
    Text,
    VendorRef,
)
from fieldledger.clients.procore.models.line_items import LineItem
from fieldledger.clients.procore.models.payments import ContractPayment


class Commitment(Synced):
    """What both kinds have; ``line_items`` and ``payments_issued`` come with single reads only."""

    number: Text = None
    title: str | None = None
    description: str | None = None
    status: str | None = None
    accounting_method: str | None = None
    executed: bool | None = None
    private: bool | None = None
    vendor: Maybe[VendorRef] = None
    project: Maybe[Named] = None
    contract_date: Day = None
    execution_date: Day = None
    retainage_percent: Percent = None
    grand_total: Amount = None
    approved_change_orders: Amount = None
    pending_change_orders: Amount = None
    revised_contract: Amount = None
    total_payments: Amount = None
    total_requisitions_amount: Amount = None
    remaining_balance_outstanding: Amount = None
    requisitions_are_enabled: bool | None = None
    origin_code: Text = None
    currency_configuration: Currency = None
    line_items: tuple[LineItem, ...] = ()
    payments_issued: tuple[ContractPayment, ...] = ()


class WorkOrderContract(Commitment):
    """A subcontract. Statuses: Draft, Out For Bid, Out For Signature, Approved, Complete, Terminated, Void."""

    contract_start_date: Day = None
    contract_estimated_completion_date: Day = None
    actual_completion_date: Day = None
    inclusions: str | None = None
    exclusions: str | None = None


class PurchaseOrderContract(Commitment):
    """A purchase order. Statuses: Draft, Processing, Submitted, Partially Received, Received, Approved, Closed."""

    delivery_date: Day = None
    payment_terms: str | None = None
    bill_to_address: str | None = None
    ship_to_address: str | None = None
    ship_via: str | None = None


class CommitmentWrite(SyncWrite):
    """What both kinds take."""

    number: str | None = None
    title: str | None = None
    description: str | None = None
    status: str | None = None
    vendor_id: NumericId | None = None
    accounting_method: str | None = None
    executed: bool | None = None
    private: bool | None = None
    contract_date: date | None = None
    execution_date: date | None = None
    issued_on_date: date | None = None
    letter_of_intent_date: date | None = None
    returned_date: date | None = None
    retainage_percent: AmountText | None = None
    origin_code: str | None = None
    origin_data: str | None = None


class WorkOrderContractWrite(CommitmentWrite):
    """Once Approved or Complete, lines and vendor of a synced subcontract are locked (company setting)."""

    contract_start_date: date | None = None
    contract_estimated_completion_date: date | None = None
    actual_completion_date: date | None = None
    signed_contract_received_date: date | None = None
    inclusions: str | None = None
    exclusions: str | None = None


class PurchaseOrderContractWrite(CommitmentWrite):
    """A purchase order."""

    assignee_id: NumericId | None = None
    delivery_date: date | None = None
    payment_terms: str | None = None
    bill_to_address: str | None = None
    ship_to_address: str | None = None
    ship_via: str | None = None
