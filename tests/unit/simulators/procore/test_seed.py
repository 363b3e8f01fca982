"""A whole contractor at once."""

from typing import Any

import httpx
import pytest

from simulators.procore.app import create_app
from simulators.seeds.generate import contractor
from simulators.seeds.model import Size
from tests.unit.simulators.procore.harness import COMPANY, Procore


@pytest.fixture
async def seeded(procore: Procore) -> Procore:
    await procore.admin("POST", "/seed", {"company_id": COMPANY, "weeks": 1})
    [project] = await procore.ids("/v1.1/projects", company_id=COMPANY)
    procore.project = project
    return procore


async def one(procore: Procore, path: str, **query: Any) -> dict[str, Any]:
    [row] = await procore.rows(path, **query)
    return row


async def test_a_seed_answers_what_it_made(procore: Procore):
    made = await procore.admin("POST", "/seed", {"company_id": 77, "weeks": 1, "name": "Bluestem"})
    assert (made["company_id"], made["name"]) == (77, "Bluestem")
    wanted = {
        "vendors": 2,
        "users": 2,
        "projects": 2,
        "standard_cost_codes": 3,
        "cost_codes": 6,
        "work_order_contracts": 1,
        "purchase_order_contracts": 1,
        "change_order_packages": 1,
        "requisitions": 2,
        "prime_contracts": 1,
        "payment_applications": 1,
        "direct_costs": 1,
        "timecard_entries": 14,
        "notes_logs": 7,
        "delay_logs": 1,
    }
    assert wanted.items() <= made["records"].items()


async def test_tokens_outlive_a_seed_and_old_records_do_not(procore: Procore):
    await procore.vendor("Old")
    await procore.admin("POST", "/seed", {"company_id": COMPANY})
    names = [row["name"] for row in await procore.rows("/v1.0/vendors", company_id=COMPANY)]
    assert names == ["Acme Concrete", "City of Tulsa"]


async def test_numbers_and_names_are_the_contractor_s(seeded: Procore):
    project = await one(seeded, "/v1.1/projects", company_id=COMPANY)
    assert (project["project_number"], project["name"], project["total_value"]) == ("2201", "Job 2201", "1000000.00")
    [rosa] = await seeded.rows("/v1.3/companies/{c}/users")
    [sam] = await seeded.rows("/v1.0/companies/{c}/users/inactive")
    assert (rosa["employee_id"], sam["employee_id"], sam["is_active"]) == ("101", None, False)
    codes = {row["full_code"]: row for row in await seeded.rows("/v1.0/cost_codes", project_id=seeded.project)}
    assert codes["03-300"]["parent"]["id"] == codes["03"]["id"]
    assert codes["03-300"]["code"] == "300"


async def test_contracts_bills_and_change_orders_agree(seeded: Procore):
    contract = await one(seeded, "/v1.0/work_order_contracts", project_id=seeded.project, view="extended")
    assert (contract["grand_total"], contract["approved_change_orders"]) == ("100000.00", "5000.00")
    first, second = await seeded.rows("/v1.1/requisitions", project_id=seeded.project, view="items")
    assert (first["summary"]["current_payment_due"], second["summary"]["current_payment_due"]) == (
        "36000.00",
        "18000.00",
    )
    assert [item["work_completed_this_period"] for item in second["items"]] == ["20000.00", "0.00"]
    application = await one(seeded, "/v1.0/payment_applications", project_id=seeded.project)
    assert application["g702"]["total_retainage"] == "600.00"
    cost = await one(seeded, "/v1.1/projects/{p}/direct_costs")
    assert (cost["grand_total"], cost["vendor"]) == ("60000.00", "Acme Concrete")
    change = await one(seeded, "/v1.0/projects/{p}/commitment_change_orders")
    assert (change["grand_total"], change["contract_id"]) == ("5000.00", contract["id"])


async def test_the_last_billing_period_is_open(seeded: Procore):
    periods = await seeded.rows("/v1.0/projects/{p}/billing_periods")
    assert [period["status"] for period in periods] == ["closed", "open"]


async def test_time_is_of_the_last_weeks_and_was_changed_on_its_day(seeded: Procore):
    rows = await seeded.rows("/v1.0/companies/{c}/timecard_entries")
    assert (rows[0]["date"], rows[-1]["date"]) == ("2026-09-24", "2026-09-30")
    assert rows[0]["updated_at"] == "2026-09-24T22:00:00Z"
    assert (rows[0]["hours"], rows[1]["timecard_time_type"]["abbreviated_time_type"]) == ("8", "OT")
    assert (rows[0]["approval_status"], rows[-1]["approval_status"]) == ("approved", "pending")
    assert rows[1]["wbs_code"]["flat_code"] == "03-310.L"


async def test_a_day_has_a_header_the_manpower_and_a_note(seeded: Procore):
    day = {"log_date": "2026-09-30"}
    manpower = await one(seeded, "/v1.0/projects/{p}/manpower_logs", **day)
    assert (manpower["num_workers"], manpower["man_hours"]) == (4, "37.00")
    assert (await one(seeded, "/v1.0/projects/{p}/notes_logs", **day))["comment"] == "Poured slabs"
    assert (await one(seeded, "/v1.0/projects/{p}/delay_logs", **day))["comments"] == "Rain until ten"
    header = (await seeded.get("/v1.0/projects/{p}/daily_log_headers", **day)).json()
    assert header["completed"] is False


async def test_hooks_are_not_told_of_a_seed(procore: Procore):
    body = {"company_id": COMPANY, "hook": {"namespace": "x", "destination_url": "https://app.example"}}
    hook = (await procore.write("POST", "/v1.0/webhooks/hooks", body))["id"]
    trigger = {"resource_name": "Company Vendors", "event_type": "create"}
    await procore.write("POST", f"/v1.0/webhooks/hooks/{hook}/triggers", {"company_id": COMPANY, "trigger": trigger})
    await procore.admin("POST", "/seed", {"company_id": COMPANY})
    assert await procore.admin("GET", "/webhooks/deliveries") == []


async def test_nothing_was_changed_in_the_future(procore: Procore):
    await procore.admin("POST", "/clock", {"now": "2026-09-25T00:00:00Z"})
    await procore.admin("POST", "/seed", {"company_id": COMPANY})
    rows = await procore.admin("GET", f"/companies/{COMPANY}/records/timecard_entries")
    assert max(row["updated_at"] for row in rows) == "2026-09-25T00:00:00Z"


async def test_without_further_orders_the_made_up_contractor_is_seeded():
    made = contractor(Size.SMALL)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app()), base_url="http://procore.test") as http:
        answer = (await http.post("/_admin/seed", json={})).raise_for_status().json()
    records, cards = answer["records"], made.time_cards(made.first_day, made.last_day)
    assert (records["projects"], records["users"]) == (len(made.jobs), len(made.workers))
    assert records["timecard_entries"] == sum(len(card.entries) for card in cards)
    assert records["requisitions"] == len(made.requisitions)


async def test_an_order_for_an_unknown_size_is_refused(procore: Procore):
    assert (await procore.http.post("/_admin/seed", json={"size": "huge"})).status_code == 422
