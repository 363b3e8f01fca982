"""The lists beside time and people: equipment, materials, talks, checklists, observations, certifications."""

import pytest

from tests.unit.simulators.raken.harness import Raken

DATED = ["dailyReports", "workLogs", "materialLogs", "equipmentLogs"]
PLAIN = [
    "projects",
    "members",
    "costCodes",
    "payTypes",
    "shifts",
    "budgets",
    "groups",
    "classifications",
    "equipment",
    "materials",
    "materialUnits",
    "toolboxTalks",
    "toolboxTalks/past",
    "checklists",
    "checklistTypes",
    "observations",
    "certifications",
    "certificationTypes",
]
SEPTEMBER = "fromDate=2026-09-01&toDate=2026-09-30"


def path_of(resource: str) -> str:
    return f"/{resource}?{SEPTEMBER}" if resource in {*DATED, "timeCards"} else f"/{resource}"


@pytest.mark.parametrize("resource", [*PLAIN, *DATED, "timeCards"])
async def test_every_list_has_the_envelope_and_an_etag_that_spares_its_body(raken: Raken, resource: str):
    first = await raken.get(path_of(resource))
    assert first.json() == {"page": {"offset": 0, "limit": 100, "totalElements": 0}, "collection": []}
    again = await raken.get(path_of(resource), if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("resource", PLAIN)
async def test_what_is_seeded_is_listed(raken: Raken, resource: str):
    day = "2026-09-15" if resource.endswith("/past") else "2026-09-17"
    await raken.seed(resource.partition("/")[0], {"uuid": "a", "scheduleDate": day})
    assert await raken.uuids(f"/{resource}") == ["a"]


@pytest.mark.parametrize("resource", DATED)
async def test_logs_and_reports_need_a_window_of_at_most_31_days(raken: Raken, resource: str):
    assert (await raken.get(f"/{resource}")).status_code == 400
    assert (await raken.get(f"/{resource}?fromDate=2026-09-01&toDate=2026-10-02")).status_code == 400
    assert (await raken.get(f"/{resource}?fromDate=2026-10-01&toDate=2026-10-31")).status_code == 200


async def test_equipment_logs_show_the_hours_inside_the_window_only(raken: Raken):
    logs = [{"date": "2026-08-31", "hours": 3}, {"date": "2026-09-01", "hours": 4.5, "operator": "m1"}]
    digger = {"uuid": "e1", "name": "Digger", "equipmentId": "EX-1"}
    await raken.seed(
        "equipmentLogs",
        {"uuid": "l1", "projectUuid": "p1", "equipment": digger, "logs": logs},
        {"uuid": "l2", "projectUuid": "p2", "equipment": digger, "logs": logs[:1]},
    )
    shown = (await raken.get(f"/equipmentLogs?{SEPTEMBER}")).json()["collection"]
    assert [(item["uuid"], item["logs"]) for item in shown] == [("l1", logs[1:])]
    assert await raken.uuids(f"/equipmentLogs?{SEPTEMBER}&projectUuid=p2") == []


async def test_talks_of_today_are_current_and_those_of_yesterday_past(raken: Raken):
    days = ["2026-09-15", "2026-09-16", "2026-09-17"]
    await raken.seed("toolboxTalks", *({"uuid": day, "scheduleDate": day} for day in days))
    assert await raken.uuids("/toolboxTalks") == days[1:]
    assert await raken.uuids("/toolboxTalks/past") == days[:1]
    assert await raken.uuids("/toolboxTalks/past?fromDate=2026-08-01&toDate=2026-08-31") == []


async def test_checklists_and_observations_are_selected_by_status_project_and_day(raken: Raken):
    for resource, other in (("checklists", "INCOMPLETE"), ("observations", "CLOSED")):
        await raken.seed(
            resource,
            {"uuid": "usual", "projectUuid": "p1", "date": "2026-09-15"},
            {"uuid": "other", "projectUuid": "p2", "status": other, "date": "2026-08-15"},
        )
        assert await raken.uuids(f"/{resource}") == ["usual", "other"]
        assert await raken.uuids(f"/{resource}?statuses={other}") == ["other"]
        assert await raken.uuids(f"/{resource}?projectUuid=p1") == ["usual"]
        assert await raken.uuids(f"/{resource}?{SEPTEMBER}") == ["usual"]
        assert (await raken.get(f"/{resource}?statuses=DELETED")).status_code == 400


async def test_projects_and_members_may_be_named_several_times(raken: Raken):
    await raken.seed("budgets", *({"uuid": f"b{n}", "projectUuid": f"p{n}"} for n in range(4)))
    assert await raken.uuids("/budgets?projectUuids=p1,p2&projectUuids=p3") == ["b1", "b2", "b3"]
    await raken.seed("certifications", *({"uuid": f"c{n}", "member": {"uuid": f"m{n}"}} for n in range(3)))
    assert await raken.uuids("/certifications?memberUuids=m0&memberUuids=m2") == ["c0", "c2"]


async def test_no_write_of_time_and_no_delete_is_offered(raken: Raken):
    for method, path in (("POST", "/timeCards"), ("PATCH", "/timeCards/card-1"), ("DELETE", "/projects/p1")):
        assert (await raken.write(method, path, {})).status_code in {404, 405}
