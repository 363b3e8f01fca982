"""statuses and the multi-value parameters."""

from tests.unit.simulators.raken.harness import Raken


async def seed_members(raken: Raken) -> None:
    await raken.seed(
        "members",
        {"uuid": "active", "classificationUuid": "k1"},
        {"uuid": "invited", "status": "INVITED", "classificationUuid": "k2"},
        {"uuid": "inactive", "status": "INACTIVE"},
        {"uuid": "deleted", "status": "DELETED", "classificationUuid": "k1"},
    )


async def test_deleted_records_are_hidden_unless_asked_for(raken: Raken):
    await seed_members(raken)
    assert await raken.uuids("/members") == ["active", "invited", "inactive"]
    assert await raken.uuids("/members?statuses=DELETED") == ["deleted"]


async def test_values_may_be_repeated_or_separated_by_commas(raken: Raken):
    await seed_members(raken)
    expected = ["active", "inactive", "deleted"]
    assert await raken.uuids("/members?statuses=ACTIVE,INACTIVE&statuses=DELETED") == expected
    assert await raken.uuids("/members?classificationUuids=k1,k2") == ["active", "invited"]


async def test_a_deleted_member_can_still_be_read_by_uuid(raken: Raken):
    await seed_members(raken)
    assert (await raken.get("/members/deleted")).json()["status"] == "DELETED"


async def test_a_status_the_resource_does_not_know_is_400(raken: Raken):
    assert (await raken.get("/projects?statuses=INVITED")).status_code == 400
    assert (await raken.get("/members?statuses=INVITED")).status_code == 200


async def test_cost_codes_of_a_project_include_those_of_the_company(raken: Raken):
    await raken.seed(
        "costCodes",
        {"uuid": "shared", "division": "26", "code": "26-050"},
        {"uuid": "own", "project": {"uuid": "p1"}},
        {"uuid": "foreign", "project": {"uuid": "p2"}},
    )
    assert await raken.uuids("/costCodes?projectUuid=p1") == ["shared", "own"]
    assert len(await raken.uuids("/costCodes")) == 3


async def test_a_null_project_number_and_a_missing_employee_id_arrive_as_they_are(raken: Raken):
    await raken.seed("projects", {"uuid": "p1", "name": "Depot", "number": None})
    await raken.seed("members", {"uuid": "m1", "firstName": "Ana"})
    assert (await raken.get("/projects/p1")).json()["number"] is None
    assert "employeeId" not in (await raken.get("/members/m1")).json()


async def test_pay_types_and_classifications_are_lists_of_their_own(raken: Raken):
    await raken.seed("payTypes", {"uuid": "t1", "code": "RT"}, {"uuid": "t2", "code": "X", "status": "DELETED"})
    await raken.seed("classifications", {"uuid": "k1", "name": "Electrician"})
    assert await raken.uuids("/payTypes") == ["t1"]
    assert await raken.uuids("/classifications") == ["k1"]


async def test_reports_and_work_logs_are_selected_by_date_and_project(raken: Raken):
    for resource in ("dailyReports", "workLogs"):
        await raken.seed(
            resource,
            {"uuid": "b", "date": "2026-09-15", "project": {"uuid": "p1"}},
            {"uuid": "a", "date": "2026-09-14", "project": {"uuid": "p1"}},
            {"uuid": "c", "date": "2026-09-15", "projectUuid": "p2"},
            {"uuid": "d", "date": "2026-10-01", "project": {"uuid": "p1"}},
        )
        window = f"/{resource}?fromDate=2026-09-01&toDate=2026-09-30"
        assert await raken.uuids(window) == ["a", "b", "c"]
        assert await raken.uuids(f"{window}&projectUuid=p1") == ["a", "b"]
        assert (await raken.get(f"/{resource}")).status_code == 400
        assert (await raken.get(f"/{resource}?fromDate=2026-09-01&toDate=2026-10-02")).status_code == 400
