"""Batch upserts: whom an item means, what is refused, and how many fit."""

from typing import Any

import pytest

from tests.unit.simulators.procore.harness import COMPANY, Procore, running_procore

VENDORS = "/v1.0/vendors/sync"


async def sync(procore: Procore, *updates: Any, path: str = VENDORS, **frame: Any) -> dict[str, Any]:
    body = {"company_id": COMPANY, **frame, "updates": list(updates)}
    answer = await procore.call("PATCH", path, body)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def test_the_documented_example(procore: Procore):
    item = {"origin_id": "FND-V-100", "origin_code": "V-100", "name": "Acme Concrete"}
    result = await sync(procore, item, {"id": 0, "name": "x"})
    [entity] = result["entities"]
    assert item.items() <= entity.items()
    assert entity["synced_to_erp"] is True
    assert result["errors"] == [{"id": 0, "name": "x", "errors": {"id": ["Entity with this ID not found"]}}]


async def test_an_origin_id_alone_updates_the_one_that_has_it_or_creates(procore: Procore):
    first = (await sync(procore, {"origin_id": "A", "name": "Acme"}))["entities"][0]["id"]
    again = (await sync(procore, {"origin_id": "A", "name": "Acme Inc."}))["entities"][0]
    assert (again["id"], again["name"]) == (first, "Acme Inc.")
    assert len(await procore.rows("/v1.0/vendors", company_id=COMPANY)) == 1


async def test_an_item_with_neither_creates_every_time(procore: Procore):
    await sync(procore, {"name": "Acme"})
    await sync(procore, {"name": "Acme"})
    assert len(await procore.rows("/v1.0/vendors", company_id=COMPANY)) == 2


async def test_an_id_with_an_origin_id_gives_the_record_a_new_origin_id(procore: Procore):
    vendor = await procore.vendor(origin_id="old")
    await sync(procore, {"id": vendor, "origin_id": "new"})
    assert await procore.ids("/v1.0/vendors", company_id=COMPANY, filter_origin_id="new") == [vendor]
    made = (await sync(procore, {"origin_id": "old", "name": "Another"}))["entities"][0]["id"]
    assert made != vendor


async def test_a_batch_can_mention_the_record_it_has_just_made(procore: Procore):
    result = await sync(procore, {"origin_id": "A", "name": "Acme"}, {"origin_id": "A", "city": "Tulsa"})
    assert [(row["name"], row["city"]) for row in result["entities"]] == [("Acme", None), ("Acme", "Tulsa")]


async def test_each_item_is_refused_by_itself(procore: Procore):
    taken = await procore.vendor(origin_id="A")
    other = await procore.vendor("Other")
    items = ({"id": other, "origin_id": "A"}, {"origin_id": "B"}, "nonsense", {"id": taken, "city": "Tulsa"})
    result = await sync(procore, *items)
    assert [row["id"] for row in result["entities"]] == [taken]
    assert [row["errors"] for row in result["errors"]] == [
        {"origin_id": ["has already been taken"]},
        {"name": ["can't be blank"]},
        {"name": ["can't be blank"]},
    ]


async def test_a_record_of_another_project_is_not_found(procore: Procore):
    other = await procore.make("projects", name="Depot")
    code = await procore.make("cost_codes", project=other, code="1", name="One", origin_id="X")
    path = f"/v1.0/cost_codes/sync?project_id={procore.project}"
    by_id = await sync(procore, {"id": code, "name": "New"}, path=path)
    assert by_id["errors"][0]["errors"] == {"id": ["Entity with this ID not found"]}
    by_origin = await sync(procore, {"origin_id": "X", "code": "1", "name": "New"}, path=path)
    assert by_origin["errors"][0]["errors"] == {"origin_id": ["has already been taken"]}


async def test_more_than_a_thousand_are_refused_by_one_of_two_statuses():
    async with running_procore() as procore:
        body = {"company_id": COMPANY, "updates": [{"name": "x"}] * 1001}
        assert (await procore.call("PATCH", VENDORS, body)).status_code == 413
        await procore.settings(oversized_sync_status=400)
        assert (await procore.call("PATCH", VENDORS, body)).status_code == 400
        body["updates"] = [{"name": "x"}] * 1000
        assert len((await procore.call("PATCH", VENDORS, body)).json()["entities"]) == 1000


async def test_a_sync_without_its_list_is_a_bad_request(procore: Procore):
    assert (await procore.call("PATCH", VENDORS, {"company_id": COMPANY})).status_code == 400


@pytest.mark.parametrize(
    ("path", "item", "frame"),
    [
        ("/v1.0/projects/sync", {"name": "Depot"}, {}),
        ("/v1.0/line_item_types/sync", {"name": "Labor", "csv_import_code": "L"}, {}),
        ("/v1.0/cost_codes/sync?project_id={p}", {"code": "1", "name": "One"}, {}),
        ("/v1.0/sub_jobs/sync", {"name": "East wing"}, {"project_id": "{p}"}),
        ("/v1.0/work_order_contracts/sync", {"title": "Slabs"}, {"project_id": "{p}"}),
        ("/v1.0/purchase_order_contracts/sync", {"title": "Rebar"}, {"project_id": "{p}"}),
        ("/v1.3/companies/{c}/users/sync", {"last_name": "Delgado"}, {}),
        ("/v1.0/projects/{p}/direct_costs/sync", {"direct_cost_type": "expense"}, {}),
    ],
)
async def test_the_other_syncs_follow_the_same_rules(
    procore: Procore, path: str, item: dict[str, Any], frame: dict[str, Any]
):
    frame = dict.fromkeys(frame, procore.project)
    first = await sync(procore, {**item, "origin_id": "FND-1"}, path=path, **frame)
    again = await sync(procore, {**item, "origin_id": "FND-1"}, path=path, **frame)
    assert (first["errors"], again["errors"]) == ([], [])
    assert first["entities"][0]["id"] == again["entities"][0]["id"]
    assert again["entities"][0]["origin_id"] == "FND-1"


async def test_what_stands_beside_the_list_goes_for_every_item(procore: Procore):
    of_list = await procore.make("standard_cost_code_lists", name="ERP")
    path = "/v1.0/standard_cost_codes/sync"
    frame = {"standard_cost_code_list_id": of_list}
    result = await sync(procore, {"code": "03", "name": "Concrete"}, path=path, **frame)
    assert (result["entities"][0]["standard_cost_code_list_id"], result["entities"][0]["name"]) == (of_list, "Concrete")
    contract = await procore.contract()
    path = f"/v1.0/potential_change_orders/sync?project_id={procore.project}&contract_id={contract}"
    assert (await sync(procore, {"title": "More"}, path=path))["entities"][0]["contract_id"] == contract


async def test_lines_are_synced_within_their_contract(procore: Procore):
    contract, other = await procore.contract(), await procore.contract()
    base = "/v1.0/work_order_contracts"
    path = f"{base}/{contract}/line_items/sync?project_id={procore.project}"
    [made] = (await sync(procore, {"origin_id": "L1", "amount": 10}, path=path))["entities"]
    assert (made["amount"], made["holder"]) == ("10.00", {"id": contract, "holder_type": "WorkOrderContract"})
    elsewhere = f"{base}/{other}/line_items/sync?project_id={procore.project}"
    result = await sync(procore, {"id": made["id"], "amount": 20}, path=elsewhere)
    assert result["errors"][0]["errors"] == {"id": ["Entity with this ID not found"]}
    shown = (await procore.get(f"{base}/{contract}", project_id=procore.project)).json()
    assert shown["grand_total"] == "1010.00"
