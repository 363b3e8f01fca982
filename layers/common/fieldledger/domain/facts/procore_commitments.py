"""Commitments: subcontracts and purchase orders under one name."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from fieldledger.domain.facts.procore_lines import CostLineFacts
from fieldledger.domain.facts.procore_values import Number
from fieldledger.domain.mirror import Facts


class CommitmentKind(StrEnum):
    """Both kinds take their ids from one row of numbers."""

    SUBCONTRACT = "subcontract"
    PURCHASE_ORDER = "purchase_order"


# Nothing is paid on what was not given out yet; statuses are an open list, so these are named and no others.
_NOT_GIVEN_OUT = frozenset({"draft", "out for bid"})
# Nothing is owed on what was ended early or made void.
_ENDED = frozenset({"void", "terminated"})


class CommitmentFacts(Facts):
    """``original_amount`` is the sum of the lines, ``revised_amount`` that with approved change orders."""

    kind: CommitmentKind
    number: str | None = None
    title: str | None = None
    description: str | None = None
    status: str | None = None
    executed: bool | None = None
    private: bool | None = None
    accounting_method: str | None = None
    vendor_id: str | None = None
    vendor_name: str | None = None
    vendor_origin_id: str | None = None
    contract_on: date | None = None
    executed_on: date | None = None
    starts_on: date | None = None
    completes_on: date | None = None
    completed_on: date | None = None
    delivery_on: date | None = None
    payment_terms: str | None = None
    retainage_percent: Number | None = None
    currency: str | None = None
    original_amount: Number | None = None
    approved_changes: Number | None = None
    pending_changes: Number | None = None
    revised_amount: Number | None = None
    invoiced_amount: Number | None = None
    paid_amount: Number | None = None
    remaining_amount: Number | None = None
    invoicing_enabled: bool | None = None
    origin_id: str | None = None
    origin_code: str | None = None
    lines: tuple[CostLineFacts, ...] = ()

    @property
    def given_out(self) -> bool:
        """Whether there may be payments."""
        return (self.status or "").lower() not in _NOT_GIVEN_OUT

    @property
    def ended(self) -> bool:
        """Whether nothing more may be billed on it."""
        return (self.status or "").lower() in _ENDED

    @property
    def census_amount(self) -> Decimal:
        """What the commitment is worth by now."""
        return self.revised_amount or Decimal(0)
