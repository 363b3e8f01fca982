"""How far an invoice is paid, as the books say."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.posting import Target


class PaymentStatus(StrEnum):
    """By the open balance of the document in the books."""

    OPEN = "open"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"


class InvoicePayment(CanonicalModel):
    """``document_id`` is the books' id of the bill or invoice, ``total`` what it comes to there.

    ``paid`` is all that settled it, credits included; ``paid_on`` the day of the last payment, if one is known.
    """

    books: Target
    document_id: str
    status: PaymentStatus
    total: Decimal
    paid: Decimal
    balance: Decimal
    paid_on: date | None = None


def payment_status(total: Decimal, balance: Decimal) -> PaymentStatus:
    """What is open in full, in part, or not at all."""
    if balance == total and total:
        return PaymentStatus.OPEN
    return PaymentStatus.PARTLY_PAID if balance > 0 else PaymentStatus.PAID
