"""How much too much was paid: three signs of it, and none of what is only an advance."""

from decimal import Decimal

import pytest

from fieldledger.domain.facts.quickbooks_documents import AppliedAmount, DocumentLink, PaymentFacts
from fieldledger.services.invoices.overpayment import overpaid

TOTAL = Decimal("100.00")


def _applied(amount: str, to: str = "7", kind: str = "Bill") -> AppliedAmount:
    return AppliedAmount(amount=Decimal(amount), to=(DocumentLink(transaction_id=to, kind=kind),))


def _paid(total: str, *applied: AppliedAmount, unapplied: str | None = None) -> PaymentFacts:
    left = None if unapplied is None else Decimal(unapplied)
    return PaymentFacts(total=Decimal(total), applied=applied, unapplied=left)


def _over(*payments: PaymentFacts, balance: str = "0", total: Decimal = TOTAL) -> Decimal:
    return overpaid("Bill", "7", total, Decimal(balance), payments)


def test_what_is_paid_exactly_is_not_too_much() -> None:
    assert _over(_paid("60.00", _applied("60.00")), _paid("40.00", _applied("40.00"))) == 0


def test_several_payments_that_settle_more_than_the_total_are_too_much() -> None:
    assert _over(_paid("60.00", _applied("60.00")), _paid("60.01", _applied("60.01"))) == Decimal("20.01")


def test_a_balance_below_zero_is_too_much() -> None:
    assert _over(balance="-5.00") == Decimal("5.00")


def test_a_check_larger_than_what_it_settles_is_too_much() -> None:
    assert _over(_paid("130.00", _applied("100.00"))) == Decimal("30.00")


def test_what_quickbooks_calls_unapplied_is_too_much() -> None:
    assert _over(_paid("130.00", _applied("100.00"), unapplied="30.00")) == Decimal("30.00")


def test_two_signs_of_the_same_money_are_not_added_up() -> None:
    assert _over(_paid("110.00", _applied("110.00"), unapplied="10.00"), balance="-10.00") == Decimal("10.00")


def test_nothing_is_too_much_while_something_is_open() -> None:
    assert _over(_paid("130.00", _applied("40.00")), balance="60.00") == 0


def test_what_one_payment_leaves_over_is_told_of_its_last_document_only() -> None:
    both = _paid("230.00", _applied("100.00"), _applied("100.00", to="8"))
    assert _over(both) == 0
    assert overpaid("Bill", "8", TOTAL, Decimal(0), [both]) == Decimal("30.00")


def test_a_check_that_uses_up_a_credit_says_nothing_of_what_is_left() -> None:
    assert _over(_paid("90.00", _applied("100.00"), _applied("10.00", to="9", kind="VendorCredit"))) == 0


@pytest.mark.parametrize("total", [Decimal(0), Decimal("-10.00")])
def test_of_a_document_of_nothing_nothing_is_too_much(total: Decimal) -> None:
    assert _over(_paid("10.00", _applied("10.00")), total=total) == 0
