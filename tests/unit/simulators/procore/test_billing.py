"""Subcontractor invoices, owner invoices, billing periods and payments."""

from typing import Any

import pytest

from tests.unit.simulators.procore.harness import Procore

REQUISITIONS = "/v1.1/requisitions"


@pytest.fixture
async def period(procore: Procore) -> int:
    return await procore.make(
        "billing_periods", project=procore.project, start_date="2026-11-01", end_date="2026-11-30"
    )


async def create(procore: Procore, contract: int, **requisition: Any) -> Any:
    body = {"project_id": procore.project, "commitment_id": contract, "requisition": requisition}
    return await procore.call("POST", f"{REQUISITIONS}?view=items", body)


async def lines_of(procore: Procore, contract: int) -> list[int]:
    return await procore.ids(f"/v1.0/work_order_contracts/{contract}/line_items", project_id=procore.project)


def item(line: int, **amounts: str) -> dict[str, Any]:
    return {"item_type": "contract_item", "line_item_id": line, **amounts}


async def test_an_invoice_needs_an_open_period(procore: Procore):
    contract = await procore.contract()
    closed = await procore.make(
        "billing_periods", project=procore.project, start_date="2026-10-01", end_date="2026-10-31", status="closed"
    )
    refused = await create(procore, contract)
    assert (refused.status_code, refused.json()["errors"]["base"][0][:44]) == (
        422,
        "The project must have an open billing period",
    )
    assert (await create(procore, contract, period_id=closed)).status_code == 201


async def test_an_invoice_takes_its_days_from_the_period_and_has_every_line(procore: Procore, period: int):
    contract = await procore.contract(vendor_id=await procore.vendor())
    made = (await create(procore, contract, invoice_number="INV-9")).json()
    assert (made["requisition_start"], made["requisition_end"]) == ("2026-11-01", "2026-11-30")
    assert (made["number"], made["invoice_number"], made["period_id"]) == (1, "INV-9", period)
    assert (made["commitment_type"], made["vendor_name"]) == ("WorkOrderContract", "Acme Concrete")
    assert [line["scheduled_value"] for line in made["items"]] == ["1000.00"]


async def test_the_arithmetic_of_two_invoices(procore: Procore, period: int):
    contract = await procore.contract()
    await procore.make(
        "change_order_packages", project=procore.project, contract_id=contract, status="approved", grand_total="100"
    )
    [line] = await lines_of(procore, contract)
    await create(procore, contract, items=[item(line, work_completed_this_period="400")])
    second = [item(line, work_completed_this_period="200", materials_presently_stored="50")]
    made = (await create(procore, contract, items=second)).json()
    assert (made["percent_complete"], made["number"]) == ("65.00%", 2)
    assert {
        "original_contract_sum": "1000.00",
        "net_change_by_change_orders": "100.00",
        "contract_sum_to_date": "1100.00",
        "total_completed_and_stored_to_date": "650.00",
        "completed_work_retainage_amount": "60.00",
        "completed_work_retainage_percent": "10.00%",
        "total_earned_less_retainage": "590.00",
        "less_previous_certificates_for_payment": "360.00",
        "current_payment_due": "230.00",
        "balance_to_finish_including_retainage": "510.00",
    }.items() <= made["summary"].items()
    [shown] = made["items"]
    assert {
        "work_completed_from_previous_application": "400.00",
        "work_completed_this_period": "200.00",
        "work_completed_retainage_retained_this_period": "20.00",
        "total_completed_and_stored_to_date": "650.00",
        "net_amount": "230.00",
    }.items() <= shown.items()


async def test_retainage_can_be_given_and_released(procore: Procore, period: int):
    contract = await procore.contract()
    [line] = await lines_of(procore, contract)
    given = item(line, work_completed_this_period="400", work_completed_retainage_retained_this_period="15")
    await create(procore, contract, items=[given])
    released = item(line, work_completed_retainage_released_this_period="15")
    made = (await create(procore, contract, items=[released])).json()
    assert (made["summary"]["total_retainage"], made["summary"]["current_payment_due"]) == ("0.00", "15.00")


async def test_only_the_latest_invoice_of_a_commitment_can_be_changed(procore: Procore, period: int):
    contract = await procore.contract()
    first = (await create(procore, contract)).json()["id"]
    second = (await create(procore, contract)).json()
    assert second["previous_requisition_id"] == first
    body = {"project_id": procore.project, "requisition": {"status": "approved"}}
    assert (await procore.call("PATCH", f"{REQUISITIONS}/{first}", body)).status_code == 422
    assert (await procore.write("PATCH", f"{REQUISITIONS}/{second['id']}", body))["status"] == "approved"
    assert await procore.ids(REQUISITIONS, project_id=procore.project, filter_is_last="true") == [second["id"]]
    await procore.settings(only_latest_requisition_editable=False)
    assert (await procore.call("PATCH", f"{REQUISITIONS}/{first}", body)).status_code == 200


async def test_lines_are_in_the_view_of_items_only(procore: Procore, period: int):
    contract = await procore.contract()
    await create(procore, contract)
    shown = {}
    for view in ("default", "extended", "items"):
        [shown[view]] = await procore.rows(REQUISITIONS, project_id=procore.project, view=view)
    assert ["items" in row for row in shown.values()] == [False, False, True]
    assert all("summary" in row for row in shown.values())


async def test_lines_can_be_changed_together(procore: Procore, period: int):
    contract = await procore.contract()
    made = (await create(procore, contract)).json()
    path = f"/v1.0/requisitions/{made['id']}"
    change = {"id": made["items"][0]["id"], "item_type": "contract_item", "work_completed_this_period": "10"}
    body = {"requisition_items": [change]}
    answer = await procore.call("PATCH", f"{path}/bulk_item_update", body, project_id=procore.project)
    assert [line["work_completed_this_period"] for line in answer.json()] == ["10.00"]
    assert await procore.rows(f"{path}/contract_items", project_id=procore.project) == answer.json()


async def test_a_changed_invoice_keeps_the_lines_it_was_not_told_of(procore: Procore, period: int):
    contract = await procore.contract()
    await procore.line("work_order_contract_line_items", contract, amount=500)
    first, second = await lines_of(procore, contract)
    made = (await create(procore, contract, items=[item(first, work_completed_this_period="1")])).json()
    body = {
        "project_id": procore.project,
        "requisition": {"items": [item(second, work_completed_this_period="2")]},
    }
    changed = await procore.write("PATCH", f"{REQUISITIONS}/{made['id']}?view=items", body)
    assert [line["work_completed_this_period"] for line in changed["items"]] == ["1.00", "2.00"]
    assert [line["id"] for line in changed["items"]] == [line["id"] for line in made["items"]]


@pytest.mark.parametrize(
    ("path", "frame"),
    [(REQUISITIONS, {"commitment_id": 1, "requisition": {}}), ("/v1.0/contract_payments", {"contract_payment": {}})],
)
async def test_bills_and_payments_are_of_a_contract_of_the_project(
    procore: Procore, period: int, path: str, frame: dict[str, Any]
):
    body = {"project_id": procore.project, "contract_id": 1, **frame}
    answer = await procore.call("POST", path, body)
    assert (answer.status_code, list(answer.json()["errors"].values())) == (422, [["must exist"]])


async def test_what_was_billed_is_all_work_and_what_is_in_store_now(procore: Procore, period: int):
    contract = await procore.contract()
    [line] = await lines_of(procore, contract)
    for _ in range(2):
        await create(
            procore, contract, items=[item(line, work_completed_this_period="100", materials_presently_stored="30")]
        )
    shown = await procore.get(f"/v1.0/work_order_contracts/{contract}", project_id=procore.project)
    assert shown.json()["total_requisitions_amount"] == "230.00"


async def test_a_purchase_order_is_billed_like_a_subcontract(procore: Procore, period: int):
    made = (await create(procore, await procore.contract("purchase_order_contracts"))).json()
    assert (made["commitment_type"], len(made["items"])) == ("PurchaseOrderContract", 1)


async def test_a_line_that_no_owner_invoice_has_is_404(procore: Procore):
    prime = await procore.make("prime_contracts", project=procore.project, title="Clinic")
    await application(procore, prime)
    path = f"/v1.0/prime_contracts/{prime}/payment_application_line_items/1"
    body = {"payment_application_line_item": {"work_completed_this_period": "5"}}
    assert (await procore.call("PATCH", path, body, project_id=procore.project)).status_code == 404


async def test_billing_periods_are_made_and_closed(procore: Procore, period: int):
    path = "/v1.0/projects/{p}/billing_periods"
    changed = await procore.write("PATCH", f"{path}/{period}", {"billing_period": {"status": "closed"}})
    assert (changed["status"], changed["project_id"]) == ("closed", procore.project)
    assert await procore.rows(path, filter_status="open") == []


async def test_payments_are_numbered_within_their_contract(procore: Procore):
    contract, other = await procore.contract(), await procore.contract()
    payment = {"amount": "12.5", "date": "2026-11-23", "payment_method": "check", "check_number": "77"}
    for holder in (contract, contract, other):
        body = {"project_id": procore.project, "contract_id": holder, "contract_payment": payment}
        made = await procore.write("POST", "/v1.0/contract_payments", body)
    assert (made["amount"], made["date"], made["check_number"]) == ("12.50", "2026-11-23", "77")
    query = {"project_id": procore.project, "contract_id": contract}
    assert [row["payment_number"] for row in await procore.rows("/v1.0/contract_payments", **query)] == [1, 2]
    bad = {**body, "contract_payment": {"amount": 1, "payment_method": "barter"}}
    assert (await procore.call("POST", "/v1.0/contract_payments", bad)).status_code == 422


async def application(procore: Procore, prime: int, **fields: Any) -> dict[str, Any]:
    body = {"project_id": procore.project, "payment_application": fields}
    return await procore.write("POST", f"/v1.0/prime_contracts/{prime}/payment_applications", body)


async def test_an_owner_invoice_has_its_sheet_in_single_reads_and_days_for_times(procore: Procore, period: int):
    prime = await procore.make("prime_contracts", project=procore.project, title="Clinic", retainage_percent="5")
    await procore.line("prime_contract_line_items", prime, amount="2000")
    made = await application(procore, prime, commitment_billing_period_id=period, invoice_number="2201-1")
    assert (made["period_id"], made["billing_period"]["end_date"]) == (period, "2026-11-30")
    assert (made["created_at"], made["updated_at"]) == ("2026-11-23", "2026-11-23")
    line = made["g703"][0]["id"]
    path = f"/v1.0/prime_contracts/{prime}/payment_application_line_items/{line}"
    change = {"payment_application_line_item": {"work_completed_this_period": "500"}}
    changed = await procore.write("PATCH", path, change, project_id=procore.project)
    assert (changed["work_completed_this_period"], changed["balance_to_finish"]) == ("500.00", "1500.00")
    [listed] = await procore.rows("/v1.0/payment_applications", project_id=procore.project)
    assert ("g703" in listed, listed["g702"]["current_payment_due"]) == (False, "475.00")
    single = (await procore.get(f"/v1.0/payment_applications/{made['id']}", project_id=procore.project)).json()
    assert single["g703"] == [changed]


async def test_owner_invoices_of_one_contract(procore: Procore):
    prime = await procore.make("prime_contracts", project=procore.project, title="Clinic")
    first, second = (await application(procore, prime))["id"], (await application(procore, prime))["id"]
    path = f"/v1.0/prime_contracts/{prime}/payment_applications"
    assert await procore.ids(path, project_id=procore.project) == [first, second]
    assert await procore.ids(path, project_id=procore.project, filter_is_last="true") == [second]
    body = {"project_id": procore.project, "payment_application": {"status": "approved", "origin_id": "FND-AR-1"}}
    changed = await procore.write("PATCH", f"{path}/{second}", body)
    assert (changed["status"], changed["origin_id"]) == ("approved", "FND-AR-1")
