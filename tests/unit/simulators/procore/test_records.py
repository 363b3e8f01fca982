"""Single records: read, create, change, delete."""

from typing import Any

import pytest

from tests.unit.simulators.procore.harness import COMPANY, Procore, running_procore


async def create_vendor(procore: Procore, **vendor: Any) -> Any:
    return await procore.call("POST", "/v1.0/vendors", {"company_id": COMPANY, "vendor": vendor})


async def test_a_record_is_wrapped_in_its_name_and_its_id_has_more_than_32_bits(procore: Procore):
    answer = await create_vendor(procore, name="Acme Concrete", city="Tulsa")
    made = answer.json()
    assert (answer.status_code, made["name"], made["is_active"], made["id"] > 2**32) == (
        201,
        "Acme Concrete",
        True,
        True,
    )
    shown = (await procore.get(f"/v1.0/vendors/{made['id']}", company_id=COMPANY)).json()
    assert shown == made


async def test_a_body_without_the_wrapper_is_a_bad_request(procore: Procore):
    answer = await procore.call("POST", "/v1.0/vendors", {"company_id": COMPANY, "name": "Acme"})
    assert (answer.status_code, "vendor" in answer.json()["errors"]) == (400, True)


async def test_a_missing_field_is_422_by_field(procore: Procore):
    answer = await create_vendor(procore, city="Tulsa")
    assert (answer.status_code, answer.json()) == (422, {"errors": {"name": ["can't be blank"]}})


async def test_a_bad_reference_a_bad_choice_and_a_bad_number_are_422(procore: Procore):
    contract = {"vendor_id": 1, "status": "Signed", "retainage_percent": "ten"}
    answer = await procore.call(
        "POST", "/v1.0/work_order_contracts", {"project_id": procore.project, "work_order_contract": contract}
    )
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        {
            "vendor_id": ["must exist"],
            "status": ["is not included in the list"],
            "retainage_percent": ["is not a number"],
        },
    )


async def test_a_badly_written_date_is_stored_as_null_without_a_word(procore: Procore):
    contract = {"contract_date": "11/23/2026", "execution_date": "2026-11-23"}
    made = await procore.write(
        "POST", "/v1.0/work_order_contracts", {"project_id": procore.project, "work_order_contract": contract}
    )
    assert (made["contract_date"], made["execution_date"]) == (None, "2026-11-23")


async def test_unknown_fields_are_dropped_or_refused():
    async with running_procore() as procore:
        made = (await create_vendor(procore, name="A", colour="red")).json()
        assert "colour" not in await procore.kept("vendors", made["id"])
        await procore.settings(refuse_unknown_fields=True)
        assert (await create_vendor(procore, name="B", colour="red")).status_code == 406


async def test_a_change_keeps_the_other_fields_and_moves_the_time(procore: Procore):
    vendor = await procore.vendor(city="Tulsa")
    procore.clock.advance(60)
    body = {"company_id": COMPANY, "vendor": {"name": "Acme Inc."}}
    shown = await procore.write("PATCH", f"/v1.0/vendors/{vendor}", body)
    assert (shown["name"], shown["city"]) == ("Acme Inc.", "Tulsa")
    assert (shown["created_at"], shown["updated_at"]) == ("2026-11-23T15:00:00Z", "2026-11-23T15:01:00Z")


async def test_a_deleted_record_is_gone(procore: Procore):
    vendor = await procore.vendor()
    path = f"/v1.0/vendors/{vendor}"
    assert (await procore.call("DELETE", path, company_id=COMPANY)).status_code == 204
    assert (await procore.get(path, company_id=COMPANY)).status_code == 404


async def test_an_origin_id_belongs_to_one_record_of_a_kind_in_the_whole_company(procore: Procore):
    other = await procore.make("projects", name="Depot")
    await procore.make("cost_codes", project=other, code="1", name="One", origin_id="X")
    body = {"project_id": procore.project, "cost_code": {"code": "1", "name": "One", "origin_id": "X"}}
    answer = await procore.call("POST", "/v1.0/cost_codes", body)
    assert answer.json() == {"errors": {"origin_id": ["has already been taken"]}}
    assert (await create_vendor(procore, name="A", origin_id="X")).status_code == 201


async def test_a_deleted_record_frees_its_origin_id(procore: Procore):
    vendor = await procore.vendor(origin_id="X")
    await procore.call("DELETE", f"/v1.0/vendors/{vendor}", company_id=COMPANY)
    assert (await create_vendor(procore, name="B", origin_id="X")).status_code == 201


async def test_where_no_origin_id_is_taken_it_is_dropped(procore: Procore):
    period = {"start_date": "2026-11-01", "end_date": "2026-11-30", "origin_id": "X"}
    made = await procore.write("POST", "/v1.0/projects/{p}/billing_periods", {"billing_period": period})
    assert "origin_id" not in await procore.kept("billing_periods", made["id"])


async def test_synced_records_can_be_locked():
    async with running_procore(lock_synced_records=True) as procore:
        cost = await procore.make(
            "direct_costs", project=procore.project, direct_cost_type="expense", origin_id="FND-1"
        )
        answer = await procore.call(
            "PATCH", f"/v1.1/projects/{procore.project}/direct_costs/{cost}", {"direct_cost": {"terms": "Net 30"}}
        )
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["base"])


async def test_a_project_is_shown_with_its_number_in_front(procore: Procore):
    body = {"company_id": COMPANY, "project": {"name": "Depot", "project_number": "2208", "total_value": 12.5}}
    made = await procore.write("POST", "/v1.0/projects", body)
    assert (made["display_name"], made["total_value"], made["active"]) == ("2208 - Depot", "12.50", True)
    changed = await procore.write(
        "PATCH", f"/v1.0/projects/{made['id']}", {"company_id": COMPANY, "project": {"active": False}}
    )
    assert (changed["active"], changed["company"]) == (False, {"id": COMPANY, "name": "Bluestem Builders"})


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"country_code": "USA"}, "country_code"),
        ({"country_code": "US", "state_code": "Oklahoma"}, "state_code"),
        ({"time_zone": "Tulsa"}, "time_zone"),
    ],
)
async def test_places_and_time_zones_are_checked(procore: Procore, fields: dict[str, str], name: str):
    answer = await procore.call("POST", "/v1.0/projects", {"company_id": COMPANY, "project": {"name": "D", **fields}})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [name])


async def test_a_vendor_is_added_to_a_project(procore: Procore):
    vendor = await procore.vendor()
    path = f"/v1.1/projects/{procore.project}/vendors"
    assert await procore.rows(path) == []
    assert (await procore.call("POST", f"{path}/{vendor}/actions/add")).status_code == 201
    assert await procore.ids(path) == [vendor]
    assert (await procore.call("POST", f"{path}/1/actions/add")).status_code == 404


async def test_a_cost_code_carries_its_parent_s_code_and_the_company_s_cost_types(procore: Procore):
    parent, _ = await procore.code("03")
    body = {"project_id": procore.project, "cost_code": {"code": "300", "name": "Slabs", "parent_id": parent}}
    made = await procore.write("POST", "/v1.0/cost_codes", body)
    assert (made["code"], made["full_code"], made["parent"]) == ("300", "03-300", {"id": parent})
    assert [kind["base_type"] for kind in made["line_item_types"]] == ["labor"]


async def test_a_budget_code_is_made_of_a_cost_code_and_a_cost_type_and_exists_once(procore: Procore):
    code, kind = await procore.code("03-300")
    items = [{"segment_id": 1, "segment_item_id": code}, {"segment_id": 2, "segment_item_id": kind}]
    path = "/v1.0/projects/{p}/work_breakdown_structure/wbs_codes"
    made = await procore.write("POST", path, {"description": "d", "segment_items": items})
    assert (made["flat_code"], [item["code"] for item in made["segment_items"]]) == ("03-300.L", ["03-300", "L"])
    assert (await procore.call("POST", path, {"segment_items": items})).status_code == 422
    again = await procore.write(
        "PATCH", f"{path}/bulk_create", {"bulk": [{"description": "new", "segment_items": items}]}
    )
    assert [(row["id"], row["description"]) for row in again["entities"]] == [(made["id"], "new")]


async def test_in_bulk_each_budget_code_is_made_or_refused_by_itself(procore: Procore):
    code, kind = await procore.code("03-300")
    path = "/v1.0/projects/{p}/work_breakdown_structure/wbs_codes/bulk_create"

    def of(*ids: int) -> dict[str, object]:
        return {"segment_items": [{"segment_id": 1, "segment_item_id": one} for one in ids]}

    made = await procore.write("PATCH", path, {"bulk": [of(code, kind), of(kind)]})
    assert [row["flat_code"] for row in made["entities"]] == ["03-300.L"]
    assert [list(row["errors"]) for row in made["errors"]] == [["segment_items"]]
    assert (await procore.call("PATCH", path, [])).status_code == 400


async def test_segments_are_the_cost_codes_and_the_cost_types(procore: Procore):
    code, kind = await procore.code("03-300")
    path = "/v1.0/projects/{p}/work_breakdown_structure/segments"
    segments = {segment["type"]: segment["id"] for segment in await procore.rows(path)}
    for name, record in (("cost_code", code), ("line_item_type", kind)):
        [item] = await procore.rows(f"{path}/{segments[name]}/segment_items")
        assert (item["id"], item["segment"]["type"]) == (record, name)
    assert (await procore.get(f"{path}/1/segment_items")).status_code == 404


async def test_standard_codes_and_sub_jobs_are_made_and_changed_one_by_one(procore: Procore):
    of_list = await procore.make("standard_cost_code_lists", name="Standard")
    body = {"company_id": COMPANY, "standard_cost_code_list_id": of_list, "standard_cost_code": {"code": "03"}}
    made = await procore.write("POST", "/v1.0/standard_cost_codes", body)
    assert (made["full_code"], made["standard_cost_code_list_id"]) == ("03", of_list)
    wing = await procore.write("POST", "/v1.0/sub_jobs", {"project_id": procore.project, "sub_job": {"name": "East"}})
    change = {"project_id": procore.project, "sub_job": {"name": "West"}}
    assert (await procore.write("PATCH", f"/v1.0/sub_jobs/{wing['id']}", change))["name"] == "West"


async def test_a_record_of_another_holder_is_404(procore: Procore):
    mine, other = await procore.contract(), await procore.contract()
    line = await procore.line("work_order_contract_line_items", mine, amount=1)
    base = "/v1.0/work_order_contracts"
    assert (await procore.get(f"{base}/{mine}/line_items/{line}", project_id=procore.project)).status_code == 200
    assert (await procore.get(f"{base}/{other}/line_items/{line}", project_id=procore.project)).status_code == 404
