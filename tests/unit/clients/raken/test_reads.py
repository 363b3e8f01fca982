"""Whole lists, page by page and window by window, with their malformed rows apart."""

from datetime import date
from decimal import Decimal

import httpx

from fieldledger.clients.raken.field_logs import RakenFieldLogs
from fieldledger.clients.raken.master_data import RakenMasterData
from fieldledger.clients.raken.safety import RakenSafety
from fieldledger.clients.raken.spans import DaySpan
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.unit.clients.raken.bench import Bench, Record, a_cost_code, a_page

FEBRUARY = DaySpan(date(2026, 2, 1), date(2026, 2, 28))
QUARTER = DaySpan(date(2026, 1, 1), date(2026, 3, 31))


def a_work_log(uuid: str = "log-1", **changes: object) -> Record:
    """A crew of four."""
    log: Record = {"uuid": uuid, "date": "2026-02-27", "project": {"uuid": "clinic"}, "workerCount": 4, "hours": 8}
    return log | changes


async def test_a_list_is_read_to_its_end() -> None:
    first = [a_cost_code(f"code-{n}") for n in range(1000)]
    bench = Bench(a_page(*first, total=1001), a_page(a_cost_code("last"), total=1001))
    rows = (await RakenMasterData(await bench.connected()).cost_codes(COMPANY)).unwrap()
    assert (rows.received, rows.good[-1].uuid) == (1001, "last")
    assert bench.sent == ["/costCodes?limit=1000&offset=0", "/costCodes?limit=1000&offset=1000"]


async def test_malformed_rows_are_named_by_their_place_in_the_whole_list() -> None:
    first = [a_cost_code(f"code-{n}") for n in range(999)]
    bench = Bench(a_page(*first, None), a_page(a_cost_code("last"), {"uuid": "odd", "code": ""}, 7))
    rows = (await RakenMasterData(await bench.connected()).cost_codes(COMPANY)).unwrap()
    assert len(rows.good) == 1000
    assert [(row.index, row.entity_id, row.path) for row in rows.malformed] == [
        (999, None, "999"),
        (1001, "odd", "1001.code"),
        (1002, None, "1002"),
    ]


async def test_a_list_that_never_ends_is_given_up() -> None:
    bench = Bench(a_page(*[a_cost_code()] * 1000))
    bench.clock.advance(days=1)
    failed = await RakenMasterData(await bench.connected()).cost_codes(COMPANY)
    assert failed.error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE
    assert len(bench.vendor.requests) == 200


async def test_cost_codes_of_a_project_are_asked_for_by_its_uuid() -> None:
    bench = Bench(a_page(a_cost_code()))
    (await RakenMasterData(await bench.connected()).cost_codes(COMPANY, "clinic")).unwrap()
    assert bench.sent == ["/costCodes?projectUuid=clinic&limit=1000&offset=0"]


async def test_name_lists_are_read_with_what_is_needed_of_them() -> None:
    rows = [
        {"uuid": "t1", "code": "RT", "name": "Regular"},
        {"uuid": "k1", "name": "Electrician"},
        {"uuid": "s1", "name": "Night"},
        {"uuid": "e1", "name": "Digger", "equipmentId": "EX-1"},
        {"uuid": "m1", "name": "Conduit", "materialUnit": {"name": "ft"}},
    ]
    bench = Bench(*(a_page(row) for row in rows))
    lists = RakenMasterData(await bench.connected())
    assert (await lists.pay_types(COMPANY)).unwrap().good[0].code == "RT"
    assert (await lists.classifications(COMPANY)).unwrap().good[0].name == "Electrician"
    assert (await lists.shifts(COMPANY)).unwrap().good[0].name == "Night"
    assert (await lists.equipment(COMPANY)).unwrap().good[0].equipment_id == "EX-1"
    unit = (await lists.materials(COMPANY)).unwrap().good[0].unit
    assert unit is not None
    assert unit.name == "ft"
    assert [path.partition("?")[0] for path in bench.sent] == [
        "/payTypes",
        "/classifications",
        "/shifts",
        "/equipment",
        "/materials",
    ]


async def test_a_quarter_is_read_in_windows_that_raken_allows() -> None:
    bench = Bench(a_page(a_work_log("a")), a_page(a_work_log("b"), "odd"), a_page(a_work_log("c"), "odd"))
    rows = (await RakenFieldLogs(await bench.connected()).work_logs(COMPANY, QUARTER, "clinic")).unwrap()
    assert bench.sent == [
        "/workLogs?projectUuid=clinic&fromDate=2026-01-01&toDate=2026-01-31&limit=1000&offset=0",
        "/workLogs?projectUuid=clinic&fromDate=2026-02-01&toDate=2026-03-03&limit=1000&offset=0",
        "/workLogs?projectUuid=clinic&fromDate=2026-03-04&toDate=2026-03-31&limit=1000&offset=0",
    ]
    assert [log.uuid for log in rows.good] == ["a", "b", "c"]
    assert [row.index for row in rows.malformed] == [2, 4]


async def test_a_window_that_fails_fails_the_whole_read() -> None:
    bench = Bench(a_page(), httpx.Response(400, json={"message": "window"}))
    failed = await RakenFieldLogs(await bench.connected()).work_logs(COMPANY, QUARTER)
    assert (failed.error_code, len(bench.vendor.requests)) == (ErrorCode.VENDOR_REJECTED, 2)


async def test_a_work_log_names_its_project_and_company_in_either_form() -> None:
    flat = a_work_log("flat", projectUuid="plant", subcontractor="Bright Electric", totalHours=32.5)
    del flat["project"]
    nested = a_work_log("nested", subcontractor={"name": "Bright Electric"})
    bench = Bench(a_page(flat, nested, a_work_log("own", project=None)))
    logs = (await RakenFieldLogs(await bench.connected()).work_logs(COMPANY, FEBRUARY)).unwrap().good
    assert [log.project_uuid for log in logs] == ["plant", "clinic", None]
    assert (logs[0].total_hours, logs[0].worker_count) == (Decimal("32.5"), 4)


async def test_equipment_hours_and_material_quantities_stay_exact() -> None:
    digger = {"uuid": "e1", "name": "Digger"}
    hours: Record = {"date": "2026-02-27", "hours": 4.1, "operator": "m1", "costCode": {"code": "26-050"}}
    conduit = {"uuid": "m1", "name": "Conduit", "materialUnit": {"name": "ft"}}
    bench = Bench(
        a_page({"projectUuid": "clinic", "equipment": digger, "logs": [hours]}),
        a_page({"date": "2026-02-27", "material": conduit, "quantity": 12.35}),
    )
    logs = RakenFieldLogs(await bench.connected())
    [machine] = (await logs.equipment_logs(COMPANY, FEBRUARY)).unwrap().good
    [material] = (await logs.material_logs(COMPANY, FEBRUARY)).unwrap().good
    assert (machine.project_uuid, machine.logs[0].hours, machine.logs[0].operator) == ("clinic", Decimal("4.1"), "m1")
    assert (material.quantity, material.material.name) == (Decimal("12.35"), "Conduit")


async def test_safety_records_are_read_with_unknown_fields_kept() -> None:
    bench = Bench(
        a_page(
            {"project": {"uuid": "clinic"}, "attendees": [{"member": {"uuid": "m1"}}], "scheduleDate": "2026-03-03"}
        ),
        a_page(),
        a_page({"projectUuid": "clinic", "score": 9}),
        a_page({"uuid": "o1", "projectUuid": "clinic", "status": "OPEN"}),
        a_page({"uuid": "c1", "member": {"uuid": "m1"}, "expires": "2027-01-01"}),
    )
    safety = RakenSafety(await bench.connected())
    [talk] = (await safety.toolbox_talks(COMPANY)).unwrap().good
    assert (talk.project_uuid, talk.scheduled_on, talk.attendees[0].member.uuid) == ("clinic", date(2026, 3, 3), "m1")
    assert (await safety.past_toolbox_talks(COMPANY)).unwrap().received == 0
    [checklist] = (await safety.completed_checklists(COMPANY)).unwrap().good
    assert (checklist.project_uuid, checklist.model_extra) == ("clinic", {"score": 9})
    assert (await safety.observations(COMPANY)).unwrap().good[0].status == "OPEN"
    assert (await safety.certifications(COMPANY)).unwrap().good[0].member_uuid == "m1"
    assert bench.sent[1:3] == [
        "/toolboxTalks/past?limit=1000&offset=0",
        "/checklists?statuses=COMPLETED&limit=1000&offset=0",
    ]
