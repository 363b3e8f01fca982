"""Pages, links, filters, views and orders of lists."""

import json
from typing import Any

import pytest

from tests.unit.simulators.procore.harness import COMPANY, Procore, running_procore

VENDORS = "/v1.0/vendors"
LONG_AGO = "2020-01-01T00:00:00Z...2020-01-02T00:00:00Z"
TODAY = "2026-11-23T00:00:00Z...2026-11-24T00:00:00Z"


async def vendors(procore: Procore, number: int) -> None:
    records = [{"name": f"Vendor {n:03}"} for n in range(number)]
    await procore.admin("POST", f"/companies/{COMPANY}/records/vendors", {"records": records})


def links(answer: Any) -> dict[str, str]:
    found = {}
    for part in answer.headers.get("link", "").split(", "):
        url, _, rel = part.partition("; rel=")
        if rel:
            found[rel.strip('"')] = url.strip("<>").partition("?")[2]
    return found


async def page(procore: Procore, number: int, size: int = 10) -> Any:
    return await procore.get(VENDORS, company_id=COMPANY, page=number, per_page=size, view="compact")


async def test_a_page_tells_the_total_and_its_size(procore: Procore):
    await vendors(procore, 25)
    answer = await page(procore, 3)
    assert (len(answer.json()), answer.headers["total"], answer.headers["per-page"]) == (5, "25", "10")


async def test_links_name_the_pages_around_and_no_other_parameter(procore: Procore):
    await vendors(procore, 45)
    shown = [sorted(links(await page(procore, number))) for number in range(1, 6)]
    assert shown == [
        ["last", "next"],
        ["first", "last", "next"],
        ["first", "last", "next", "prev"],
        ["first", "last", "next", "prev"],
        ["first", "prev"],
    ]
    assert links(await page(procore, 3)) == {
        "first": "page=1&per_page=10",
        "prev": "page=2&per_page=10",
        "next": "page=4&per_page=10",
        "last": "page=5&per_page=10",
    }


async def test_the_second_and_last_page_has_only_the_first_link(procore: Procore):
    await vendors(procore, 15)
    assert links(await page(procore, 2)) == {"first": "page=1&per_page=10"}


async def test_a_list_of_one_page_has_no_links(procore: Procore):
    assert "link" not in (await page(procore, 1)).headers


async def test_a_page_behind_the_last_is_empty(procore: Procore):
    assert (await page(procore, 9)).json() == []


async def test_a_hundred_rows_are_usual_and_more_than_the_largest_page_is_cut_and_counted():
    async with running_procore(largest_per_page=120) as procore:
        await vendors(procore, 130)
        assert len(await procore.rows(VENDORS, company_id=COMPANY)) == 100
        assert len(await procore.rows(VENDORS, company_id=COMPANY, per_page=500)) == 120
        assert (await procore.stats())["clamped_pages"] == {"/rest/v1.0/vendors": 1}
        await procore.settings(over_limit="refuse")
        assert (await procore.get(VENDORS, company_id=COMPANY, per_page=121)).status_code == 400


@pytest.mark.parametrize("bad", ["0", "-1", "x"])
async def test_a_page_size_that_is_no_positive_number_is_refused(procore: Procore, bad: str):
    assert (await procore.get(VENDORS, company_id=COMPANY, per_page=bad)).status_code == 400


@pytest.mark.parametrize(
    ("path", "usual", "largest"),
    [
        ("/v1.1/projects?company_id={c}", 100, 300),
        ("/v1.1/requisitions?project_id={p}", 30, 2000),
        ("/v1.0/payment_applications?project_id={p}", 30, 2000),
        ("/v2.0/companies/{c}/projects/{p}/commitment_contracts?view=default", 10, 100),
    ],
)
async def test_some_lists_have_sizes_of_their_own(procore: Procore, path: str, usual: int, largest: int):
    assert (await procore.get(path)).headers["per-page"] == str(usual)
    assert (await procore.get(f"{path}&per_page=99999")).headers["per-page"] == str(largest)


async def test_ids_of_projects_come_all_at_once(procore: Procore):
    records = [{"name": f"Project {n}"} for n in range(350)]
    await procore.admin("POST", f"/companies/{COMPANY}/records/projects", {"records": records})
    found = (await procore.get("/v1.1/projects", company_id=COMPANY, view="ids")).json()
    assert (len(found), found[0]) == (351, procore.project)


async def test_some_lists_have_no_pages(procore: Procore):
    contract = await procore.contract()
    for _ in range(3):
        await procore.make("change_order_packages", project=procore.project, contract_id=contract)
    answer = await procore.get("/v1.0/projects/{p}/commitment_change_orders", per_page=1)
    assert (len(answer.json()), "total" in answer.headers) == (3, False)


async def test_a_large_list_without_filters_can_be_refused():
    async with running_procore(largest_unfiltered_list=2) as procore:
        await vendors(procore, 3)
        assert (await procore.get(VENDORS, company_id=COMPANY)).status_code == 408
        assert (await procore.get(VENDORS, company_id=COMPANY, filter_updated_at=TODAY)).status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T15:00:00Z...2026-11-23T15:00:00Z",
        '"2026-11-23T15:00:00Z...2026-11-23T15:00:00Z"',
        "2026-11-23...2026-11-24",
        "2026-11-23T09:00:00-06:00...2026-11-23T09:00:01-06:00",
    ],
)
async def test_a_range_of_times_holds_both_ends_in_any_documented_form(procore: Procore, text: str):
    await procore.vendor()
    assert len(await procore.rows(VENDORS, company_id=COMPANY, filter_updated_at=text)) == 1


@pytest.mark.parametrize("text", ["2026-11-23T15:00:01Z...2026-11-24T00:00:00Z", LONG_AGO])
async def test_what_changed_outside_of_the_range_is_left_out(procore: Procore, text: str):
    await procore.vendor()
    assert await procore.rows(VENDORS, company_id=COMPANY, filter_updated_at=text) == []


async def test_a_range_that_cannot_be_read_is_refused(procore: Procore):
    for text in ("yesterday...today", "2026-11-23", "2026-11-23..2026-11-24"):
        assert (await procore.get(VENDORS, company_id=COMPANY, filter_updated_at=text)).status_code == 400


async def test_an_edit_moves_a_record_into_a_later_range(procore: Procore):
    vendor = await procore.vendor()
    await procore.vendor("Untouched")
    procore.clock.advance(3600)
    await procore.edit("vendors", vendor, name="Acme Concrete Inc.")
    since = "2026-11-23T15:30:00Z...2026-11-24T00:00:00Z"
    assert await procore.ids(VENDORS, company_id=COMPANY, filter_updated_at=since) == [vendor]


async def test_records_are_found_by_origin_id_and_by_ids_in_three_forms(procore: Procore):
    first, second = await procore.vendor("A", origin_id="FND-1"), await procore.vendor("B")
    await procore.vendor("C")
    assert await procore.ids(VENDORS, company_id=COMPANY, filter_origin_id="FND-1") == [first]
    for query in (
        f"filters[id][]={first}&filters[id][]={second}",
        f"filters[id]={json.dumps([first, second])}",
        f"filters[id][]={second}&filters[id]={first}",
    ):
        assert await procore.ids(f"{VENDORS}?company_id={COMPANY}&{query}") == [first, second]


async def test_filters_are_combined(procore: Procore):
    await procore.vendor("A", origin_id="FND-1")
    query = {"filter_origin_id": "FND-1", "filter_updated_at": LONG_AGO}
    assert await procore.rows(VENDORS, company_id=COMPANY, **query) == []


async def test_projects_are_the_active_ones_unless_asked(procore: Procore):
    closed = await procore.make("projects", name="Depot", active=False, origin_id="FND-J-1")
    path = "/v1.1/projects"

    async def ids(**query: str) -> list[int]:
        return await procore.ids(path, company_id=COMPANY, **query)

    assert await ids() == [procore.project]
    assert await ids(filter_by_status="All") == [procore.project, closed]
    assert await ids(filter_by_status="Inactive") == [closed]
    assert await ids(filter_by_status="All", filter_synced="true") == [closed]
    assert await ids(filter_project_number="2201") == [procore.project]


@pytest.fixture
async def stocked(procore: Procore) -> Procore:
    """One record in each list."""
    cost_code, _ = await procore.code()
    project = procore.project
    await procore.make("sub_jobs", project=project, name="East wing")
    vendor = await procore.vendor()
    await procore.call("POST", f"/v1.1/projects/{project}/vendors/{vendor}/actions/add")
    contract = await procore.contract()
    await procore.contract("purchase_order_contracts")
    prime = await procore.make("prime_contracts", project=project, title="Clinic")
    await procore.make("change_order_packages", project=project, contract_id=contract)
    await procore.make("billing_periods", project=project, start_date="2026-11-01", end_date="2026-11-30")
    await procore.make("requisitions", project=project, commitment_id=contract)
    await procore.make("contract_payments", project=project, contract_id=contract, amount=5)
    await procore.make("payment_applications", project=project, holder=prime)
    cost = await procore.make("direct_costs", project=project, direct_cost_type="expense")
    await procore.line("direct_cost_line_items", cost, amount=1)
    await procore.make("users", last_name="Delgado")
    await procore.make("timecard_entries", project=project, date="2026-11-23", hours=8, cost_code_id=cost_code)
    for log in ("manpower_logs", "notes_logs", "delay_logs"):
        await procore.make(log, project=project, date="2026-11-23")
    return procore


HONOURED = [
    "/v1.1/projects?company_id={c}",
    "/v1.0/projects?company_id={c}",
    "/v1.0/vendors?company_id={c}",
    "/v1.3/companies/{c}/users?view=normal",
    "/v1.0/projects/{p}/work_breakdown_structure/wbs_codes?page=1",
    "/v1.0/work_order_contracts?project_id={p}",
    "/v1.0/purchase_order_contracts?project_id={p}",
    "/v2.0/companies/{c}/projects/{p}/commitment_contracts?page=1",
    "/v1.0/projects/{p}/commitment_change_orders?view=default",
    "/v1.0/change_order_packages?project_id={p}",
    "/v1.0/potential_change_orders?project_id={p}",
    "/v1.0/requisitions?project_id={p}",
    "/v1.1/requisitions?project_id={p}",
    "/v1.0/projects/{p}/billing_periods?page=1",
    "/v1.1/projects/{p}/direct_costs?page=1",
    "/v1.0/projects/{p}/direct_costs?page=1",
    "/v1.0/projects/{p}/direct_costs/line_items?page=1",
    "/v1.0/prime_contracts?project_id={p}",
    "/v2.0/companies/{c}/projects/{p}/prime_contracts?page=1",
    "/v1.0/companies/{c}/timecard_entries?page=1",
]
IGNORED = [
    "/v1.1/projects/{p}/vendors?page=1",
    "/v1.0/cost_codes?project_id={p}",
    "/v1.0/sub_jobs?project_id={p}",
    "/v1.0/line_item_types?company_id={c}",
    "/v1.0/commitments?project_id={p}",
    "/v1.0/payment_applications?project_id={p}",
    "/v1.0/projects/{p}/timecard_entries?page=1",
    "/v1.0/projects/{p}/manpower_logs?page=1",
    "/v1.0/projects/{p}/notes_logs?page=1",
    "/v1.0/projects/{p}/delay_logs?page=1",
]


@pytest.mark.parametrize("path", HONOURED)
async def test_a_list_with_a_filter_of_changes_honours_it(stocked: Procore, path: str):
    assert len(await stocked.rows(f"{path}&filters[updated_at]={TODAY}")) >= 1
    assert await stocked.rows(f"{path}&filters[updated_at]={LONG_AGO}") == []


@pytest.mark.parametrize("path", IGNORED)
async def test_a_list_without_a_filter_of_changes_ignores_it_and_it_is_counted(stocked: Procore, path: str):
    assert len(await stocked.rows(f"{path}&filters[updated_at]={LONG_AGO}")) >= 1
    assert sum((await stocked.stats())["ignored_filters"].values()) == 1


async def test_payments_are_listed_for_one_contract_at_a_time_without_a_filter_of_changes(stocked: Procore):
    [contract] = await stocked.ids("/v1.0/work_order_contracts", project_id=stocked.project)
    path = f"/v1.0/contract_payments?project_id={stocked.project}"
    assert (await stocked.get(path)).status_code == 400
    assert len(await stocked.rows(f"{path}&contract_id={contract}&filters[updated_at]={LONG_AGO}")) == 1


@pytest.mark.parametrize("path", ["/v1.0/cost_codes", "/v1.0/sub_jobs", "/v1.0/payment_applications"])
async def test_deleted_records_are_never_in_a_list_without_that_filter(stocked: Procore, path: str):
    name = path.rsplit("/", 1)[-1]
    [record] = await stocked.ids(path, project_id=stocked.project)
    await stocked.admin("DELETE", f"/companies/{COMPANY}/records/{name}/{record}")
    assert await stocked.rows(path, project_id=stocked.project, filter_include_deleted="with") == []


@pytest.mark.parametrize(
    "path",
    ["/v1.0/work_order_contracts", "/v1.0/purchase_order_contracts", "/v1.0/change_order_packages"],
)
async def test_deleted_records_appear_where_the_list_knows_how(stocked: Procore, path: str):
    name = path.rsplit("/", 1)[-1]
    [record] = await stocked.ids(path, project_id=stocked.project)
    await stocked.admin("DELETE", f"/companies/{COMPANY}/records/{name}/{record}")

    async def ids(**query: str) -> list[int]:
        return await stocked.ids(path, project_id=stocked.project, **query)

    assert await ids() == []
    assert await ids(filter_include_deleted="with") == [record]
    assert await ids(filter_include_deleted="only") == [record]
    [row] = await stocked.rows(path, project_id=stocked.project, filter_include_deleted="only", view="extended")
    assert row["deleted_at"] == "2026-11-23T15:00:00Z"


async def test_deleted_time_is_found_by_the_time_of_its_deletion_only(stocked: Procore):
    path = f"/v1.0/companies/{COMPANY}/timecard_entries"
    [entry] = await stocked.ids(path)
    await stocked.call("DELETE", f"/v1.0/projects/{stocked.project}/timecard_entries/{entry}")
    assert await stocked.rows(path, filter_updated_at=TODAY) == []
    assert await stocked.ids(path, filter_deleted_at=TODAY) == [entry]
    assert await stocked.rows(path, filter_deleted_at=LONG_AGO) == []


async def test_v2_lists_are_enveloped_and_their_ids_are_texts(stocked: Procore):
    body = (await stocked.get("/v2.0/companies/{c}/projects/{p}/commitment_contracts")).json()
    assert list(body) == ["data"]
    assert {row["type"] for row in body["data"]} == {"WorkOrderContract", "PurchaseOrderContract"}
    assert all(isinstance(row["id"], str) and isinstance(row["project_id"], str) for row in body["data"])
    only = "/v2.0/companies/{c}/projects/{p}/commitment_contracts?filters[type]=WorkOrderContract"
    assert [row["type"] for row in await stocked.rows(only)] == ["WorkOrderContract"]


async def test_the_usual_view_of_standard_codes_holds_two_ids(procore: Procore):
    of_list = await procore.make("standard_cost_code_lists", name="Standard")
    await procore.make("standard_cost_codes", code="03", name="Concrete", standard_cost_code_list_id=of_list)
    query = {"company_id": COMPANY, "standard_cost_code_list_id": of_list}
    [bare] = await procore.rows("/v1.0/standard_cost_codes", **query)
    assert set(bare) == {"id", "standard_cost_code_list_id"}
    [full] = await procore.rows("/v1.0/standard_cost_codes", **query, view="extended")
    assert (full["code"], full["name"]) == ("03", "Concrete")


async def test_views_of_vendors(procore: Procore):
    await procore.vendor(city="Tulsa", origin_id="FND-1")
    shown = {}
    for view in ("compact", "erp", "extended"):
        [shown[view]] = await procore.rows(VENDORS, company_id=COMPANY, view=view)
    assert set(shown["compact"]) == {"id", "name"}
    assert (shown["erp"]["synced_to_erp"], "city" in shown["erp"]) == (True, False)
    assert (shown["extended"]["city"], shown["extended"]["company"]) == ("Tulsa", "Acme Concrete")
    [usual] = await procore.rows(VENDORS, company_id=COMPANY)
    assert usual == shown["extended"]


async def test_lists_can_be_sorted(procore: Procore):
    a, b, c = [await procore.vendor(name) for name in ("B", "A", "A")]
    assert await procore.ids(VENDORS, company_id=COMPANY, sort="name") == [b, c, a]
    assert await procore.ids(VENDORS, company_id=COMPANY, sort="-name,-id") == [a, c, b]


async def test_a_filter_of_ids_that_is_no_array_is_refused(procore: Procore):
    assert (await procore.get(f"{VENDORS}?company_id={COMPANY}&filters[id]=[1,")).status_code == 400


async def test_dates_of_a_record_can_be_filtered(procore: Procore):
    contract = await procore.contract()
    place = {"project": procore.project, "contract_id": contract}
    due = await procore.make("change_order_packages", **place, due_date="2026-12-01")
    await procore.make("change_order_packages", **place)
    query = {"project_id": procore.project, "filter_due_date": "2026-11-30...2026-12-02"}
    assert await procore.ids("/v1.0/change_order_packages", **query) == [due]


async def test_vendors_can_be_searched_by_name(procore: Procore):
    await procore.vendor("Bolt Supply")
    made = await procore.vendor("Acme Concrete")
    assert await procore.ids(VENDORS, company_id=COMPANY, filter_search="concr") == [made]


async def test_cost_codes_of_a_sub_job(procore: Procore):
    wing = await procore.make("sub_jobs", project=procore.project, name="East wing")
    await procore.make("cost_codes", project=procore.project, code="1", name="One")
    made = await procore.make("cost_codes", project=procore.project, code="2", name="Two", sub_job_id=wing)
    assert await procore.ids("/v1.0/cost_codes", project_id=procore.project, sub_job_id=wing) == [made]
    [row] = await procore.rows("/v1.0/cost_codes", project_id=procore.project, sub_job_id=wing, view="erp_compact")
    assert set(row) == {"id", "full_code", "name", "origin_id", "origin_data"}
