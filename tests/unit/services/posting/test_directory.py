"""Rows of the books' lists as postings are matched against them."""

import pytest

from fieldledger.clients.quickbooks.models import NameListRow
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.services.posting.directory import counterpart
from tests.builders import COMPANY

COSTS = {"ExpenseAccountRef": {"value": "2"}}


@pytest.mark.parametrize(
    ("row", "purchased"),
    [
        ({"Type": "Service", **COSTS}, True),
        ({"Type": "Inventory", **COSTS}, True),
        ({"Type": "Service"}, False),
        ({"Type": "Category", **COSTS}, False),
        ({"Type": "Group", **COSTS}, False),
    ],
)
def test_an_item_is_bought_on_an_account_of_expenses(row: dict[str, object], purchased: bool) -> None:
    listed = NameListRow.model_validate({"Id": "8", "Name": "Slabs", **row})
    assert counterpart(COMPANY, CounterpartKind.ITEM, listed).purchased is purchased


def test_of_other_lists_nothing_is_said() -> None:
    listed = NameListRow.model_validate({"Id": "8", "Name": "Slabs"})
    assert counterpart(COMPANY, CounterpartKind.ACCOUNT, listed).purchased is None
