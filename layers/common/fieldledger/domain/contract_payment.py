"""Payments of the books as contract payments in Procore: what was written there for one invoice (decision 0025)."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.hashing import derive_id
from fieldledger.domain.invoice_payment import PaymentMade

_OURS: Final = "fl-payment-"
"""What our origin ids begin with: an origin id is unique in a Procore company, whoever set it (procore.md 4)."""


class PushState(StrEnum):
    """``sending``, and then ``held`` or ``refused``; ``left`` is what we touch no more, for people have decided."""

    SENDING = "sending"  # about to be created, or sent with an outcome that is not known
    HELD = "held"  # in Procore as it was written
    REMOVING = "removing"  # about to be deleted, which may be repeated
    REMOVED = "removed"  # taken back out of Procore
    REFUSED = "refused"  # Procore does not take it: an item of the inbox says why
    LEFT = "left"  # edited, deleted or entered before by people in Procore: theirs stays


class PushedPayment(CanonicalModel):
    """One payment as it was written, or is about to be.

    ``revision`` counts the contract payments that were made of it, one after the other: of a synced payment Procore
    lets nothing be changed but its origin, so that a correction takes the place of the payment before. Before
    ``settle_after`` nothing may be repeated: Procore may still be working on it.
    """

    reference: str
    revision: int = 1
    state: PushState = PushState.SENDING
    amount: Decimal
    paid_on: date | None = None
    check_number: str | None = None
    procore_id: str | None = None
    settle_after: Utc | None = None

    def stands_as(self, amount: Decimal | None, paid_on: date | None, check_number: str | None) -> bool:
        """Whether what Procore shows is what was written: nobody changed it there since."""
        return (amount, paid_on, check_number or None) == (self.amount, self.paid_on, self.check_number or None)

    def says(self, made: PaymentMade) -> bool:
        """Whether it is what the books say."""
        return (self.amount, self.paid_on, self.check_number) == (made.amount, made.paid_on, made.check_number)


class ContractPayments(CanonicalModel):
    """What of one invoice's payments is in Procore. ``due_at`` None: nothing is to be done.

    ``asked`` counts the times that the books said something new, so that a pass that was under way when they did
    finds itself overtaken.
    """

    company_id: str
    invoice_id: str
    due_at: Utc | None = None
    asked: int = 0
    payments: tuple[PushedPayment, ...] = ()
    version: int = 0

    def origin_id(self, payment: PushedPayment) -> str:
        """The natural key that a payment is found again by."""
        parts = (self.company_id, self.invoice_id, payment.reference, str(payment.revision))
        return f"{_OURS}{derive_id(*parts)}"

    def of(self, reference: str) -> PushedPayment | None:
        """What was made of one payment of the books."""
        return next((each for each in self.payments if each.reference == reference), None)

    def without(self, payment: PushedPayment) -> "ContractPayments":
        """The same if ``payment`` never came about: what was there before it, if anything, is gone already."""
        if payment.revision > 1:
            before = {"revision": payment.revision - 1, "state": PushState.REMOVED, "settle_after": None}
            return self.having(payment.model_copy(update=before))
        return self.model_copy(update={"payments": tuple(each for each in self.payments if each != payment)})

    def having(self, payment: PushedPayment) -> "ContractPayments":
        """The same with ``payment`` in the place of what was made of it before."""
        others = [each for each in self.payments if each.reference != payment.reference]
        return self.model_copy(update={"payments": (*others, payment)})


def is_ours(origin_id: str | None) -> bool:
    """Whether a contract payment in Procore was written from here."""
    return (origin_id or "").startswith(_OURS)
