"""On what a subcontractor's invoice may be billed, and the sentence where it may not."""

from decimal import Decimal

import pytest

from fieldledger.domain.facts.procore_commitments import CommitmentFacts, CommitmentKind
from fieldledger.result import ErrorCode
from fieldledger.services.invoices.commitments import unfit


def _contract(
    status: str | None = "Approved",
    number: str | None = "SC-1",
    title: str | None = None,
    worth: str | None = "1000.00",
) -> CommitmentFacts:
    return CommitmentFacts(
        kind=CommitmentKind.SUBCONTRACT,
        number=number,
        title=title,
        status=status,
        revised_amount=None if worth is None else Decimal(worth),
    )


@pytest.mark.parametrize(
    "status", ["Approved", "Complete", "Out For Signature", "Draft", "Closed", None, "Some new one"]
)
def test_a_contract_that_stands_may_be_billed(status: str | None) -> None:
    assert unfit(_contract(status)) is None


def test_a_contract_that_was_not_read_yet_stands_in_nobodys_way() -> None:
    assert unfit(None) is None


@pytest.mark.parametrize("status", ["Void", "Terminated", "VOID"])
def test_nothing_is_owed_on_a_contract_that_ended(status: str) -> None:
    hold = unfit(_contract(status))
    assert hold is not None
    assert (hold.code, hold.message) == (
        ErrorCode.BOOKS_WOULD_REFUSE,
        f"its contract SC-1 is {status.lower()} in Procore: nothing is owed on it",
    )


def test_a_contract_below_nothing_is_a_mistake_of_its_change_orders() -> None:
    hold = unfit(_contract(worth="-20000.00"))
    assert hold is not None
    assert hold.code == ErrorCode.INVOICE_UNBALANCED
    assert "SC-1 comes to -20,000.00 with its change orders" in hold.message


@pytest.mark.parametrize("worth", ["0.00", "0.01", None])
def test_a_contract_of_nothing_may_be_billed_for_what_was_done(worth: str | None) -> None:
    assert unfit(_contract(worth=worth)) is None


def test_that_it_ended_is_said_before_what_it_is_worth() -> None:
    hold = unfit(_contract("Void", worth="-1.00"))
    assert hold is not None
    assert hold.code == ErrorCode.BOOKS_WOULD_REFUSE


@pytest.mark.parametrize(
    ("number", "title", "name"), [("SC-1", "Slabs", "SC-1"), (None, "Slabs", "Slabs"), (None, None, "without a number")]
)
def test_the_sentence_names_the_contract_as_people_know_it(number: str | None, title: str | None, name: str) -> None:
    hold = unfit(_contract("Void", number, title))
    assert hold is not None
    assert f"its contract {name} is void" in hold.message
