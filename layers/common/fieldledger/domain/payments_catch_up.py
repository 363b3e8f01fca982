"""Payments that were known before they were to be pushed to Procore: asking for them afterwards (decision 0025)."""

from collections.abc import Mapping
from datetime import datetime

from fieldledger.domain.base import CanonicalModel, Utc


class PaymentsCatchUp(CanonicalModel):
    """How far a company's invoices were gone through since pushing was switched on.

    ``due_at`` None: nothing is to be done. ``position`` is where the next page of invoices begins; None: at the first.
    """

    company_id: str
    due_at: Utc | None = None
    position: Mapping[str, str] | None = None
    version: int = 0

    def begun(self, due_at: datetime) -> "PaymentsCatchUp":
        """From the first invoice on, whatever an earlier one left behind."""
        return self.model_copy(update={"due_at": due_at, "position": None})

    def continued(self, position: Mapping[str, str] | None) -> "PaymentsCatchUp":
        """After a page; without a next one it is done."""
        due_at = None if position is None else self.due_at
        return self.model_copy(update={"due_at": due_at, "position": position})
