"""What a person approved of a record, kept with the record itself: the postings that it became say nothing here."""

from datetime import date
from decimal import Decimal

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.posting import Target


class ApprovedAmount(CanonicalModel):
    """Whole minutes, or money that is owed, of one job; only time has a pay type."""

    project_id: str | None
    pay_type: str | None = None
    amount: Decimal


class Approved(CanonicalModel):
    """``day`` is the jobsite's or the document's own, ``books`` are those that it was approved for."""

    day: date
    books: tuple[Target, ...]
    amounts: tuple[ApprovedAmount, ...]

    @property
    def total(self) -> Decimal:
        """All jobs and pay types, for one set of books."""
        return sum((each.amount for each in self.amounts), Decimal(0))
