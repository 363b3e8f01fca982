"""QuickBooks' expenses, vendor credits and journal entries become direct costs in Procore, and follow the books."""

from fieldledger.domain.directions import Directions
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.visibility import EVERY_PROJECT
from fieldledger.result import ErrorCode
from fieldledger.services.actuals.pushing import JobPushed
from fieldledger.wiring.job_cost import job_costs_over
from tests.builders import COMPANY
from tests.builders.documents import a_vendor_invoice
from tests.integration.actuals.world import CONCRETE, FORMS, JOB, RECEIVABLE, World
from tests.integration.clients.procore.portal import ACCOUNT

EXPENSE, REFUND = "Expense 101 in QuickBooks", "Refund 102 in QuickBooks"
CREDIT, ENTRY = "Vendor credit 1 in QuickBooks", "Journal entry 1 in QuickBooks"


async def test_each_becomes_an_expense_and_what_takes_away_is_negative(world: World) -> None:
    await world.purchase("1", ("400.00", CONCRETE), ("25.50", FORMS))
    await world.purchase("2", ("10.03", CONCRETE), refund=True)
    await world.vendor_credit("1", ("100.07", FORMS))
    await world.journal_entry("1", ("30.00", CONCRETE), ("-12.00", FORMS), ("900.00", RECEIVABLE))
    assert (await world.push()).unwrap() == JobPushed(written=4)
    assert await world.lines() == [
        (EXPENSE, "03-300", "S", "400.00"),
        (EXPENSE, "03-310", "S", "25.50"),
        (ENTRY, "03-300", "S", "30.00"),
        (ENTRY, "03-310", "S", "-12.00"),
        (REFUND, "03-300", "S", "-10.03"),
        (CREDIT, "03-310", "S", "-100.07"),
    ]
    assert {(cost["direct_cost_type"], cost["direct_cost_date"]) for cost in await world.ours()} == {
        ("expense", "2026-09-12")
    }
    assert (await world.push()).unwrap() == JobPushed(unchanged=4)


async def test_a_change_a_void_and_a_deletion_later_take_the_cost_back(world: World) -> None:
    await world.purchase("1", ("400.00", CONCRETE))
    await world.purchase("2", ("60.00", CONCRETE))
    await world.vendor_credit("1", ("100.00", CONCRETE))
    await world.push()
    await world.purchase("1", ("90.00", FORMS))
    await world.purchase("2", ("0.00", CONCRETE))
    await world.gone(SyncResource.QUICKBOOKS_VENDOR_CREDITS, "1")
    assert (await world.push()).unwrap() == JobPushed(written=3)
    assert await world.lines() == [(EXPENSE, "03-310", "S", "90.00")]


async def test_a_credit_for_a_bill_of_the_same_number_is_another_cost(world: World) -> None:
    await world.supplier("graybar", "900", None)
    await world.bill("1", ("400.00", CONCRETE))
    await world.vendor_credit("1", ("40.00", CONCRETE), number="INV-1")
    await world.push()
    assert [amount for _, _, _, amount in await world.lines()] == ["400.00", "-40.00"]


async def test_what_procore_has_as_an_invoice_of_the_vendor_is_left_alone(world: World) -> None:
    await world.supplier("graybar", "900", None)
    requisition = (await world.portal.kept("requisitions"))[0]["id"]
    await world.invoice(str(requisition), a_vendor_invoice(supplier_id="graybar", number="INV-77"))
    payee = {"payee_id": "900", "payee_kind": "Vendor"}
    await world.purchase("1", ("30.00", CONCRETE), number="inv-77", **payee)
    await world.purchase("2", ("5.00", CONCRETE), number="inv-77", refund=True, **payee)
    await world.push()
    assert await world.lines() == [("Refund inv-77 in QuickBooks", "03-300", "S", "-5.00")]


async def test_what_is_bought_from_a_vendor_with_a_contract_is_told(world: World) -> None:
    acme = await world.portal.id_of("vendors", "name", "Acme Concrete")
    await world.supplier("acme", "900", acme)
    await world.purchase("1", ("400.00", CONCRETE), payee_id="900", payee_kind="Vendor")
    await world.vendor_credit("1", ("50.00", CONCRETE))
    await world.push()
    assert await world.lines() == []
    told = (await world.told())[ErrorCode.ACTUAL_ON_COMMITMENT]
    assert told.endswith(f"{EXPENSE} (400.00); {CREDIT} (-50.00)")


async def test_expenses_that_people_keep_in_procore_are_theirs(world: World) -> None:
    await world.company(directions=Directions(actuals="from_books", bills="off"))
    order = {"project_id": int(world.portal.project), "records": [{"direct_cost_type": "expense"}]}
    await world.portal.admin("POST", f"/companies/{ACCOUNT}/records/direct_costs", order)
    await world.read_procore()
    await world.purchase("1", ("400.00", CONCRETE))
    await world.vendor_credit("1", ("50.00", CONCRETE))
    await world.push()
    assert await world.lines() == [(CREDIT, "03-300", "S", "-50.00")]
    assert "expenses of QuickBooks: people enter expenses" in (await world.told())[ErrorCode.ACTUALS_MIXED]


async def test_our_echo_counts_in_no_sum(world: World) -> None:
    await world.purchase("1", ("400.00", CONCRETE))
    costs = job_costs_over(world.portal.store, world.portal.clock)
    before = (await costs.get(COMPANY, JOB, EVERY_PROJECT)).unwrap()
    await world.push()
    await world.read_procore()
    after = (await costs.get(COMPANY, JOB, EVERY_PROJECT)).unwrap()
    assert {each.source: str(each.amount) for each in after.cost.totals.actual.sources} == {
        "quickbooks/purchases": "400.00"
    }
    assert (after.cost, len(await world.ours())) == (before.cost, 1)
    assert (await world.push()).unwrap() == JobPushed(unchanged=1)


async def test_a_cost_in_another_currency_without_a_rate_is_not_brought(world: World) -> None:
    await world.bill("1", ("400.00", CONCRETE), currency="CAD")
    await world.purchase("1", ("30.00", CONCRETE), currency="CAD")
    await world.push()
    assert await world.ours() == []
