"""Payments: issued on commitments, received on prime contracts."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from fieldledger.domain.base import Utc
from fieldledger.domain.facts.procore_values import Number
from fieldledger.domain.mirror import Facts


class PaymentKind(StrEnum):
    """Which way the money went."""

    ISSUED = "issued"
    RECEIVED = "received"


class PaymentFacts(Facts):
    """``external_payment_id`` marks a payment that Procore Pay made."""

    kind: PaymentKind
    contract_id: str
    project_id: str | None = None
    requisition_id: str | None = None
    amount: Number | None = None
    paid_on: date | None = None
    check_number: str | None = None
    invoice_number: str | None = None
    payment_number: str | None = None
    draw_request_number: str | None = None
    notes: str | None = None
    status: str | None = None
    external_payment_id: str | None = None
    initiated_at: Utc | None = None
    settled_at: Utc | None = None
    origin_id: str | None = None

    @property
    def census_amount(self) -> Decimal:
        """What was paid."""
        return self.amount or Decimal(0)
