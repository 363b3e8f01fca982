"""Budgets: the rows of a customer's own view, budget lines and budget changes (procore.md 6)."""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import TypeAdapter, ValidationError

from fieldledger.clients.procore.body import NumericId, ProcoreWrite
from fieldledger.clients.procore.models.base import Amount, Currency, Id, Maybe, Moment, OptionalId, ProcoreModel, Text
from fieldledger.clients.procore.models.wbs import WbsRef

_AMOUNT: TypeAdapter[Decimal | None] = TypeAdapter(Amount)


class BudgetState(ProcoreModel):
    """A locked budget takes no new amounts, only budget changes."""

    locked: bool


class BudgetView(ProcoreModel):
    """A set of columns that the customer chose."""

    id: Id
    name: str | None = None
    description: str | None = None
    role: str | None = None
    updated_at: Moment = None


class BudgetColumn(ProcoreModel):
    """A column of a view; ``id`` is its key in the rows of a budget detail report."""

    id: Id
    name: str | None = None
    type: str | None = None
    position: int | None = None
    aggregatable: bool | None = None


class BudgetForecast(ProcoreModel):
    """Forecast to complete."""

    id: OptionalId = None
    amount: Amount = None
    manual_amount: Amount = None
    automatic_amount: Amount = None
    calculation_strategy: str | None = None
    notes: str | None = None


class BudgetRow(ProcoreModel):
    """A row by cost code and cost type; ``columns`` are those of the view beyond the fixed ones."""

    id: Id
    wbs_code_id: OptionalId = None
    budget_line_item_id: OptionalId = None
    biller_id: OptionalId = None
    biller_type: str | None = None
    currency_configuration: Currency = None
    cost_code_id: OptionalId = None
    cost_code: Text = None
    cost_code_origin_id: Text = None
    category_id: OptionalId = None
    category: str | None = None
    original_budget_amount: Amount = None
    budget_modifications: Amount = None
    budget_forecast: BudgetForecast | None = None
    unbudgeted_reason: str | None = None
    deletable: bool | None = None

    @property
    def columns(self) -> Mapping[str, object]:
        """Every further key, as Procore sent it."""
        return dict(self.model_extra or {})

    def amount(self, column: str) -> Decimal | None:
        """The amount in a column of the view; None if there is none or it holds something else."""
        try:
            return _AMOUNT.validate_python(self.columns.get(column))
        except ValidationError:
            return None


class BudgetLine(ProcoreModel):
    """A budget line; it has no origin id, so its code identifies it."""

    id: Id
    wbs_code: Maybe[WbsRef] = None
    original_budget_amount: Amount = None
    uom: str | None = None
    quantity: Amount = None
    unit_cost: Amount = None
    calculation_strategy: str | None = None


class BudgetLineWrite(ProcoreWrite):
    """The code must exist as a WBS code before; ``manual`` amounts are not recomputed from quantities."""

    id: NumericId | None = None
    wbs_code_id: NumericId | None = None
    original_budget_amount: Decimal | None = None
    uom: str | None = None
    quantity: Decimal | None = None
    unit_cost: Decimal | None = None
    calculation_strategy: str | None = None


class AdjustmentLine(ProcoreModel):
    """One leg of a budget change; legs of one transfer share ``adjustment_number``."""

    id: OptionalId = None
    ref: Text = None
    adjustment_number: int | None = None
    wbs_code_id: OptionalId = None
    type: str | None = None
    amount: Amount = None
    description: str | None = None


class BudgetChange(ProcoreModel):
    """A change of a locked budget."""

    id: Id
    number: Text = None
    status: str | None = None
    title: str | None = None
    description: str | None = None
    adjustment_line_items: tuple[AdjustmentLine, ...] = ()
    created_at: Moment = None
    updated_at: Moment = None


class AdjustmentLineWrite(ProcoreWrite):
    """A leg; the giving leg has a negative amount."""

    ref: str | None = None
    adjustment_number: int | None = None
    wbs_code_id: NumericId | None = None
    type: str | None = None
    amount: Decimal | None = None
    quantity: Decimal | None = None
    unit_cost: Decimal | None = None
    uom: str | None = None
    calculation_strategy: str | None = None
    description: str | None = None
    comment: str | None = None


class BudgetChangeWrite(ProcoreWrite):
    """``status``: draft, under_review, approved or void."""

    status: str
    number: int | None = None
    title: str | None = None
    description: str | None = None
    adjustment_line_items: tuple[AdjustmentLineWrite, ...] = ()
