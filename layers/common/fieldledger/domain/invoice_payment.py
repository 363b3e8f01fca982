"""How far an invoice is paid, as the books say."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.posting import Target


class PaymentStatus(StrEnum):
    """By the open balance of the document in the books, and by what was paid beyond it."""

    OPEN = "open"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    OVERPAID = "overpaid"


class InvoicePayment(CanonicalModel):
    """``document_id`` is the books' id of the bill or invoice, ``total`` what it comes to there.

    ``paid`` is all that settled it, credits included; ``paid_on`` the day of the last payment, if one is known.
    ``overpaid`` is what was paid beyond ``total``: it settles nothing, and is not in ``paid``.
    """

    books: Target
    document_id: str
    status: PaymentStatus
    total: Decimal
    paid: Decimal
    balance: Decimal
    paid_on: date | None = None
    overpaid: Decimal = Decimal(0)


def payment_status(total: Decimal, balance: Decimal, overpaid: Decimal = Decimal(0)) -> PaymentStatus:
    """What is open in full, in part, or not at all, or was paid too much of."""
    if overpaid > 0:
        return PaymentStatus.OVERPAID
    if balance == total and total:
        return PaymentStatus.OPEN
    return PaymentStatus.PARTLY_PAID if balance > 0 else PaymentStatus.PAID
