"""Rows of a project's budget, by cost code and cost type."""

from decimal import Decimal, InvalidOperation

from pydantic import Field

from fieldledger.domain.facts.procore_values import Number
from fieldledger.domain.mirror import Facts


class BudgetRowFacts(Facts):
    """A row of the view that the customer chose; ``columns`` are that view's own, as text under their names."""

    view_id: str
    view_name: str | None = None
    budget_code_id: str | None = None
    cost_code_id: str | None = None
    cost_code: str | None = None
    cost_code_origin_id: str | None = None
    cost_type_id: str | None = None
    cost_type: str | None = None
    biller_id: str | None = None
    biller_type: str | None = None
    currency: str | None = None
    original_amount: Number | None = None
    modifications: Number | None = None
    forecast_amount: Number | None = None
    unbudgeted_reason: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)

    def amount(self, column: str) -> Decimal | None:
        """The amount in a column of the view; None if there is none or it holds words."""
        try:
            found = Decimal(self.columns[column])
        except (KeyError, InvalidOperation):
            return None
        return found if found.is_finite() else None

    @property
    def census_amount(self) -> Decimal:
        """The original budget."""
        return self.original_amount or Decimal(0)
