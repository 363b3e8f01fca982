"""Prime contracts: the contract with the owner."""

from datetime import date
from decimal import Decimal

from fieldledger.domain.facts.procore_lines import CostLineFacts
from fieldledger.domain.facts.procore_values import Number
from fieldledger.domain.mirror import Facts


class PrimeContractFacts(Facts):
    """``original_amount`` is the sum of the lines, ``revised_amount`` that with approved change orders."""

    number: str | None = None
    title: str | None = None
    description: str | None = None
    status: str | None = None
    executed: bool | None = None
    accounting_method: str | None = None
    owner_id: str | None = None
    owner_name: str | None = None
    owner_origin_id: str | None = None
    contract_on: date | None = None
    starts_on: date | None = None
    completes_on: date | None = None
    retainage_percent: Number | None = None
    original_amount: Number | None = None
    approved_changes: Number | None = None
    pending_changes: Number | None = None
    revised_amount: Number | None = None
    invoiced_amount: Number | None = None
    received_amount: Number | None = None
    outstanding_amount: Number | None = None
    origin_id: str | None = None
    origin_code: str | None = None
    lines: tuple[CostLineFacts, ...] = ()

    @property
    def census_amount(self) -> Decimal:
        """What the contract is worth by now."""
        return self.revised_amount or Decimal(0)
