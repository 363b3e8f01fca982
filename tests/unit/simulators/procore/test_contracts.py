"""Subcontracts, purchase orders, prime contracts, their lines and change orders."""

from typing import Any

import pytest

from tests.unit.simulators.procore.harness import Procore

CONTRACTS = "/v1.0/work_order_contracts"


async def show(procore: Procore, path: str) -> dict[str, Any]:
    shown: dict[str, Any] = (await procore.get(path, project_id=procore.project)).raise_for_status().json()
    return shown


async def test_lists_show_no_lines_unless_the_switch_says_so(procore: Procore):
    await procore.contract()
    paths = (CONTRACTS, "/v1.0/potential_change_orders")
    await procore.make("potential_change_orders", project=procore.project, contract_id=await procore.contract())
    for carried in (False, True):
        await procore.settings(lists_carry_lines=carried)
        for path in paths:
            rows = await procore.rows(path, project_id=procore.project, view="extended")
            assert {"line_items" in row for row in rows} == {carried}


async def test_lines_are_in_the_extended_view_and_single_reads_but_not_in_the_usual_list(procore: Procore):
    await procore.settings(lists_carry_lines=True)
    contract = await procore.contract(vendor_id=await procore.vendor(origin_id="V1"))
    [compact] = await procore.rows(CONTRACTS, project_id=procore.project)
    [extended] = await procore.rows(CONTRACTS, project_id=procore.project, view="extended")
    single = await show(procore, f"{CONTRACTS}/{contract}")
    assert ("line_items" in compact, "grand_total" in compact) == (False, False)
    assert [line["amount"] for line in extended["line_items"]] == ["1000.00"]
    assert extended["line_items"] == single["line_items"]
    assert ("payments_issued" in extended, "payments_issued" in single) == (False, True)
    assert {"company": "Acme Concrete", "origin_id": "V1"}.items() <= single["vendor"].items()


async def test_the_sums_of_a_contract_are_texts_of_cents(procore: Procore):
    contract = await procore.contract()
    place = {"project": procore.project, "contract_id": contract}
    await procore.make("change_order_packages", **place, status="approved", grand_total="250")
    await procore.make("change_order_packages", **place, status="pending", grand_total="40.5")
    await procore.make("contract_payments", **place, amount="300")
    shown = await show(procore, f"{CONTRACTS}/{contract}")
    wanted = {
        "grand_total": "1000.00",
        "approved_change_orders": "250.00",
        "pending_change_orders": "40.50",
        "revised_contract": "1250.00",
        "pending_revised_contract": "1290.50",
        "total_payments": "300.00",
        "remaining_balance_outstanding": "950.00",
        "percentage_paid": "24.00%",
    }
    assert wanted.items() <= shown.items()
    assert [package["status"] for package in shown["change_order_packages"]] == ["approved", "pending"]
    assert [payment["amount"] for payment in shown["payments_issued"]] == ["300.00"]


@pytest.mark.parametrize(
    ("kind", "status"),
    [("work_order_contracts", "Out For Signature"), ("purchase_order_contracts", "Partially Received")],
)
async def test_the_two_kinds_have_statuses_of_their_own(procore: Procore, kind: str, status: str):
    wrapper = kind.removesuffix("s")
    body = {"project_id": procore.project, wrapper: {"title": "A", "status": status}}
    assert (await procore.write("POST", f"/v1.0/{kind}", body))["status"] == status
    other = "purchase_order_contracts" if kind.startswith("work") else "work_order_contracts"
    body = {"project_id": procore.project, other.removesuffix("s"): {"title": "A", "status": status}}
    assert (await procore.call("POST", f"/v1.0/{other}", body)).status_code == 422


async def test_an_approved_contract_needs_a_vendor(procore: Procore):
    body = {"project_id": procore.project, "work_order_contract": {"status": "Approved"}}
    answer = await procore.call("POST", CONTRACTS, body)
    assert answer.json() == {"errors": {"vendor": ["can't be blank"]}}


async def test_a_contract_without_a_number_gets_the_next_one(procore: Procore):
    first, second = await procore.contract(), await procore.contract()
    assert [(await show(procore, f"{CONTRACTS}/{made}"))["number"] for made in (first, second)] == ["SC-001", "SC-002"]


async def test_a_line_names_its_code_in_either_of_two_ways(procore: Procore):
    contract = await procore.contract()
    code, kind = await procore.code("03-300")
    by_pair = await procore.line(
        "work_order_contract_line_items", contract, amount=5, cost_code_id=code, line_item_type_id=kind
    )
    path = f"{CONTRACTS}/{contract}/line_items"
    shown = {row["id"]: row for row in await procore.rows(path, project_id=procore.project)}
    wbs = shown[by_pair]["wbs_code"]
    assert wbs["flat_code"] == "03-300.L"
    by_wbs = await procore.line("work_order_contract_line_items", contract, amount=5, wbs_code_id=wbs["id"])
    shown = {row["id"]: row for row in await procore.rows(path, project_id=procore.project)}
    assert (shown[by_wbs]["cost_code"]["id"], shown[by_wbs]["line_item_type"]["id"]) == (code, kind)
    assert shown[by_wbs]["wbs_code"] == wbs


async def test_the_amount_of_a_calculated_line_is_quantity_times_unit_cost(procore: Procore):
    contract = await procore.contract()
    path = f"{CONTRACTS}/{contract}/line_items"
    line = {"extended_type": "calculated", "quantity": 2.5, "unit_cost": "10.01", "amount": "99"}
    made = await procore.write("POST", path, {"project_id": procore.project, "line_item": line})
    assert (made["amount"], made["quantity"], made["unit_cost"]) == ("25.03", "2.5", "10.01")


async def test_lines_know_the_filter_of_changes(procore: Procore):
    contract = await procore.contract()
    procore.clock.advance(3600)
    later = await procore.line("work_order_contract_line_items", contract, amount=1)
    since = "2026-11-23T15:30:00Z...2026-11-24T00:00:00Z"
    path = f"{CONTRACTS}/{contract}/line_items"
    assert await procore.ids(path, project_id=procore.project, filter_updated_at=since) == [later]


async def test_lines_of_a_contract_in_v2(procore: Procore):
    contract = await procore.contract()
    path = f"/v2.0/companies/{{c}}/projects/{{p}}/commitment_contracts/{contract}/line_items"
    [line] = await procore.rows(path)
    assert (line["amount"], isinstance(line["id"], str)) == ("1000.00", True)


async def test_both_kinds_are_in_the_list_of_commitments(procore: Procore):
    made = [await procore.contract(), await procore.contract("purchase_order_contracts")]
    assert await procore.ids("/v1.0/commitments", project_id=procore.project) == made


async def test_a_package_is_made_for_a_commitment_and_keeps_its_origin_id(procore: Procore):
    contract = await procore.contract()
    order = {"title": "More", "status": "approved", "grand_total": 100, "origin_id": "FND-CO-1"}
    body = {"project_id": procore.project, "contract_id": contract, "change_order": order}
    made = await procore.write("POST", "/v1.0/change_order_packages", body)
    assert (made["number"], made["grand_total"], made["origin_id"]) == ("001", "100.00", "FND-CO-1")
    changed = await procore.write(
        "PATCH",
        f"/v1.0/change_order_packages/{made['id']}",
        {"project_id": procore.project, "change_order": {"status": "void"}},
    )
    assert changed["status"] == "void"
    other = {"project_id": procore.project, "contract_id": 1, "change_order": {}}
    assert (await procore.call("POST", "/v1.0/change_order_packages", other)).status_code == 422


async def test_the_newer_change_orders_are_the_packages_without_origin_ids(procore: Procore):
    contract = await procore.contract()
    path = "/v1.0/projects/{p}/commitment_change_orders"
    body = {"change_order": {"contract_id": contract, "title": "More", "origin_id": "X"}}
    made = await procore.write("POST", path, body)
    assert ("origin_id" in made, made["contract_id"]) == (False, contract)
    [package] = await procore.rows("/v1.0/change_order_packages", project_id=procore.project)
    assert (made["legacy_package_id"], package["origin_id"]) == (package["id"], None)
    assert made["id"] != package["id"]
    assert await procore.ids(path, filter_id=made["id"]) == [made["id"]]
    assert await procore.ids(path, filter_legacy_package_id=package["id"]) == [made["id"]]


async def test_lines_of_a_change_order_are_behind_its_package_and_make_its_total(procore: Procore):
    contract = await procore.contract()
    package = await procore.make("change_order_packages", project=procore.project, contract_id=contract)
    [behind] = await procore.ids("/v1.0/potential_change_orders", project_id=procore.project, contract_id=contract)
    path = f"/v1.0/potential_change_orders/{behind}/line_items/sync"
    line = {"origin_id": "L1", "amount": "75"}
    await procore.write("PATCH", path, {"updates": [line]}, project_id=procore.project)
    [flat] = await procore.rows("/v1.0/projects/{p}/commitment_change_orders")
    assert (flat["legacy_package_id"], flat["grand_total"]) == (package, "75.00")
    v2 = f"/v2.0/companies/{{c}}/projects/{{p}}/commitment_change_orders/{flat['id']}/line_items"
    made = await procore.write("POST", v2, {"amount": "5", "description": "More"})
    assert made["data"]["amount"] == "5.00"
    assert [row["amount"] for row in await procore.rows(v2)] == ["75.00", "5.00"]


async def test_a_prime_contract_is_read_under_two_names(procore: Procore):
    owner = await procore.vendor("City of Tulsa")
    assert (await procore.get("/v1.0/prime_contract", project_id=procore.project)).status_code == 404
    contract = {"title": "Clinic", "vendor_id": owner, "origin_id": "FND-P-1"}
    made = await procore.write(
        "POST", "/v1.0/prime_contract", {"project_id": procore.project, "prime_contract": contract}
    )
    await procore.line("prime_contract_line_items", made["id"], amount=900)
    [listed] = await procore.rows("/v1.0/prime_contracts", project_id=procore.project)
    single = await show(procore, "/v1.0/prime_contract")
    assert ("line_items" in listed, len(single["line_items"])) == (False, 1)
    assert (single["id"], single["grand_total"], single["vendor"]["company"]) == (made["id"], "900.00", "City of Tulsa")
    assert (await show(procore, f"/v1.0/prime_contract/{made['id']}")) == single
    lines = f"/v1.0/prime_contracts/{made['id']}/line_items/sync"
    synced = await procore.write("PATCH", lines, {"updates": [{"amount": 1}]}, project_id=procore.project)
    assert len(synced["entities"]) == 1
