"""What was paid beyond what a document of QuickBooks comes to: pure arithmetic over the document and its payments.

QuickBooks lets no balance fall below zero: what a payment is too large by stays unapplied on it. So three things are
looked at, and the largest is told: a balance below zero, payments that settle more than the total, and what the
payments of a settled document leave over.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from fieldledger.domain.facts.quickbooks_documents import AppliedAmount, PaymentFacts

_ZERO: Final = Decimal(0)


def overpaid(
    kind: str, document_id: str, total: Decimal, balance: Decimal, payments: Sequence[PaymentFacts]
) -> Decimal:
    """How much too much was paid on a document; ``kind`` is what payments call it. Never below zero.

    Of a document with something open nothing is too much: what a payment leaves over may still go to it.
    """
    if balance > 0 or total <= 0:
        return _ZERO
    settled = sum((_settling(payment, kind, document_id) for payment in payments), _ZERO)
    left = sum((_left_over(each, kind) for each in payments if _last(each, kind) == document_id), _ZERO)
    return max(-balance, settled - total, left, _ZERO)


def _settling(payment: PaymentFacts, kind: str, document_id: str) -> Decimal:
    named = (each for each in payment.applied if _documents((each,), kind) == [document_id] and len(each.to) == 1)
    return sum((each.amount or _ZERO for each in named), _ZERO)


def _left_over(payment: PaymentFacts, kind: str) -> Decimal:
    """What QuickBooks calls unapplied; it does not say so of payments to vendors.

    A payment that also uses up credits pays less than it settles, so nothing is concluded of it.
    """
    if payment.unapplied is not None:
        return max(payment.unapplied, _ZERO)
    links = [link for each in payment.applied for link in each.to]
    if payment.total is None or any(link.kind != kind for link in links):
        return _ZERO
    applied = sum((each.amount or _ZERO for each in payment.applied), _ZERO)
    return max(payment.total - applied, _ZERO)


def _last(payment: PaymentFacts, kind: str) -> str | None:
    """What is left over of one payment is told of one document."""
    return next(reversed(_documents(payment.applied, kind)), None)


def _documents(applied: Iterable[AppliedAmount], kind: str) -> list[str]:
    return [link.transaction_id for each in applied for link in each.to if link.kind == kind]
