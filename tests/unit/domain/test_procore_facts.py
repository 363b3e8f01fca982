"""Procore's facts: one hash for one content, and older facts that still read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.domain.facts.procore_budgets import BudgetRowFacts
from fieldledger.domain.facts.procore_direct_costs import DirectCostFacts
from fieldledger.domain.facts.procore_invoices import RequisitionFacts
from fieldledger.domain.facts.procore_time import TimecardFacts


@pytest.mark.parametrize("spelling", ["8", "8.0", "8.00", "08", "0.8E+1"])
def test_one_amount_has_one_hash_however_it_is_written(spelling: str) -> None:
    assert TimecardFacts(hours=Decimal(spelling)).hashed == TimecardFacts(hours=Decimal(8)).hashed


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**23), max_value=10**23))
def test_no_amount_is_rounded(amount: Decimal) -> None:
    facts = TimecardFacts(hours=amount)
    assert facts.hours == amount
    assert TimecardFacts.model_validate(facts.model_dump(mode="json")) == facts


def test_nothing_is_not_minus_nothing() -> None:
    assert TimecardFacts(hours=Decimal("-0.00")).hashed == TimecardFacts(hours=Decimal(0)).hashed


def test_facts_of_another_release_are_read() -> None:
    assert DirectCostFacts.model_validate({"amount": "12.50", "colour": "red"}).amount == Decimal("12.5")


@pytest.mark.parametrize(("text", "amount"), [("12.50", Decimal("12.5")), ("see notes", None), ("NaN", None)])
def test_a_column_of_a_budget_may_hold_words(text: str, amount: Decimal | None) -> None:
    assert BudgetRowFacts(view_id="1", columns={"Mine": text}).amount("Mine") == amount


def test_an_invoice_without_sums_says_nothing_of_retainage() -> None:
    bill = RequisitionFacts()
    assert (bill.retainage_held, bill.retainage_released) == (None, 0)
