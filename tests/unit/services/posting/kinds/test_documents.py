"""Bills as QuickBooks takes them: lines on accounts and lines of items."""

import json
from collections.abc import Mapping
from typing import Any

from fieldledger.clients.quickbooks.models import Bill
from fieldledger.domain.company import CostCodeMapping, DocumentMapping
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.drafts import CostLine
from fieldledger.services.posting.kinds import of
from fieldledger.services.posting.kinds.needs import Need, References
from tests.builders import a_company
from tests.builders.documents import a_cost_line, a_vendor_invoice

WIRING = "26-050"
IDS = References(
    {
        (CounterpartKind.VENDOR, "graybar"): "56",
        (CounterpartKind.CUSTOMER, "clinic"): "21",
        (CounterpartKind.ITEM, "Costs:Wiring"): "8",
        (CounterpartKind.ACCOUNT, "5100"): "8",
        (CounterpartKind.ACCOUNT, "Retainage Payable"): "90",
        (CounterpartKind.CLASS, "Electrical"): "6",
    }
)
BY_ITEM = CostCodeMapping(item="Costs:Wiring", class_name="Electrical")
BY_ACCOUNT = CostCodeMapping(account="5100", class_name="Electrical")


def bill(cost: CostCodeMapping, *lines: CostLine, retainage: str = "0.00") -> Mapping[str, Any]:
    """The record of an invoice whose wiring goes to ``cost``, as it is sealed."""
    mapping = DocumentMapping(
        cost_codes={WIRING: cost}, retainage_payable_account="Retainage Payable", tax_codes={"7": "TAX"}
    )
    company = a_company().model_copy(update={"documents": mapping})
    draft = a_vendor_invoice(lines=lines or None, retainage=retainage).draft()
    sealed = json.dumps(of.fields(company, draft, "[fl:1]", IDS), default=float)
    return json.loads(sealed)


def needs(cost: CostCodeMapping) -> tuple[Need, ...]:
    company = a_company().model_copy(update={"documents": DocumentMapping(cost_codes={WIRING: cost})})
    return of.needs(company, a_vendor_invoice(retainage="0.00").draft()).unwrap()


def test_a_cost_of_an_item_is_one_of_it_at_the_whole_amount_with_all_else_as_on_an_account() -> None:
    line = a_cost_line("812.35").model_copy(update={"tax_code": "7"})
    [sent] = bill(BY_ITEM, line)["Line"]
    assert sent == {
        "DetailType": "ItemBasedExpenseLineDetail",
        "Amount": 812.35,
        "Description": "26-050 Branch wiring",
        "ItemBasedExpenseLineDetail": {
            "ItemRef": {"value": "8"},
            "Qty": 1,
            "UnitPrice": 812.35,
            "BillableStatus": "NotBillable",
            "CustomerRef": {"value": "21"},
            "ClassRef": {"value": "6"},
            "TaxCodeRef": {"value": "TAX"},
        },
    }
    [plain] = bill(BY_ACCOUNT, line)["Line"]
    shared = {"BillableStatus", "CustomerRef", "ClassRef", "TaxCodeRef"}
    on_account = plain["AccountBasedExpenseLineDetail"]
    assert on_account == {
        "AccountRef": {"value": "8"},
        **{name: sent["ItemBasedExpenseLineDetail"][name] for name in shared},
    }


def test_what_is_withheld_stays_a_negative_line_of_its_account() -> None:
    sent = bill(BY_ITEM, retainage="1250.00")["Line"]
    assert [(line["DetailType"], line["Amount"]) for line in sent] == [
        ("ItemBasedExpenseLineDetail", 12500),
        ("AccountBasedExpenseLineDetail", -1250),
    ]


def test_a_cost_that_is_taken_back_is_one_item_at_less_than_nothing() -> None:
    taken_back = bill(BY_ITEM, a_cost_line("100.00"), a_cost_line("-40.00"))["Line"][1]
    detail = taken_back["ItemBasedExpenseLineDetail"]
    assert (taken_back["Amount"], detail["Qty"], detail["UnitPrice"]) == (-40, 1, -40)


def test_a_bill_needs_the_row_that_its_cost_goes_to() -> None:
    of_item = {(need.kind, need.key) for need in needs(BY_ITEM)}
    of_account = {(need.kind, need.key) for need in needs(BY_ACCOUNT)}
    assert of_item ^ of_account == {(CounterpartKind.ITEM, "Costs:Wiring"), (CounterpartKind.ACCOUNT, "5100")}


def test_a_line_that_was_moved_from_an_item_to_an_account_of_the_same_id_is_told() -> None:
    sent, held = bill(BY_ITEM), bill(BY_ACCOUNT)
    assert of.differences(json.dumps(sent), of_books(sent)) == {}
    assert of.differences(json.dumps(sent), of_books(held)) == {"lines": "sent item 8: 12500, holds 8: 12500"}


def of_books(record: Mapping[str, Any]) -> Bill:
    return Bill.model_validate({**record, "Id": "1", "SyncToken": "0"})
