"""A time card that its source moved to another day after it was approved here."""

from datetime import date

from fieldledger.domain.base import CanonicalModel


class RedatedCard(CanonicalModel):
    """Leads from ``approved_day`` to the card, whatever day the card stands under by now.

    It is kept for good: whether the approval still is of that day, the card itself says.
    """

    company_id: str
    time_card_id: str
    approved_day: date
