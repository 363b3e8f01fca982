"""Cost codes of projects with the cost types that may be used on them."""

from fieldledger.domain.mirror import Facts


class CostTypeFacts(Facts):
    """``base_type`` is an open list; time needs ``labor``."""

    type_id: str
    name: str | None = None
    code: str | None = None
    base_type: str | None = None
    origin_id: str | None = None


class CostCodeFacts(Facts):
    """``code`` is the whole code, ``segment`` its own last part. ``biller_type`` is ``Project`` or ``SubJob``."""

    code: str | None = None
    segment: str | None = None
    name: str | None = None
    parent_id: str | None = None
    biller_id: str | None = None
    biller_type: str | None = None
    budgeted: bool | None = None
    standard_cost_code_id: str | None = None
    origin_id: str | None = None
    cost_types: tuple[CostTypeFacts, ...] = ()
