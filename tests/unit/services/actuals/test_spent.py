"""FOUNDATION's payables to date without those that Procore knows of."""

from decimal import Decimal

import pytest

from fieldledger.domain.job_cost import CostPlace
from fieldledger.services.actuals.spent import less

SLABS = CostPlace(cost_code="03-300", cost_type="S")
SAND = CostPlace(cost_code="03-300", cost_type="M")
FORMS = CostPlace(cost_code="03-310", cost_type="S")
UNTYPED = CostPlace(cost_code="03-300")


@pytest.mark.parametrize(
    ("known", "slabs", "sand"),
    [
        ({}, "500", "80"),
        ({SLABS: "200"}, "300", "80"),
        ({SLABS: "550"}, "0", "30"),
        ({UNTYPED: "60"}, "500", "20"),
        ({SLABS: "900"}, "0", "0"),
        ({FORMS: "10"}, "500", "80"),
        ({SLABS: "-50"}, "550", "80"),
    ],
)
def test_of_a_code_its_own_type_goes_first_and_never_below_nothing(
    known: dict[CostPlace, str], slabs: str, sand: str
) -> None:
    held = {SLABS: Decimal(500), SAND: Decimal(80)}
    rest = less(held, {place: Decimal(amount) for place, amount in known.items()})
    assert rest == {SLABS: Decimal(slabs), SAND: Decimal(sand)}
