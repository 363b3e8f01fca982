"""Items that rows of cost codes name: there once, active and bought, as far as the list of QuickBooks tells."""

import pytest

from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.domain.mapping_table import Change, MappingKind
from fieldledger.domain.posting import Target
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.result import ErrorCode, Result
from fieldledger.services.mappings.items import BoughtItems
from tests.builders import COMPANY, a_counterpart
from tests.fakes.documents import InMemoryDocumentStore


def an_item(vendor_id: str, name: str, *, active: bool = True, purchased: bool | None = True) -> Counterpart:
    row = a_counterpart(kind=CounterpartKind.ITEM, vendor_id=vendor_id, display_name=name, number=None, active=active)
    return row.model_copy(update={"purchased": purchased})


LISTED = (
    an_item("1", "Costs:Slabs"),
    an_item("2", "Forms", active=False),
    an_item("3", "Progress Billing", purchased=False),
    an_item("4", "Sand", purchased=None),
    an_item("5", "Rebar"),
    an_item("6", "rebar"),
)


async def check(
    changes: dict[str, Change],
    *listed: Counterpart,
    target: Target = "quickbooks",
    kind: MappingKind = MappingKind.COST_CODE,
) -> Result[None]:
    crosswalk = DocumentCrosswalk(InMemoryDocumentStore())
    (await crosswalk.save_counterparts(listed)).unwrap()
    return await BoughtItems(crosswalk).check(COMPANY, target, kind, changes)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("Gravel", "item Gravel is not in QuickBooks"),
        ("Forms", "item Forms is switched off in QuickBooks"),
        ("Progress Billing", "item Progress Billing cannot be bought: it has no expense account"),
        ("Rebar", "item Rebar fits several rows in QuickBooks"),
        ("Slabs", "item Slabs is not in QuickBooks"),
    ],
)
async def test_an_item_that_no_bill_can_have_is_refused_by_its_row(name: str, fault: str) -> None:
    refused = await check({"03-300": (None, {"item": name}), "03-310": (None, {"item": "Costs:Slabs"})}, *LISTED)
    assert refused.error_code == ErrorCode.VALIDATION_FAILED
    assert str(refused.details["faults"]).startswith(f"row 03-300: {fault}")
    assert "03-310" not in str(refused.details["faults"])


@pytest.mark.parametrize("name", ["Costs:Slabs", "costs:slabs", "Sand"])
async def test_an_item_that_can_be_bought_or_of_which_it_is_not_known_is_taken(name: str) -> None:
    assert (await check({"03-300": (None, {"item": name})}, *LISTED)).success


async def test_before_the_list_was_read_any_name_is_taken() -> None:
    assert (await check({"03-300": (None, {"item": "Gravel"})})).success


async def test_rows_of_accounts_and_rows_that_go_are_not_looked_up() -> None:
    changes: dict[str, Change] = {
        "03-300": ({"item": "Gravel"}, {"account": "Gravel"}),
        "03-310": ({"item": "Gravel"}, None),
    }
    assert (await check(changes, *LISTED)).success


async def test_items_of_taxes_are_sold_and_not_bought() -> None:
    changes: dict[str, Change] = {"501": (None, {"item": "Progress Billing"})}
    assert (await check(changes, *LISTED, kind=MappingKind.TAX)).success
