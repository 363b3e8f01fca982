"""Direct costs and the budget."""

import asyncio
from typing import Any

import pytest

from tests.unit.simulators.procore.harness import COMPANY, Procore

COSTS = "/v1.0/projects/{p}/direct_costs"


async def row_of(procore: Procore, code: str = "03-300") -> int:
    """A budget code."""
    cost_code, kind = await procore.code(code)
    return await procore.make("wbs_codes", project=procore.project, cost_code_id=cost_code, line_item_type_id=kind)


async def budget_line(procore: Procore, wbs: int, amount: float, status: int = 201) -> Any:
    body = {
        "project_id": procore.project,
        "budget_line_item": {"wbs_code_id": wbs, "original_budget_amount": amount},
    }
    answer = await procore.call("POST", "/v1.1/budget_line_items", body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def details(procore: Procore, **query: str) -> list[dict[str, Any]]:
    return await procore.rows("/v1.0/budget_views/9001/detail_rows", project_id=procore.project, **query)


async def test_an_invoice_needs_a_vendor_and_a_number(procore: Procore):
    body = {"direct_cost": {"direct_cost_type": "invoice"}}
    answer = await procore.call("POST", "/v1.1/projects/{p}/direct_costs", body)
    assert answer.json()["errors"] == {"vendor": ["can't be blank"], "invoice_number": ["can't be blank"]}


async def test_the_vendor_is_a_name_in_one_version_and_a_record_in_the_other(procore: Procore):
    vendor = await procore.vendor()
    await procore.make(
        "direct_costs", project=procore.project, direct_cost_type="invoice", vendor_id=vendor, invoice_number="7"
    )
    [newer] = await procore.rows("/v1.1/projects/{p}/direct_costs")
    [older] = await procore.rows(COSTS)
    assert (newer["vendor"], older["vendor"]) == ("Acme Concrete", {"id": vendor, "name": "Acme Concrete"})
    assert (newer["vendor_id"], newer["employee"]) == (vendor, {"id": None, "name": None})


async def test_a_cost_can_be_made_with_its_lines(procore: Procore):
    wbs = await row_of(procore)
    cost = {
        "direct_cost_type": "expense",
        "line_items": [{"wbs_code_id": wbs, "manual_amount": 10.25, "origin_id": "L1"}, {"manual_amount": "5"}],
    }
    made = await procore.write("POST", "/v1.1/projects/{p}/direct_costs", {"direct_cost": cost})
    assert (made["grand_total"], made["line_items_count"]) == ("15.25", 2)
    assert [line["amount"] for line in made["line_items"]] == ["10.25", "5.00"]


async def test_lines_of_a_whole_project_are_one_list(procore: Procore):
    first = await procore.make("direct_costs", project=procore.project, direct_cost_type="expense")
    second = await procore.make("direct_costs", project=procore.project, direct_cost_type="payroll")
    updates = [{"direct_cost_id": first, "amount": 1, "origin_id": "A"}, {"direct_cost_id": second, "amount": 2}]
    result = await procore.write("PATCH", f"{COSTS}/line_items/sync", {"updates": [*updates, {"amount": 3}]})
    assert [row["errors"] for row in result["errors"]] == [{"direct_cost_id": ["must exist"]}]
    rows = await procore.rows(f"{COSTS}/line_items")
    assert [(row["holder"]["id"], row["amount"]) for row in rows] == [(first, "1.00"), (second, "2.00")]
    only = await procore.rows(f"{COSTS}/line_items", filter_direct_cost_id=str(first))
    assert [row["amount"] for row in only] == ["1.00"]


async def test_a_line_on_a_code_without_a_budget_makes_a_budget_line_of_zero(procore: Procore):
    wbs = await row_of(procore)
    cost = await procore.make("direct_costs", project=procore.project, direct_cost_type="expense")
    for _ in range(2):
        await procore.line("direct_cost_line_items", cost, amount=7, wbs_code_id=wbs)
    [row] = await details(procore, budget_row_type="unbudgeted")
    assert (row["wbs_code_id"], row["original_budget_amount"], row["Direct Costs"]) == (wbs, "0.00", "14.00")
    assert await details(procore, budget_row_type="budgeted") == []


@pytest.mark.parametrize("second", [f"{COSTS}/sync", f"{COSTS}/line_items/sync"])
async def test_syncs_of_direct_costs_of_a_project_exclude_each_other(procore: Procore, second: str):
    began, may_end = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        began.set()
        await may_end.wait()

    body = {"updates": [{"direct_cost_type": "expense"}]}
    procore.hold = hold
    first = asyncio.create_task(procore.call("PATCH", f"{COSTS}/sync", body))
    await asyncio.wait_for(began.wait(), timeout=5)
    assert (await procore.call("PATCH", second, {"updates": []})).status_code == 409
    other = await procore.make("projects", name="Depot")
    procore.hold = None
    assert (await procore.call("PATCH", f"/v1.0/projects/{other}/direct_costs/sync", body)).status_code == 200
    may_end.set()
    assert (await first).status_code == 200
    assert (await procore.call("PATCH", second, {"updates": []})).status_code == 200


async def test_a_row_of_the_budget_has_the_columns_of_the_view_under_their_names(procore: Procore):
    wbs = await row_of(procore)
    await budget_line(procore, wbs, 500)
    contract = await procore.contract()
    await procore.line("work_order_contract_line_items", contract, amount=120, wbs_code_id=wbs)
    [view] = await procore.rows("/v1.0/budget_views", project_id=procore.project)
    columns = await procore.rows(f"/v1.0/budget_views/{view['id']}/budget_detail_columns", project_id=procore.project)
    [row] = await details(procore)
    assert {column["id"] for column in columns} <= row.keys()
    assert (row["original_budget_amount"], row["Committed Costs"]) == ("500.00", "120.00")
    assert (row["cost_code"], row["category"]) == ("03-300 - Concrete", "Labor")


async def test_a_budget_line_has_numbers_and_its_code_can_be_budgeted_once(procore: Procore):
    wbs = await row_of(procore)
    made = await budget_line(procore, wbs, 500.5)
    assert (made["original_budget_amount"], made["wbs_code"]["flat_code"]) == (500.5, "03-300.L")
    refused = await budget_line(procore, wbs, 1, status=422)
    assert refused == {"errors": {"wbs_code_id": ["This Budget Code already exists"]}}


async def test_a_locked_budget_takes_changes_only(procore: Procore):
    wbs = await row_of(procore)
    made = await budget_line(procore, wbs, 500)
    await procore.admin("POST", f"/companies/{COMPANY}/budget", {"project_id": procore.project, "locked": True})
    assert (await procore.get("/v1.0/projects/{p}/budget")).json() == {"locked": True}
    body = {"project_id": procore.project, "budget_line_item": {"original_budget_amount": 1}}
    answer = await procore.call("PATCH", f"/v1.1/budget_line_items/{made['id']}", body)
    assert answer.json()["errors"]["base"] == ["The original_budget_amount cannot be updated for a locked budget."]
    legs = [{"ref": "a", "adjustment_number": 1, "wbs_code_id": wbs, "type": "budget_change", "amount": -5}]
    change = {"number": 1, "status": "approved", "title": "Shift", "adjustment_line_items": legs}
    path = "/v1.0/projects/{p}/budget_changes"
    changed = (await procore.write("POST", path, change))["data"]
    assert changed["adjustment_line_items"] == legs
    assert (await procore.get(path)).json() == {"data": [changed]}


async def test_budget_lines_are_synced_all_or_none_and_answered_as_a_plain_array(procore: Procore):
    first, second = await row_of(procore, "03-300"), await row_of(procore, "03-310")
    path, frame = "/v1.0/budget_line_items/sync", {"project_id": procore.project}
    lines = [{"wbs_code_id": first, "original_budget_amount": 1}, {"wbs_code_id": 5, "original_budget_amount": 2}]
    refused = await procore.call("POST", path, {**frame, "budget_line_items": lines})
    assert (refused.status_code, await details(procore)) == (422, [])
    lines[1]["wbs_code_id"] = second
    made = (await procore.call("POST", path, {**frame, "budget_line_items": lines})).json()
    assert [row["original_budget_amount"] for row in made] == [1, 2]
    again = {**frame, "budget_line_items": [{"id": made[0]["id"], "original_budget_amount": 9}]}
    assert [row["original_budget_amount"] for row in (await procore.call("POST", path, again)).json()] == [9]
