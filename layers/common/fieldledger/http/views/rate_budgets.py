"""How much of the vendors' limits is used, as callers see it."""

from typing import Self

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.services.queries.rate_budgets import VendorBudget


class LimitView(CanonicalModel):
    """Calls in the span that ends at ``resets_at`` (UTC)."""

    name: str
    limit: int
    used: int
    left: int
    resets_at: Utc


class RateBudgetView(CanonicalModel):
    """``closed_until``: the vendor wants no calls before then; ``bulk_closed_until``: only what people wait for."""

    vendor: str
    account_id: str
    limits: tuple[LimitView, ...]
    closed_until: Utc | None
    bulk_closed_until: Utc | None

    @classmethod
    def of(cls, budget: VendorBudget) -> Self:
        """The view of one vendor account's budget."""
        read = budget.readout
        return cls(
            vendor=budget.vendor,
            account_id=budget.account_id,
            limits=tuple(
                LimitView(name=use.name, limit=use.limit, used=use.used, left=use.left, resets_at=use.resets_at)
                for use in read.limits
            ),
            closed_until=read.closed_until,
            bulk_closed_until=read.bulk_closed_until,
        )
