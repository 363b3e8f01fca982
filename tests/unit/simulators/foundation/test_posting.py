"""What people do in the application with what was sent."""

from tests.unit.simulators.foundation.harness import Foundation, a_card, an_invoice


async def a_pending_card(foundation: Foundation) -> str:
    made = (await foundation.post("/timecards", a_card())).raise_for_status().json()
    return str(made["timecardId"])


async def test_a_card_goes_from_pending_over_imported_to_posted_and_its_row_remains(foundation: Foundation) -> None:
    card = await a_pending_card(foundation)
    await foundation.in_company("PUT", "pay-rates/ABECHR", 45.10)
    assert await foundation.rows("/jobcosthistory") == []
    imported = await foundation.in_company("POST", "import-time-cards", {})
    assert imported == {"moved": [card], "refused": {}}
    assert (await foundation.get(f"/timecards/{card}")).json()["status"] == "IMPORTED"
    assert await foundation.rows("/jobcosthistory") == []
    await foundation.in_company("POST", "post-time-cards", {})
    assert (await foundation.get(f"/timecards/{card}")).json()["status"] == "POSTED"
    [cost] = await foundation.rows("/jobcosthistory")
    assert (cost["jobId"], cost["cost"], cost["hours"], cost["source"]) == ("17355", 90.2, 2, "PR")
    [history] = await foundation.in_company("GET", "payroll-history")
    assert history["timecardId"] == card


async def test_a_card_that_is_not_imported_is_not_posted(foundation: Foundation) -> None:
    card = await a_pending_card(foundation)
    answer = await foundation.in_company("POST", "post-time-cards", {"ids": [card]})
    assert answer["moved"] == []
    assert card in answer["refused"]


async def test_the_import_checks_again(foundation: Foundation) -> None:
    card = await a_pending_card(foundation)
    await foundation.in_company("PATCH", "jobs/17355", {"status": "I"})
    answer = await foundation.in_company("POST", "import-time-cards", {"ids": [card, "none"]})
    assert answer["refused"] == {card: ["jobId '17355' is inactive."], "none": ["The card does not exist."]}
    assert (await foundation.get(f"/timecards/{card}")).json()["status"] == "PENDING"


async def test_a_posted_card_cannot_be_changed(foundation: Foundation) -> None:
    card = await a_pending_card(foundation)
    assert (await foundation.write("PATCH", f"/timecards/{card}", {"hours": 3})).json()["hours"] == 3
    await foundation.in_company("POST", "import-time-cards", {})
    assert (await foundation.write("PATCH", f"/timecards/{card}", {"hours": 4})).status_code == 400


async def test_a_posted_invoice_is_job_cost_and_cannot_be_changed(foundation: Foundation) -> None:
    voucher = (await foundation.post("/apinvoices", an_invoice())).json()["voucherId"]
    changed = await foundation.write("PATCH", f"/apinvoices/{voucher}", {"dueDate": "2026-04-01", "posted": True})
    assert (changed.json()["dueDate"], changed.json()["posted"]) == ("2026-04-01", False)
    await foundation.in_company("POST", "post-ap-invoices", {})
    [cost] = await foundation.rows("/jobcosthistory")
    assert (cost["cost"], cost["costClassId"], cost["source"]) == (1200.1, "M", "AP")
    refused = await foundation.write("PATCH", f"/apinvoices/{voucher}", {"dueDate": "2026-05-01"})
    assert refused.status_code == 400
    again = await foundation.in_company("POST", "post-ap-invoices", {"ids": [voucher]})
    assert again["moved"] == []


async def test_a_bookkeeper_reads_and_edits_without_checks(foundation: Foundation) -> None:
    await foundation.in_company("PATCH", "jobs/17355", {"description": "Renamed \u2013 by hand"})
    [job] = await foundation.in_company("GET", "jobs")
    assert job["description"] == "Renamed \u2013 by hand"
    await foundation.in_company("DELETE", "jobs/17355")
    assert await foundation.in_company("GET", "jobs") == []
