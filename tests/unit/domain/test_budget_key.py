"""Whose calls a vendor counts together."""

import pytest

from fieldledger.domain.budget_key import account_key, budget_key
from fieldledger.domain.connection import VendorName


@pytest.mark.parametrize("vendor", [VendorName.RAKEN, VendorName.QUICKBOOKS, VendorName.PROCORE])
def test_an_account_has_a_budget_of_its_own(vendor: VendorName) -> None:
    assert budget_key(vendor, "company-1", "4101") == account_key(vendor, "company-1", "4101")
    assert budget_key(vendor, "company-1", "4101") != budget_key(vendor, "company-2", "4102")
    assert budget_key(vendor, "company-1", "4101").fresh().account == f"{vendor}:4101"


def test_foundation_counts_by_the_one_subscription_key_and_circuits_stay_apart() -> None:
    one, other = (budget_key(VendorName.FOUNDATION, f"company-{n}", f"410{n}") for n in (1, 2))
    assert one == other
    assert account_key(VendorName.FOUNDATION, "company-1", "4101") != account_key(
        VendorName.FOUNDATION, "company-2", "4102"
    )
