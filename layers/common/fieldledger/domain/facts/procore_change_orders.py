"""Change orders: packages, which are signed, and potential ones, which hold the lines."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from fieldledger.domain.facts.procore_lines import CostLineFacts
from fieldledger.domain.facts.procore_values import Number
from fieldledger.domain.mirror import Facts


class ChangeOrderKind(StrEnum):
    """In a project of one tier each package has one potential change order behind it."""

    PACKAGE = "package"
    POTENTIAL = "potential"


class ChangeOrderFacts(Facts):
    """``lines`` are those of a potential change order; a package has its total only."""

    kind: ChangeOrderKind
    contract_id: str | None = None
    request_id: str | None = None
    number: str | None = None
    revision: int | None = None
    title: str | None = None
    status: str | None = None
    executed: bool | None = None
    amount: Number | None = None
    due_on: date | None = None
    invoiced_on: date | None = None
    paid_on: date | None = None
    signed_on: date | None = None
    schedule_impact_days: int | None = None
    origin_id: str | None = None
    origin_code: str | None = None
    lines: tuple[CostLineFacts, ...] = ()

    @property
    def census_amount(self) -> Decimal:
        """By how much the contract changes."""
        return self.amount or Decimal(0)
