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


class PaymentMade(CanonicalModel):
    """What one payment settled of one document. ``reference`` names the payment in its books for good.

    A ``voided`` one settles nothing and stays only so that nobody takes it for one that was never told.
    """

    reference: str
    check_number: str | None = None
    paid_on: date | None = None
    amount: Decimal
    voided: bool = False


def by_day(made: PaymentMade) -> tuple[date, str]:
    """The order in which payments are kept; one without a day comes first."""
    return made.paid_on or date.min, made.reference


class InvoicePayment(CanonicalModel):
    """``document_id`` is the books' id of the bill or invoice, ``total`` what is due there.

    ``paid`` is all that settled it, credits included; ``paid_on`` the day of the last payment, if one is known.
    ``overpaid`` is what was paid beyond ``total``: it settles nothing, and is not in ``paid``.
    ``made`` are the payments themselves, by day; credits are none. In FOUNDATION retainage that is released is paid on
    the same invoice, so that ``paid`` may come to more than ``total`` there.
    """

    books: Target
    document_id: str
    status: PaymentStatus
    total: Decimal
    paid: Decimal
    balance: Decimal
    paid_on: date | None = None
    overpaid: Decimal = Decimal(0)
    made: tuple[PaymentMade, ...] = ()


def payment_status(total: Decimal, balance: Decimal, overpaid: Decimal = Decimal(0)) -> PaymentStatus:
    """What is open in full, in part, or not at all, or was paid too much of."""
    if overpaid > 0:
        return PaymentStatus.OVERPAID
    if balance == total and total:
        return PaymentStatus.OPEN
    return PaymentStatus.PARTLY_PAID if balance > 0 else PaymentStatus.PAID
