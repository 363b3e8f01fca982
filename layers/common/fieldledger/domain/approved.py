"""What a person approved of a record, kept with the record itself: the postings that it became say nothing here."""

from datetime import date
from decimal import Decimal

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.posting import Target


class ApprovedAmount(CanonicalModel):
    """Whole minutes, or money that is owed, of one job; only a card's amounts have a pay type.

    ``per_diem``: money of a card whose other amounts are minutes; it goes to FOUNDATION only.
    """

    project_id: str | None
    pay_type: str | None = None
    amount: Decimal
    per_diem: bool = False


class Approved(CanonicalModel):
    """``day`` is the jobsite's or the document's own, ``books`` are those that it was approved for."""

    day: date
    books: tuple[Target, ...]
    amounts: tuple[ApprovedAmount, ...]
