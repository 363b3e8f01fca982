"""Costs of the books become direct costs in Procore, once, and follow what happens in the books."""

from datetime import date

import pytest

from fieldledger.domain.company import BooksTargets, CostCodeMapping, DocumentMapping
from fieldledger.domain.directions import Directions
from fieldledger.domain.posting import PostingState
from fieldledger.domain.visibility import EVERY_PROJECT
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import ErrorCode
from fieldledger.services.actuals.pushing import JobPushed
from fieldledger.wiring.job_cost import job_costs_over
from tests.builders import COMPANY, a_books_record, a_posting
from tests.builders.documents import a_vendor_invoice
from tests.integration.actuals.world import CONCRETE, FORMS, JOB, Always, Goes, World
from tests.integration.clients.procore.portal import ACCOUNT
from tests.unit.services.job_cost.site import a_bill_draft

BILL = "Bill INV-1 in QuickBooks"
HOURS = "Labor of 2026-09 in QuickBooks"


async def test_a_bill_that_procore_does_not_know_becomes_an_invoice_of_its_vendor(world: World) -> None:
    vendor = await world.vendor("Graybar Electric")
    await world.supplier("graybar", "900", vendor)
    await world.bill("1", ("400.00", CONCRETE), ("25.50", FORMS), ("100.00", CONCRETE))
    done = (await world.push()).unwrap()

    assert done == JobPushed(written=1)
    [cost] = await world.ours()
    shown = (cost["direct_cost_type"], cost["invoice_number"], str(cost["vendor_id"]), cost["direct_cost_date"])
    assert shown == ("invoice", "INV-1", vendor, "2026-09-12")
    assert cost["status"] == "approved"
    assert await world.lines() == [(BILL, "03-300", "S", "500.00"), (BILL, "03-310", "S", "25.50")]


async def test_a_bill_of_somebody_whom_procore_does_not_know_is_an_expense(world: World) -> None:
    await world.supplier("graybar", "900", None)
    await world.bill("1", ("400.00", CONCRETE))
    await world.push()
    [cost] = await world.ours()
    assert (cost["direct_cost_type"], cost.get("vendor_id")) == ("expense", None)


async def test_the_hours_of_a_month_are_one_cost_that_names_no_worker(world: World) -> None:
    await world.hours("1", 480)
    await world.hours("2", 90, code="03-310")
    await world.hours("3", 60, day=date(2026, 10, 1))
    await world.push()
    assert await world.lines() == [
        (HOURS, "03-300", "L", "320.00"),
        (HOURS, "03-310", "L", "60.00"),
        ("Labor of 2026-10 in QuickBooks", "03-300", "L", "40.00"),
    ]
    assert {cost["direct_cost_type"] for cost in await world.ours()} == {"payroll"}
    assert {cost.get("employee_id") for cost in await world.ours()} == {None}


async def test_foundations_history_is_a_cost_for_each_module_and_month(world: World) -> None:
    await world.history("h1", "PR", "100.00")
    await world.history("h2", "PR", "50.00", posted_on=date(2026, 9, 20))
    await world.history("h3", "GL", "7.00", "03-310")
    await world.history("h4", "EQ", "9.00")
    await world.push()
    assert await world.lines() == [
        ("Module EQ of 2026-09 in FOUNDATION", "03-300", "S", "9.00"),
        ("Module GL of 2026-09 in FOUNDATION", "03-310", "S", "7.00"),
        ("Payroll of 2026-09 in FOUNDATION", "03-300", "L", "150.00"),
    ]
    dates = {cost["description"]: cost["direct_cost_date"] for cost in await world.ours()}
    assert dates["Payroll of 2026-09 in FOUNDATION"] == "2026-09-20"


async def test_a_repetition_sends_nothing(world: World) -> None:
    await world.bill("1", ("400.00", CONCRETE))
    await world.hours("1", 480)
    await world.push()
    before = world.portal.wire.count("PATCH")
    again = (await world.push()).unwrap()
    assert (again, world.portal.wire.count("PATCH")) == (JobPushed(unchanged=2), before)


async def test_a_correction_in_the_books_changes_the_cost_and_what_moves_leaves_nothing_behind(world: World) -> None:
    await world.bill("1", ("400.00", CONCRETE))
    await world.push()
    await world.bill("1", ("90.00", FORMS), number="INV-1")
    assert (await world.push()).unwrap() == JobPushed(written=1)
    assert (len(await world.ours()), await world.lines()) == (1, [(BILL, "03-310", "S", "90.00")])


async def test_what_is_deleted_in_the_books_costs_nothing_in_procore_any_more(world: World) -> None:
    await world.bill("1", ("400.00", CONCRETE))
    await world.push()
    await world.no_bill("1")
    assert (await world.push()).unwrap() == JobPushed(written=1)
    assert await world.lines() == []
    assert (await world.push()).unwrap() == JobPushed(unchanged=1)


async def test_a_line_of_an_item_goes_to_the_code_that_the_item_stands_for(world: World) -> None:
    await world.company(documents=DocumentMapping(cost_codes={"03-300": CostCodeMapping(item="Slabs")}))
    await world.bill_of_item("1", "400.00", "Slabs")
    assert (await world.push()).unwrap() == JobPushed(written=1)
    assert await world.lines() == [(BILL, "03-300", "S", "400.00")]


async def test_bills_that_came_from_procore_are_left_alone(world: World) -> None:
    """One was posted from here, one lost our marker, and one was entered by hand for a requisition."""
    await world.supplier("graybar", "900", None)
    record = a_books_record(vendor_id="2").model_copy(update={"entity": "Bill"})
    (await world.portal.store.transact([DocumentPostings(world.portal.store).write_books_record(record)])).unwrap()
    await world.bill("1", ("10.00", CONCRETE), marker="[fl:p0]")
    await world.bill("2", ("20.00", CONCRETE))
    await world.bill("3", ("30.00", CONCRETE), number="inv-77")
    requisition = (await world.portal.kept("requisitions"))[0]["id"]
    await world.invoice(str(requisition), a_vendor_invoice(number="INV-77", supplier_id="graybar"))
    await world.bill("4", ("40.00", CONCRETE))
    await world.push()
    assert await world.lines() == [("Bill INV-4 in QuickBooks", "03-300", "S", "40.00")]


async def test_a_bill_of_a_vendor_with_a_contract_is_told_and_not_counted_twice(world: World) -> None:
    acme = await world.portal.id_of("vendors", "name", "Acme Concrete")
    await world.supplier("acme", "900", acme)
    await world.bill("1", ("400.00", CONCRETE))
    await world.push()
    assert await world.lines() == []
    told = (await world.told())[ErrorCode.ACTUAL_ON_COMMITMENT]
    assert told.endswith(f"contracts on the job there: {BILL} (400.00)")


async def test_a_code_that_the_project_lacks_is_told_until_it_is_there(world: World) -> None:
    await world.history("h1", "GL", "7.00", "99-100")
    await world.history("h2", "GL", "8.00")
    await world.hours("1", 60, code=None)
    await world.push()
    assert [amount for *_, amount in await world.lines()] == ["8.00"]
    told = (await world.told())[ErrorCode.ACTUAL_CODE_UNKNOWN]
    assert "7.00 on 99-100, which is no cost code of the project in Procore" in told
    assert "40.00 on no code, which has no cost code in the books" in told

    order = {"project_id": int(world.portal.project), "records": [{"code": "99-100", "name": "Cleaning"}]}
    await world.portal.admin("POST", f"/companies/{ACCOUNT}/records/cost_codes", order)
    await world.hours("1", 60)
    await world.read_procore()
    await world.push()
    assert [amount for *_, amount in await world.lines()] == ["40.00", "8.00", "7.00"]
    assert ErrorCode.ACTUAL_CODE_UNKNOWN not in await world.told()


async def test_what_procore_refuses_is_told_in_its_words_and_closes_once_it_is_taken(world: World) -> None:
    vendor = await world.vendor("Graybar Electric")
    await world.supplier("graybar", "900", vendor)
    await world.bill("1", ("400.00", CONCRETE))
    await world.hours("1", 60)
    await world.portal.admin("DELETE", f"/companies/{ACCOUNT}/records/vendors/{vendor}")
    assert (await world.push()).unwrap() == JobPushed(written=1, refused=1)
    told = (await world.told())[ErrorCode.ACTUAL_REFUSED]
    assert told.startswith(f"{BILL}, 400.00, is not in Procore as the books have it: ")

    await world.supplier_moves("graybar", await world.vendor("Graybar Electric Inc."))
    assert (await world.push()).unwrap() == JobPushed(written=1, unchanged=1)
    assert ErrorCode.ACTUAL_REFUSED not in await world.told()


async def test_payables_of_foundation_are_those_that_procore_does_not_know(world: World) -> None:
    await world.company(books=BooksTargets(bills="foundation"))
    await world.history("h1", "AP", "1000.00")
    await world.history("h2", "AP", "50.00", "03-310")
    requisition = str((await world.portal.kept("requisitions"))[0]["id"])
    posted = a_posting(posting="p1", payload=a_bill_draft(("600", "03-300")), state=PostingState.POSTED)
    await world.post(posted.model_copy(update={"target": "foundation"}))
    await world.invoice(requisition, a_vendor_invoice().model_copy(update={"posting_ids": ("p1",)}))
    await world.push()
    assert await world.lines() == [
        ("Payables to date in FOUNDATION", "03-300", "S", "400.00"),
        ("Payables to date in FOUNDATION", "03-310", "S", "50.00"),
    ]


async def test_payables_that_cannot_be_told_apart_are_told_instead(world: World) -> None:
    await world.company(
        books=BooksTargets(bills="foundation"), directions=Directions(bills="off", actuals="from_books")
    )
    await world.history("h1", "AP", "1000.00")
    requisition = str((await world.portal.kept("requisitions"))[0]["id"])
    await world.invoice(requisition, a_vendor_invoice())
    await world.push()
    assert await world.lines() == []
    assert "would be there twice: payables of FOUNDATION" in (await world.told())[ErrorCode.ACTUALS_MIXED]


async def test_payroll_that_people_keep_in_procore_is_theirs(world: World) -> None:
    await world.hours("1", 60)
    order = {"project_id": int(world.portal.project), "records": [{"direct_cost_type": "payroll"}]}
    await world.portal.admin("POST", f"/companies/{ACCOUNT}/records/direct_costs", order)
    await world.read_procore()
    await world.push()
    assert await world.ours() == []
    assert "labor: people enter payroll in Procore" in (await world.told())[ErrorCode.ACTUALS_MIXED]


async def test_our_echo_is_nobodys_bill_and_counts_in_no_sum(world: World) -> None:
    vendor = await world.vendor("Graybar Electric")
    await world.supplier("graybar", "900", vendor)
    await world.bill("1", ("400.00", CONCRETE))
    costs = job_costs_over(world.portal.store, world.portal.clock)
    before = (await costs.get(COMPANY, JOB, EVERY_PROJECT)).unwrap().cost
    await world.push()
    await world.read_procore()
    after = (await costs.get(COMPANY, JOB, EVERY_PROJECT)).unwrap().cost
    assert after == before
    assert (await world.push()).unwrap() == JobPushed(unchanged=1)


async def test_a_cost_that_somebody_deleted_in_procore_stays_out_until_a_person_asks(world: World) -> None:
    await world.hours("1", 60)
    await world.push()
    await world.delete_ours()
    await world.hours("2", 60)
    report = await world.night()
    assert (report.written, await world.ours()) == (0, [])
    assert f"the books have: {HOURS} (40.00)" in (await world.told())[ErrorCode.ACTUAL_REMOVED]

    assert (await world.push()).unwrap() == JobPushed(written=1)
    assert await world.lines() == [(HOURS, "03-300", "L", "80.00")]
    assert ErrorCode.ACTUAL_REMOVED not in await world.told()
    await world.read_procore()
    assert (await world.push()).unwrap() == JobPushed(unchanged=1)


async def test_what_was_deleted_while_it_was_empty_comes_back_with_its_cost(world: World) -> None:
    await world.bill("1", ("400.00", CONCRETE))
    await world.push()
    await world.no_bill("1")
    await world.push()
    await world.delete_ours()
    await world.night()
    await world.bill("1", ("70.00", CONCRETE))
    assert (await world.night()).written == 1
    assert await world.lines() == [(BILL, "03-300", "S", "70.00")]


async def test_a_company_without_the_setting_sends_nothing(world: World) -> None:
    await world.company(directions=Directions())
    await world.hours("1", 60)
    sent = len(world.portal.wire.sent)
    assert (await world.push()).error_code == ErrorCode.FLOW_OFF
    assert (await world.night()).jobs == 0
    assert len(world.portal.wire.sent) == sent


async def test_every_night_every_linked_job_once(world: World) -> None:
    await world.hours("1", 60)
    first = await world.night()
    assert (first.jobs, first.written, first.left) == (1, 1, 0)
    world.portal.clock.advance(hours=1)
    again = (await world.actuals().tonight(Always())).unwrap()
    assert (again.jobs, again.written) == (0, 0)
    assert (await world.night()).jobs == 1


async def test_where_time_runs_out_the_next_call_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fieldledger.services.actuals.pushing.AT_ONCE", 2)
    for number in range(5):
        await world.bill(str(number), ("10.00", CONCRETE))
    first = (await world.push(Goes(1))).unwrap()
    assert (first.written, first.left, first.complete) == (2, 3, False)
    second = (await world.push(Goes(1))).unwrap()
    assert (second.written, second.unchanged, second.left) == (2, 2, 1)
    third = (await world.push()).unwrap()
    assert (third.written, third.unchanged, third.complete) == (1, 4, True)
    assert len(await world.ours()) == 5


async def test_a_tool_that_is_switched_off_is_told_and_holds_up_no_other_job(world: World) -> None:
    await world.hours("1", 60)
    order = {"tool": "Direct Costs", "enabled": False, "project_id": int(world.portal.project)}
    await world.portal.admin("POST", f"/companies/{ACCOUNT}/tools", order)
    report = await world.night()
    assert (report.jobs, report.failed, report.left) == (0, 1, 0)
    assert ErrorCode.VENDOR_SETUP_INCOMPLETE in await world.told()
    await world.portal.admin("POST", f"/companies/{ACCOUNT}/tools", {**order, "enabled": True})
    assert (await world.night()).written == 1
    assert ErrorCode.VENDOR_SETUP_INCOMPLETE not in await world.told()
