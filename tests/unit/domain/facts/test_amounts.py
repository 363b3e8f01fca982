"""Numbers of facts: how a vendor writes them changes nothing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.domain.facts.amounts import trimmed
from fieldledger.domain.facts.raken_days import CrewFacts

AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("8.00", "8"), ("8", "8"), ("100", "100"), ("1E+2", "100"), ("0.10", "0.1"), ("-0.00", "0"), ("-5.50", "-5.5")],
)
def test_trailing_zeros_exponents_and_the_sign_of_zero_are_left_out(written: str, kept: str) -> None:
    assert str(trimmed(Decimal(written))) == kept


@given(AMOUNTS)
def test_the_value_stays(amount: Decimal) -> None:
    assert trimmed(amount) == amount


@given(AMOUNTS)
def test_equal_numbers_are_equal_facts(amount: Decimal) -> None:
    longer = Decimal(f"{amount:f}0") if "." in f"{amount:f}" else Decimal(f"{amount:f}.0")
    assert CrewFacts(hours=amount).hashed == CrewFacts(hours=longer).hashed
