"""Lines of commitments, change orders, prime contracts and direct costs: an amount on a cost code and a cost type."""

from fieldledger.domain.facts.procore_values import Number
from fieldledger.domain.mirror import Facts


class CostLineFacts(Facts):
    """``cost_code`` is the whole code (``03-300``), ``budget_code`` that of the work breakdown (``03-300.S``)."""

    line_id: str
    description: str | None = None
    amount: Number | None = None
    quantity: Number | None = None
    unit_cost: Number | None = None
    unit: str | None = None
    cost_code_id: str | None = None
    cost_code: str | None = None
    cost_type_id: str | None = None
    cost_type: str | None = None
    budget_code_id: str | None = None
    budget_code: str | None = None
    origin_id: str | None = None
    tax_code_id: str | None = None
