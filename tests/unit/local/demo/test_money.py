"""The demonstration fails if the books are tampered with: a bill or payment changed, missing, twice or unasked."""

from collections.abc import Callable
from typing import Any

import pytest

from local.demo.money import compare_documents, compare_payments

type Row = dict[str, Any]
RETAINAGE = frozenset({"Retainage Payable"})


def an_invoice(number: str = "AC-1", posting: str = "aa01", **changes: object) -> Row:
    """As the API shows an approved invoice that is paid."""
    known: Row = {
        "number": number,
        "total": "9000.00",
        "retainage": "1000.00",
        "invoice_date": "2026-11-03",
        "posting_ids": [posting],
        "payment": {"paid": "9000.00"},
    }
    return known | changes


def _cost(amount: str, account: str) -> Row:
    return {"Amount": amount, "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "1", "name": account}}}


def a_bill(posting: str = "aa01", id_: str = "7") -> Row:
    """As the books hold it."""
    return {
        "Id": id_,
        "TotalAmt": "9000.00",
        "TxnDate": "2026-11-03",
        "PrivateNote": f"[fl:{posting}]",
        "Line": [_cost("10000.00", "Job Costs"), _cost("-1000.00", "Retainage Payable")],
    }


def a_check(amount: str = "9000.00", bill: str = "7") -> Row:
    """A payment of a bill."""
    return {"Line": [{"Amount": amount, "LinkedTxn": [{"TxnId": bill, "TxnType": "Bill"}]}]}


def _problems(bills: list[Row]) -> list[str]:
    compared = compare_documents([an_invoice()], bills, RETAINAGE)
    assert compared.agrees is not any(line.problems for line in compared.lines)
    return [problem for line in compared.lines for problem in line.problems]


def test_a_bill_as_it_was_approved_agrees() -> None:
    assert _problems([a_bill()]) == []


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (lambda bill: bill.update(TotalAmt="9000.01"), "9,000.00 is approved, the books hold 9,000.01"),
        (lambda bill: bill.update(TxnDate="2026-12-03"), "is of 2026-11-03, the books say 2026-12-03"),
        (lambda bill: bill["Line"].pop(), "1000.00 is withheld, the books hold 0.00"),
    ],
)
def test_a_bill_that_somebody_changed_is_told(tamper: Callable[[Row], object], told: str) -> None:
    bill = a_bill()
    tamper(bill)
    assert _problems([bill]) == [told]


def test_a_bill_that_is_missing_is_told() -> None:
    assert _problems([]) == ["is approved and not in the books"]


def test_a_bill_that_is_there_twice_is_told() -> None:
    assert "is in the books 2 times" in _problems([a_bill(), a_bill(id_="8")])


@pytest.mark.parametrize("note", ["[fl:bb02]", "", None])
def test_a_bill_that_nobody_approved_is_told(note: str | None) -> None:
    assert _problems([a_bill(), a_bill(id_="8") | {"PrivateNote": note}]) == ["is in the books, and nobody approved it"]


def test_payments_that_the_invoice_tells_agree() -> None:
    assert compare_payments([an_invoice()], [a_bill()], [a_check("4000.00"), a_check("5000.00")], "Bill").agrees


@pytest.mark.parametrize("checks", [[], [a_check("8999.99")], [a_check(), a_check()], [a_check(), a_check(bill="9")]])
def test_payments_that_are_less_more_or_of_another_bill_are_told(checks: list[Row]) -> None:
    assert not compare_payments([an_invoice()], [a_bill()], checks, "Bill").agrees


def test_an_invoice_that_is_not_paid_agrees_with_books_without_payments() -> None:
    assert compare_payments([an_invoice(payment=None)], [a_bill()], [], "Bill").agrees
