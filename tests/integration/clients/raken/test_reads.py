"""Every read of the client, answered by the simulator."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fieldledger.clients.raken.field_logs import RakenFieldLogs
from fieldledger.clients.raken.master_data import RakenMasterData
from fieldledger.clients.raken.models import RakenTimeCard
from fieldledger.clients.raken.safety import RakenSafety
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.clients.reading import rows_of
from tests.builders import COMPANY
from tests.integration.clients.raken.jobsite import ACCOUNT, Jobsite

DAY = "2026-02-27"
WINTER = DaySpan(date(2025, 12, 1), date(2026, 3, 2))
SEPTEMBER = DaySpan(date(2026, 9, 1), date(2026, 9, 30))


async def test_the_user_belongs_to_the_company_that_connected(jobsite: Jobsite) -> None:
    user = (await jobsite.client.user(COMPANY)).unwrap()
    assert (user.company_uuid, user.role) == (ACCOUNT, "ACCOUNT_ADMIN")


async def test_every_name_list_is_readable(jobsite: Jobsite) -> None:
    seeds: dict[str, dict[str, Any]] = {
        "costCodes": {"uuid": "x", "code": "26-050", "division": "26"},
        "payTypes": {"uuid": "x", "code": "RT"},
        "classifications": {"uuid": "x", "name": "Electrician"},
        "shifts": {"uuid": "x", "name": "Night"},
        "equipment": {"uuid": "x", "name": "Digger", "equipmentId": "EX-1"},
        "materials": {"uuid": "x", "name": "Conduit", "materialUnit": {"name": "ft"}},
    }
    for resource, record in seeds.items():
        await jobsite.seed(resource, record)
    lists = RakenMasterData(jobsite.client)
    reads = (lists.cost_codes, lists.pay_types, lists.classifications, lists.shifts, lists.equipment, lists.materials)
    for read in reads:
        rows = (await read(COMPANY)).unwrap()
        assert ([row.uuid for row in rows.good], rows.malformed) == (["x"], ())


@pytest.mark.parametrize("spelling", ["page", "top", "absent"])
async def test_a_list_of_several_pages_is_read_whole_wherever_its_total_stands(jobsite: Jobsite, spelling: str) -> None:
    await jobsite.settings(total_spelling=spelling)
    codes: list[dict[str, Any]] = [{"uuid": f"c{n}", "code": str(n)} for n in range(2000)]
    await jobsite.seed("costCodes", *codes)
    rows = (await RakenMasterData(jobsite.client).cost_codes(COMPANY)).unwrap()
    assert [row.uuid for row in rows.good] == [code["uuid"] for code in codes]
    assert (await jobsite.counted())["admitted"] == (3 if spelling == "absent" else 2)


async def test_logs_of_a_season_are_read_in_windows_and_none_is_lost_or_doubled(jobsite: Jobsite) -> None:
    days = [WINTER.first + timedelta(days=n) for n in range((WINTER.last - WINTER.first).days + 1)]
    material = {"uuid": "m", "name": "Conduit"}
    shared = [{"uuid": f"l{day}", "date": day.isoformat(), "project": {"uuid": "clinic"}} for day in days]
    await jobsite.seed("workLogs", *({**log, "workerCount": 3} for log in shared))
    await jobsite.seed("materialLogs", *({**log, "material": material, "quantity": 1.1} for log in shared))
    hours = [{"date": day.isoformat(), "hours": 4.5} for day in days]
    await jobsite.seed(
        "equipmentLogs", {"uuid": "e", "projectUuid": "clinic", "equipment": {"uuid": "d", "name": "D"}, "logs": hours}
    )
    logs = RakenFieldLogs(jobsite.client)
    assert [log.date for log in (await logs.work_logs(COMPANY, WINTER)).unwrap().good] == days
    assert (await logs.work_logs(COMPANY, WINTER, "plant")).unwrap().received == 0
    materials = (await logs.material_logs(COMPANY, WINTER, "clinic")).unwrap().good
    assert sum((log.quantity for log in materials), Decimal(0)) == Decimal("1.1") * len(days)
    machines = (await logs.equipment_logs(COMPANY, WINTER)).unwrap().good
    assert [log.date for machine in machines for log in machine.logs] == days


async def test_safety_records_are_readable(jobsite: Jobsite) -> None:
    talk = {"uuid": "talk", "project": {"uuid": "clinic"}, "attendees": [{"member": {"uuid": "rosa"}}]}
    await jobsite.seed("toolboxTalks", {**talk, "scheduleDate": "2026-03-02"})
    await jobsite.seed("toolboxTalks", {**talk, "uuid": "past", "scheduleDate": "2026-03-01"})
    await jobsite.seed(
        "checklists", {"uuid": "done", "projectUuid": "clinic"}, {"uuid": "open", "status": "INCOMPLETE"}
    )
    await jobsite.seed("observations", {"uuid": "o", "projectUuid": "clinic"})
    await jobsite.seed("certifications", {"uuid": "c", "member": {"uuid": "rosa"}})
    safety = RakenSafety(jobsite.client)
    assert [row.uuid for row in (await safety.toolbox_talks(COMPANY)).unwrap().good] == ["talk"]
    assert [row.uuid for row in (await safety.past_toolbox_talks(COMPANY)).unwrap().good] == ["past"]
    assert [row.uuid for row in (await safety.completed_checklists(COMPANY)).unwrap().good] == ["done"]
    assert [row.project_uuid for row in (await safety.observations(COMPANY)).unwrap().good] == ["clinic"]
    assert [row.member_uuid for row in (await safety.certifications(COMPANY)).unwrap().good] == ["rosa"]


async def test_single_records_are_found_even_when_deleted_and_unknown_ones_are_none(jobsite: Jobsite) -> None:
    await jobsite.seed("projects", {"uuid": "p", "name": "Depot", "number": None, "status": "DELETED"})
    await jobsite.seed("members", {"uuid": "m", "firstName": "Ana"})
    project = (await jobsite.client.project(COMPANY, "p")).unwrap()
    member = (await jobsite.client.member(COMPANY, "m")).unwrap()
    assert (project and project.status, member and member.employee_id) == ("DELETED", None)
    assert (await jobsite.client.project(COMPANY, "none")).unwrap() is None


async def test_a_seeded_contractor_is_read_without_a_malformed_row(jobsite: Jobsite) -> None:
    await jobsite.admin("POST", "seed", {"company": ACCOUNT, "seed": 4})
    page = (await jobsite.client.time_cards_of(COMPANY, SEPTEMBER, 0)).unwrap()
    cards = rows_of(page.collection, RakenTimeCard, "uuid")
    logs = (await RakenFieldLogs(jobsite.client).work_logs(COMPANY, SEPTEMBER)).unwrap()
    codes = (await RakenMasterData(jobsite.client).cost_codes(COMPANY)).unwrap()
    assert (len(cards.good), cards.malformed) == (10, ())
    assert (len(logs.good), logs.malformed) == (2, ())
    assert (len(codes.good), codes.malformed) == (1, ())
