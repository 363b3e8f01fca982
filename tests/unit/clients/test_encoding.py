"""JSON bodies for vendors."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldledger.clients.encoding import json_body

AMOUNTS = st.decimals(min_value=-9_999_999_999, max_value=9_999_999_999, places=5, allow_nan=False)


@given(AMOUNTS)
def test_an_amount_leaves_as_a_number_that_reads_back_as_the_same_amount(amount: Decimal) -> None:
    assert json.loads(json_body({"Amount": amount}), parse_float=Decimal)["Amount"] == amount


def test_whole_amounts_carry_no_fraction_and_text_stays_readable() -> None:
    assert json_body({"Amount": Decimal("12500.00"), "Name": "Ñandú"}) == '{"Amount":12500,"Name":"Ñandú"}'.encode()


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("Infinity"), Decimal("1234567890123.456")])
def test_an_amount_that_no_number_holds_is_a_bug(amount: Decimal) -> None:
    with pytest.raises(ValueError, match="no JSON number"):
        json_body({"Amount": amount})


def test_what_has_no_json_form_is_a_bug() -> None:
    with pytest.raises(TypeError):
        json_body({"When": object()})
