"""A whole contractor at once."""

from datetime import UTC, date, datetime
from typing import Any

import httpx

from simulators.raken.app import create_app
from simulators.seeds.generate import contractor
from simulators.seeds.model import Size
from tests.unit.simulators.raken.harness import COMPANY, Raken, running_raken

WINDOW = "fromDate=2026-09-01&toDate=2026-09-30"


async def seed(raken: Raken, **order: Any) -> Any:
    return await raken.admin("POST", "/seed", {"company": COMPANY} | order)


async def rows(raken: Raken, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await raken.get(path)).raise_for_status().json()["collection"]
    return found


async def test_a_seed_answers_what_it_made(raken: Raken):
    made = await seed(raken, size="small", seed=2, name="Bluestem")
    counted = {name: n for name, n in made["records"].items() if n}
    assert (made["company_uuid"], made["name"]) == (COMPANY, "Bluestem")
    assert counted == {
        "projects": 2,
        "members": 3,
        "costCodes": 1,
        "payTypes": 3,
        "classifications": 1,
        "timeCards": 6,
        "dailyReports": 2,
        "workLogs": 2,
    }


async def test_tokens_outlive_a_seed_and_old_records_do_not(raken: Raken):
    await raken.seed("projects", {"uuid": "old"})
    await seed(raken)
    assert "old" not in await raken.uuids("/projects?statuses=ACTIVE,INACTIVE,DELETED")


async def test_a_company_can_be_seeded_that_did_not_exist(raken: Raken):
    await seed(raken, company="c-new")
    assert {company["company_uuid"] for company in await raken.admin("GET", "/companies")} == {COMPANY, "c-new"}


async def test_every_reference_of_a_card_leads_to_a_record(raken: Raken):
    await seed(raken)
    cards = await rows(raken, f"/timeCards?{WINDOW}")
    members, projects = await raken.uuids("/members"), await raken.uuids("/projects")
    pay_types = {row["code"] for row in await rows(raken, "/payTypes")}
    assert {card["worker"]["uuid"] for card in cards} == set(members)
    assert {card["project"]["uuid"] for card in cards} <= set(projects)
    assert {entry["payType"]["code"] for card in cards for entry in card["timeEntries"]} <= pay_types


async def test_a_card_has_exactly_the_fields_that_were_seen(raken: Raken):
    await seed(raken)
    card = min(await rows(raken, f"/timeCards?{WINDOW}"), key=lambda row: row["updatedAt"])
    names = "uuid date worker project timeEntries totalHours approved updatedAt deletedAt"
    assert list(card) == names.split()
    assert (card["totalHours"], card["approved"], card["updatedAt"]) == (9.25, True, "2026-09-14T22:00:00Z")
    assert card["timeEntries"][1] == {
        "hours": 1.25,
        "payType": {"code": "OT"},
        "classification": {"name": "Electrician"},
        "costCode": {"division": "26", "code": "26-050"},
    }


async def test_nothing_was_changed_in_the_future(raken: Raken):
    await seed(raken, last_day="2026-09-16")
    now = datetime(2026, 9, 16, 12, 0, tzinfo=UTC)
    cards = await rows(raken, f"/timeCards?{WINDOW}")
    assert max(card["date"] for card in cards) == date(2026, 9, 16).isoformat()
    assert max(datetime.fromisoformat(card["updatedAt"]) for card in cards) == now


async def test_a_worker_without_a_payroll_number_lacks_the_field_and_a_closed_job_is_inactive(raken: Raken):
    await seed(raken)
    members = {row["firstName"]: row for row in await rows(raken, "/members")}
    assert ("employeeId" in members["W0"], "employeeId" in members["W1"]) == (True, False)
    assert {row["number"]: row["status"] for row in await rows(raken, "/projects")} == {
        "2214": "ACTIVE",
        "2230": "INACTIVE",
    }


async def test_a_report_holds_its_work_log_its_note_and_its_delay(raken: Raken):
    await seed(raken)
    monday, tuesday = await rows(raken, f"/dailyReports?{WINDOW}")
    [log] = [row for row in await rows(raken, f"/workLogs?{WINDOW}") if row["date"] == "2026-09-14"]
    assert monday["workLogs"] == [{name: log[name] for name in monday["workLogs"][0]}]
    assert (log["workerCount"], log["hours"], log["totalHours"]) == (2, 9.25, 18.5)
    assert monday["notes"] == [{"category": "GENERAL", "comment": "Pulled wire"}]
    assert [answer["answer"] for answer in monday["answers"]] == ["Rain until ten"]
    assert (monday["status"], tuesday["status"], tuesday["answers"], tuesday["reportUrl"]) == (
        "COMPLETED",
        "INCOMPLETE",
        [],
        None,
    )


async def test_the_same_seed_gives_the_same_records_and_another_company_other_uuids(raken: Raken):
    await seed(raken)
    first = await rows(raken, f"/timeCards?{WINDOW}")
    async with running_raken() as other:
        await seed(other)
        assert await rows(other, f"/timeCards?{WINDOW}") == first
    await seed(raken, company="c-new")
    theirs = await raken.admin("GET", "/companies/c-new/timeCards")
    assert not {card["uuid"] for card in theirs} & {card["uuid"] for card in first}


async def test_seeded_cards_can_be_changed_like_any_other(raken: Raken):
    await seed(raken)
    uuid = (await raken.uuids(f"/timeCards?{WINDOW}"))[0]
    raken.clock.advance(60)
    await raken.admin("POST", f"/companies/{COMPANY}/timeCards/{uuid}/unapprove")
    changed = "/timeCards?changedSince=2026-09-16T12:01:00Z&changedUntil=2026-09-17T00:00:00Z"
    assert await raken.uuids(changed) == [uuid]


async def test_without_further_orders_the_made_up_contractor_is_seeded():
    made = contractor(Size.SMALL)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app()), base_url="http://raken.test") as http:
        answer = (await http.post("/_admin/seed", json={})).raise_for_status().json()
    counts = answer["records"]
    assert (counts["projects"], counts["members"]) == (len(made.jobs), len(made.workers))
    assert counts["timeCards"] == len(list(made.time_cards(made.first_day, made.last_day)))
    assert counts["dailyReports"] == counts["workLogs"] == len(list(made.daily_reports(made.first_day, made.last_day)))


async def test_an_order_for_an_unknown_size_is_refused(raken: Raken):
    assert (await raken.http.post("/_admin/seed", json={"size": "huge"})).status_code == 422
