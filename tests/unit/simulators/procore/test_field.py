"""Time and daily logs."""

from typing import Any

import pytest

from tests.unit.simulators.procore.harness import COMPANY, Procore

TIME = "/v1.0/projects/{p}/timecard_entries"
NOTES = "/v1.0/projects/{p}/notes_logs"


async def create(procore: Procore, **entry: Any) -> Any:
    return await procore.call("POST", TIME, {"timecard_entry": {"date": "2026-11-23", **entry}})


async def test_an_entry_is_shown_with_its_person_code_and_type(procore: Procore):
    code, kind = await procore.code("03-300")
    person = await procore.make("users", first_name="Rosa", last_name="Delgado", employee_id="101")
    overtime = await procore.make("timecard_time_types", time_type="Overtime", abbreviated_time_type="OT")
    made = await create(
        procore, hours="1.25", party_id=person, cost_code_id=code, timecard_time_type_id=overtime, origin_id=99
    )
    shown = made.json()
    assert (made.status_code, shown["hours"], shown["approval_status"]) == (201, "1.25", "pending")
    assert shown["party"] == {"id": person, "name": "Rosa Delgado"}
    assert shown["timecard_time_type"]["abbreviated_time_type"] == "OT"
    assert (shown["cost_code"]["full_code"], shown["line_item_type_id"]) == ("03-300", kind)
    assert (shown["wbs_code"]["flat_code"], shown["project"]["name"]) == ("03-300.L", "Clinic")
    assert shown["origin_id"] == "99"


async def test_time_needs_a_cost_type_for_labor(procore: Procore):
    code = await procore.make("cost_codes", project=procore.project, code="1", name="One")
    kind = await procore.make("line_item_types", name="Material", base_type="materials")
    for entry in ({}, {"line_item_type_id": kind}):
        answer = await create(procore, hours=8, cost_code_id=code, **entry)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["cost_code_id"])


async def test_hours_follow_from_two_times_and_the_lunch(procore: Procore):
    times = {"time_in": "2026-11-23T13:00:00Z", "time_out": "2026-11-23T21:45:00Z", "lunch_time": "30"}
    assert (await create(procore, **times)).json()["hours"] == "8.25"
    assert (await create(procore)).json() == {"errors": {"hours": ["can't be blank"]}}


async def test_time_of_a_project_is_read_by_days_and_of_the_company_at_all(procore: Procore):
    for day in ("2026-11-20", "2026-11-21", "2026-11-23"):
        await create(procore, hours=8, date=day)

    async def days(**query: str) -> list[str]:
        return [row["date"] for row in await procore.rows(TIME, **query)]

    assert await days() == ["2026-11-23"]
    assert await days(start_date="2026-11-20", end_date="2026-11-21") == ["2026-11-20", "2026-11-21"]
    assert await days(log_date="2026-11-21") == ["2026-11-21"]
    assert len(await procore.rows(f"/v1.0/companies/{COMPANY}/timecard_entries")) == 3
    span = f"/v1.0/companies/{COMPANY}/timecard_entries?start_date=2026-11-21&end_date=2026-11-22"
    assert len(await procore.rows(span)) == 1


async def test_entries_are_changed_and_deleted(procore: Procore):
    made = (await create(procore, hours=8)).json()["id"]
    changed = await procore.write("PATCH", f"{TIME}/{made}", {"timecard_entry": {"approval_status": "approved"}})
    assert changed["approval_status"] == "approved"
    assert (await procore.call("DELETE", f"{TIME}/{made}")).status_code == 204
    assert await procore.rows(TIME) == []


async def test_the_bulk_create_is_a_beta_of_at_most_25_entries_all_or_none(procore: Procore):
    path = "/v1.1/projects/{p}/project_timecard_entries/bulk_create"
    entry = {"date": "2026-11-23", "hours": "8"}
    assert (await procore.call("POST", path, {"timecard_entries": [entry]})).status_code == 403
    await procore.settings(timecard_bulk_beta=True)
    assert (await procore.call("POST", path, {"timecard_entries": [entry] * 26})).status_code == 400
    bad = {"timecard_entries": [entry, {"date": "2026-11-23"}]}
    assert (await procore.call("POST", path, bad)).status_code == 422
    assert await procore.rows(TIME) == []
    made = await procore.write("POST", path, {"timecard_entries": [entry] * 25})
    assert len(made["timecard_entries"]) == 25


async def test_without_days_only_today_s_logs_are_read_where_the_project_is(procore: Procore):
    await procore.settings(access_token_seconds=100_000)
    procore.token = (await procore.admin("POST", "/tokens", {}))["access_token"]
    for day in ("2026-11-22", "2026-11-23", "2026-11-24"):
        await procore.make("notes_logs", project=procore.project, date=day, comment=day)

    async def comments(**query: str) -> list[str]:
        return [row["comment"] for row in await procore.rows(NOTES, **query)]

    assert await comments() == ["2026-11-23"]
    procore.clock.advance(14 * 3600)
    assert await comments() == ["2026-11-23"]  # 5:00 in London, but 23:00 in Chicago
    procore.clock.advance(3600)
    assert await comments() == ["2026-11-24"]
    assert await comments(start_date="2026-11-22", end_date="2026-11-23") == ["2026-11-22", "2026-11-23"]
    assert await comments(log_date="2026-11-22") == ["2026-11-22"]
    assert (await procore.get(NOTES, log_date="22.11.2026")).status_code == 400


async def test_a_log_made_through_the_api_is_approved(procore: Procore):
    note = await procore.write("POST", NOTES, {"notes_log": {"comment": "Poured", "datetime": "2026-11-23T18:00:00Z"}})
    assert (note["status"], note["date"], note["comment"]) == ("approved", "2026-11-23", "Poured")


async def test_man_hours_are_workers_times_hours(procore: Procore):
    log = {"manpower_log": {"date": "2026-11-23", "num_workers": 4, "num_hours": "9.25"}}
    made = await procore.write("POST", "/v1.0/projects/{p}/manpower_logs", log)
    assert (made["num_workers"], made["num_hours"], made["man_hours"]) == (4, "9.25", "37.00")


@pytest.mark.parametrize("path", ["/v1.0/projects/{p}/daily_logs/count", "/v1.1/projects/{p}/daily_logs/counts"])
async def test_logs_are_counted_by_kind(procore: Procore, path: str):
    for kind in ("notes_logs", "notes_logs", "delay_logs"):
        await procore.make(kind, project=procore.project, date="2026-11-22")
    query = {"start_date": "2026-11-20", "end_date": "2026-11-22"}
    found = {row["module_name"]: row["count"] for row in await procore.rows(path, **query)}
    assert (found["notes_logs"], found["delay_logs"], found["manpower_logs"]) == (2, 1, 0)
    assert all(row["count"] == 0 for row in await procore.rows(path))


async def test_the_header_of_a_day_tells_whether_it_is_completed(procore: Procore):
    path = "/v1.0/projects/{p}/daily_log_headers"
    await procore.make("daily_log_headers", project=procore.project, date="2026-11-22", completed=True)
    yesterday = (await procore.get(path, log_date="2026-11-22")).json()
    today = (await procore.get(path)).json()
    assert (yesterday["completed"], yesterday["completable"]) == (True, False)
    assert (today["id"], today["log_date"], today["completed"]) == (None, "2026-11-23", False)


async def test_the_count_leaves_out_pending_logs_unless_asked(procore: Procore):
    log = await procore.make("work_logs", project=procore.project, date="2026-11-23")
    await procore.admin("PATCH", f"/companies/{COMPANY}/records/work_logs/{log}", {"status": "pending"})
    path = "/v1.1/projects/{p}/daily_logs/counts"
    shown = [await procore.rows(path, log_date="2026-11-23", **more) for more in ({}, {"filter_status": "all"})]
    assert [{row["module_name"]: row["count"] for row in rows}["work_logs"] for rows in shown] == [0, 1]


async def test_an_entry_can_be_read_without_its_project(procore: Procore):
    worker = await procore.make("users", last_name="Delgado")
    entry = await procore.make(
        "timecard_entries", project=procore.project, date="2026-11-23", hours="8", party_id=worker
    )
    shown = (await procore.get(f"/v1.0/companies/{{c}}/timecard_entries/{entry}")).raise_for_status().json()
    assert (shown["id"], shown["hours"]) == (entry, "8")
    await procore.admin("DELETE", f"/companies/{COMPANY}/records/timecard_entries/{entry}")
    assert (await procore.get(f"/v1.0/companies/{{c}}/timecard_entries/{entry}")).status_code == 404
