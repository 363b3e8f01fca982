"""What the books take and what they refuse."""

from typing import Any

import pytest

from tests.unit.simulators.foundation.harness import Foundation, a_card, an_invoice


async def refusal(foundation: Foundation, path: str, body: Any, status: int = 400) -> dict[str, list[str]]:
    refused = await foundation.post(path, body)
    assert refused.status_code == status, refused.text
    errors: dict[str, list[str]] = refused.json().get("errors", {})
    return errors


async def test_a_time_card_lands_pending_under_the_next_number(foundation: Foundation) -> None:
    first = (await foundation.post("/timecards", a_card(status="POSTED"))).json()
    second = (await foundation.post("/timecards", a_card())).json()
    assert (first["status"], first["companyId"]) == ("PENDING", "1")
    assert int(second["timecardId"]) == int(first["timecardId"]) + 1


async def test_an_invoice_lands_unposted(foundation: Foundation) -> None:
    made = await foundation.post("/apinvoices", an_invoice(posted=True))
    assert (made.status_code, made.json()["posted"]) == (201, False)


@pytest.mark.parametrize(
    ("path", "body", "id_field"),
    [
        ("/vendors", {"name": "Acme Electric"}, "vendorId"),
        ("/customers", {"name": "Owner"}, "customerId"),
        ("/employees", {"firstName": "Rosa", "lastName": "Delgado"}, "employeeId"),
        ("/jobs", {"description": "Clinic"}, "jobId"),
    ],
)
async def test_master_data_can_be_made_and_changed(
    foundation: Foundation, path: str, body: dict[str, str], id_field: str
) -> None:
    made = (await foundation.post(path, body)).json()
    changed = await foundation.write("PATCH", f"{path}/{made[id_field]}", {"status": "I"})
    assert (changed.status_code, changed.json()["status"]) == (200, "I")
    assert (await foundation.get(f"{path}/{made[id_field]}")).json() == changed.json()


@pytest.mark.parametrize("resource", ["costcodes", "phases", "glaccounts", "jobcosthistory"])
async def test_other_lists_are_only_read(foundation: Foundation, resource: str) -> None:
    assert (await foundation.post(f"/{resource}", {"description": "x"})).status_code == 405


async def test_time_may_not_be_taken_at_all(foundation: Foundation) -> None:
    await foundation.settle(time_cards_writable=False)
    assert (await foundation.post("/timecards", a_card())).status_code == 405


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"employeeId": "ABCDEFGHIJK"}, "employeeId"),
        ({"employeeId": 7}, "employeeId"),
        ({"note": "caf\u00e9"}, "note"),
        ({"note": "two\nlines"}, "note"),
        ({"date": "02/27/2026"}, "date"),
        ({"hours": "8"}, "hours"),
        ({"hours": [8]}, "hours"),
        ({"hours": None}, "hours"),
        ({"companyId": "2"}, "companyId"),
    ],
)
async def test_a_malformed_card_is_refused_by_field(
    foundation: Foundation, changes: dict[str, Any], field: str
) -> None:
    assert set(await refusal(foundation, "/timecards", a_card(**changes))) == {field}


@pytest.mark.parametrize("lines", [7, None, ["x"], [[]], [{"amount": "12"}]])
async def test_malformed_lines_are_refused(foundation: Foundation, lines: Any) -> None:
    assert await refusal(foundation, "/apinvoices", an_invoice(lines=lines))


async def test_a_body_that_is_no_object_is_refused(foundation: Foundation) -> None:
    assert set(await refusal(foundation, "/timecards", [a_card()])) == {"$"}


async def test_validation_may_be_told_as_422(foundation: Foundation) -> None:
    await foundation.settle(validation_status=422)
    assert await refusal(foundation, "/timecards", a_card(hours=None), 422)


@pytest.mark.parametrize(("list_", "id_"), [("jobs", "17355"), ("employees", "ABECHR"), ("costcodes", "26-050")])
async def test_what_is_inactive_cannot_be_pointed_at(foundation: Foundation, list_: str, id_: str) -> None:
    await foundation.in_company("PATCH", f"{list_}/{id_}", {"status": "I"})
    [messages] = (await refusal(foundation, "/timecards", a_card())).values()
    assert "is inactive" in messages[0]


async def test_an_inactive_vendor_gets_no_invoice(foundation: Foundation) -> None:
    await foundation.in_company("PATCH", "vendors/GRAYBAR", {"status": "I"})
    assert set(await refusal(foundation, "/apinvoices", an_invoice())) == {"vendorId"}


async def test_what_does_not_exist_cannot_be_pointed_at(foundation: Foundation) -> None:
    assert set(await refusal(foundation, "/timecards", a_card(jobId="99999"))) == {"jobId"}


async def test_a_code_has_to_be_assigned_to_the_job(foundation: Foundation) -> None:
    await foundation.in_company("PUT", "job-codes/17355", ["03-300"])
    assert "not assigned" in (await refusal(foundation, "/timecards", a_card()))["costCodeId"][0]
    assert "not assigned" in (await refusal(foundation, "/apinvoices", an_invoice()))["costCodeId"][0]
    assert (await foundation.post("/timecards", a_card(costCodeId="03-300"))).status_code == 201


async def test_job_time_needs_a_code_which_the_employee_may_bring(foundation: Foundation) -> None:
    assert set(await refusal(foundation, "/timecards", a_card(costCodeId=None))) == {"costCodeId"}
    await foundation.in_company("PATCH", "employees/ABECHR", {"defaultCostCodeId": "03-300"})
    assert (await foundation.post("/timecards", a_card(costCodeId=None))).json()["costCodeId"] == "03-300"


async def test_closed_periods_take_nothing(foundation: Foundation) -> None:
    periods = {"closed_through": "2026-02-10", "payroll_locked_through": "2026-02-27"}
    await foundation.in_company("POST", "periods", periods)
    assert await refusal(foundation, "/timecards", a_card()) == {"date": ["The pay period is locked."]}
    assert await refusal(foundation, "/apinvoices", an_invoice()) == {"invoiceDate": ["The fiscal period is closed."]}
    assert (await foundation.post("/timecards", a_card(date="2026-02-28"))).status_code == 201


@pytest.mark.parametrize("status", [409, 400])
async def test_a_vendors_invoice_number_is_taken_once(foundation: Foundation, status: int) -> None:
    await foundation.settle(duplicate_status=status)
    await foundation.post("/apinvoices", an_invoice())
    refused = await foundation.post("/apinvoices", an_invoice(invoiceDate="2026-02-11"))
    assert refused.status_code == status
    assert "already exists" in refused.text


async def test_an_id_is_taken_once(foundation: Foundation) -> None:
    await refusal(foundation, "/jobs", {"jobId": "17355", "description": "Again"}, 409)


async def test_equal_time_cards_are_two_unless_they_must_differ(foundation: Foundation) -> None:
    for _ in range(2):
        assert (await foundation.post("/timecards", a_card())).status_code == 201
    await foundation.settle(unique_time_cards=True)
    await refusal(foundation, "/timecards", a_card(), 409)


async def test_what_was_deleted_may_stick(foundation: Foundation) -> None:
    made = (await foundation.post("/timecards", a_card())).json()
    await foundation.in_company("DELETE", f"timecards/{made['timecardId']}?sticky=true")
    assert await foundation.rows("/timecards") == []
    await refusal(foundation, "/timecards", a_card(), 409)
    assert (await foundation.post("/timecards", a_card(date="2026-02-26"))).status_code == 201


async def test_a_change_may_not_take_anothers_number(foundation: Foundation) -> None:
    await foundation.post("/apinvoices", an_invoice())
    other = (await foundation.post("/apinvoices", an_invoice(invoiceNumber="INV-890"))).json()
    path = f"/apinvoices/{other['voucherId']}"
    assert (await foundation.write("PATCH", path, {"invoiceNumber": "INV-889"})).status_code == 409
    assert (await foundation.write("PATCH", path, {"invoiceNumber": "INV-891"})).json()["invoiceNumber"] == "INV-891"
    assert (await foundation.write("PATCH", path, {"voucherId": "1"})).status_code == 400


async def test_a_changed_record_that_is_not_there_is_not_found(foundation: Foundation) -> None:
    assert (await foundation.write("PATCH", "/jobs/99999", {"description": "x"})).status_code == 404
