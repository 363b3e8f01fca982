"""What QuickBooks has of a job's cost beside bills and time: purchases, vendor credits and journal entries."""

from decimal import Decimal

import pytest

from fieldledger.domain.company import BooksTargets, CostCodeMapping, DocumentMapping
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.facts.foundation import JobCostFacts
from fieldledger.domain.facts.procore_direct_costs import DirectCostFacts
from fieldledger.domain.facts.quickbooks_documents import (
    SPENDING,
    BillFacts,
    JournalEntryFacts,
    PurchaseFacts,
    VendorCreditFacts,
)
from fieldledger.domain.job_cost import Figure
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.mirror import DocumentMirror
from tests.builders import COMPANY, a_company, a_counterpart
from tests.unit.services.job_cost.site import JOB_NO, READ_AT, Site, a_bill_line, a_journal_line, a_line, some_time

PURCHASES, CREDITS = SyncResource.QUICKBOOKS_PURCHASES, SyncResource.QUICKBOOKS_VENDOR_CREDITS
JOURNAL, TIME = SyncResource.QUICKBOOKS_JOURNAL_ENTRIES, SyncResource.QUICKBOOKS_TIME_ACTIVITIES
CONCRETE, FUEL, WAGES, RECEIVABLE, BANK, INCOME = "51", "52", "53", "11", "12", "41"


@pytest.fixture
async def site() -> Site:
    """Concrete is mapped to 03-300; fuel is a cost without a code."""
    site = Site()
    mapping = DocumentMapping(
        cost_codes={"03-300": CostCodeMapping(account="Concrete")}, retainage_payable_account="Retainage"
    )
    await site.open(a_company().model_copy(update={"documents": mapping}))
    await site.account(CONCRETE, "Cost of Goods Sold", "SuppliesMaterialsCogs", "Concrete")
    await site.account(FUEL, "Expense", "Auto", "Fuel")
    await site.account(WAGES, "Cost of Goods Sold", "CostOfLaborCos", "Job labor")
    await site.account(RECEIVABLE, "Accounts Receivable", "AccountsReceivable", "Receivable")
    await site.account(BANK, "Bank", "Checking", "Checking")
    await site.account(INCOME, "Income", "SalesOfProductIncome", "Income")
    await site.account("21", "Other Current Liability", None, "Retainage")
    return site


def amounts(figure: Figure) -> dict[str, str]:
    return {each.source: str(each.amount) for each in figure.sources}


async def codes(site: Site) -> dict[str | None, str]:
    return {row.cost_code: str(row.actual.amount) for row in (await site.cost()).cost.rows}


async def test_purchases_add_and_refunds_and_vendor_credits_take_away(site: Site) -> None:
    await site.bill("1", BillFacts(lines=(a_bill_line("1000.00", CONCRETE),)))
    bought = PurchaseFacts(lines=(a_bill_line("250.10", CONCRETE), a_bill_line("60.05", FUEL)))
    await site.spending(PURCHASES, "1", bought)
    await site.spending(PURCHASES, "2", PurchaseFacts(refund=True, lines=(a_bill_line("10.03", FUEL),)))
    await site.spending(CREDITS, "1", VendorCreditFacts(lines=(a_bill_line("100.07", CONCRETE),)))
    found = await site.cost()

    assert amounts(found.cost.totals.actual) == {
        "quickbooks/bills": "1000.00",
        PURCHASES: "300.12",
        CREDITS: "-100.07",
    }
    assert await codes(site) == {"03-300": "1150.03", None: "50.02"}
    assert found.cost.left_out == ()


async def test_a_journal_line_counts_on_an_account_of_costs_only(site: Site) -> None:
    lines = (
        a_journal_line("500.00", CONCRETE),
        a_journal_line("120.50", FUEL, credit=True),
        a_journal_line("900.00", RECEIVABLE),
        a_journal_line("800.00", BANK, credit=True),
        a_journal_line("700.00", INCOME, credit=True),
        a_journal_line("600.00", "never-read"),
    )
    await site.spending(JOURNAL, "7", JournalEntryFacts(lines=lines))
    assert await codes(site) == {"03-300": "500.00", None: "-120.50"}


async def test_an_entry_that_moves_a_cost_to_another_job_takes_it_from_this_one(site: Site) -> None:
    await site.bill("1", BillFacts(lines=(a_bill_line("400", CONCRETE),)))
    moved = (a_journal_line("150", CONCRETE, credit=True), a_journal_line("150", CONCRETE, customer="78"))
    await site.spending(JOURNAL, "7", JournalEntryFacts(lines=moved))
    assert await codes(site) == {"03-300": "250.00"}


async def test_a_purchase_over_two_jobs_charges_each_with_its_own_lines(site: Site) -> None:
    lines = (a_bill_line("10", FUEL), a_bill_line("20", FUEL, customer="78"), a_bill_line("5", FUEL, customer=None))
    await site.spending(PURCHASES, "1", PurchaseFacts(lines=lines))
    await site.spending(PURCHASES, "2", PurchaseFacts(lines=(a_bill_line("99", FUEL, customer="78"),)))
    assert await codes(site) == {None: "10.00"}


@pytest.mark.parametrize("account", [RECEIVABLE, BANK, INCOME, "21"])
async def test_money_that_only_changes_its_place_is_no_cost(site: Site, account: str) -> None:
    await site.spending(PURCHASES, "1", PurchaseFacts(lines=(a_bill_line("75", account), a_bill_line("5", FUEL))))
    await site.spending(CREDITS, "1", VendorCreditFacts(lines=(a_bill_line("75", account),)))
    assert await codes(site) == {None: "5.00"}


async def test_an_item_of_no_code_counts_without_one_and_a_line_without_item_and_account_is_text(
    site: Site,
) -> None:
    lines = (a_bill_line("10", None, item_id="8"), a_bill_line("99", None))
    await site.spending(PURCHASES, "1", PurchaseFacts(lines=lines))
    assert await codes(site) == {None: "10.00"}


async def test_an_item_line_has_the_code_that_goes_to_its_item(site: Site) -> None:
    codes_of = {"03-300": CostCodeMapping(item="Costs:Slabs"), "03-310": CostCodeMapping(account="51")}
    company = a_company().model_copy(update={"documents": DocumentMapping(cost_codes=codes_of)})
    (await DocumentCompanies(site.store).save(company.model_copy(update={"version": 1}))).unwrap()
    item = a_counterpart(kind=CounterpartKind.ITEM, vendor_id="8", display_name="Costs:Slabs", number=None)
    (await DocumentCrosswalk(site.store).save_counterparts([item])).unwrap()
    await site.bill("1", BillFacts(lines=(a_bill_line("1000.00", None, item_id="8"),)))
    bought = (a_bill_line("60.05", None, item_id="8"), a_bill_line("7.00", None, item_id="9"))
    await site.spending(PURCHASES, "1", PurchaseFacts(lines=bought))
    await site.spending(CREDITS, "1", VendorCreditFacts(lines=(a_bill_line("10.00", None, item_id="8"),)))
    assert await codes(site) == {"03-300": "1050.05", None: "7.00"}


async def test_several_codes_of_one_item_stand_for_none(site: Site) -> None:
    row = CostCodeMapping(item="Slabs")
    company = a_company().model_copy(
        update={"documents": DocumentMapping(cost_codes={"03-300": row, "03-310": row}), "version": 1}
    )
    (await DocumentCompanies(site.store).save(company)).unwrap()
    item = a_counterpart(kind=CounterpartKind.ITEM, vendor_id="8", display_name="Slabs", number=None)
    (await DocumentCrosswalk(site.store).save_counterparts([item])).unwrap()
    await site.bill("1", BillFacts(lines=(a_bill_line("1000.00", None, item_id="8"),)))
    assert await codes(site) == {None: "1000.00"}


async def test_another_currency_counts_by_the_rate_of_the_books_or_not_at_all(site: Site) -> None:
    told = PurchaseFacts(currency="CAD", exchange_rate=Decimal("0.7315"), lines=(a_bill_line("101.01", FUEL),))
    untold = VendorCreditFacts(currency="CAD", lines=(a_bill_line("40", FUEL),))
    await site.spending(PURCHASES, "1", told)
    await site.spending(CREDITS, "1", untold)
    found = await site.cost()
    assert str(found.cost.totals.actual.amount) == "73.89"  # 73.888815
    assert [(each.source, each.currency, str(each.amount)) for each in found.cost.other_currencies] == [
        (CREDITS, "CAD", "-40.00")
    ]


@pytest.mark.parametrize("resource", list(SPENDING))
async def test_what_is_deleted_or_emptied_costs_nothing_any_more(site: Site, resource: SyncResource) -> None:
    kind = SPENDING[resource]
    line = a_journal_line("10", FUEL) if kind is JournalEntryFacts else a_bill_line("10", FUEL)
    document = kind.model_validate({"lines": [line.model_dump()]})
    await site.spending(resource, "1", document)
    before = await codes(site)
    mirror = DocumentMirror(site.store)
    held = (await mirror.find(COMPANY, resource, "1")).unwrap()
    assert held is not None
    (await mirror.save(held.model_copy(update={"deleted_at": READ_AT}))).unwrap()
    assert (before != {}, await codes(site)) == (True, {})


async def test_wages_in_the_journal_never_count_beside_hours_that_have_a_cost(site: Site) -> None:
    wages = JournalEntryFacts(lines=(a_journal_line("1000", WAGES), a_journal_line("12", FUEL)))
    await site.spending(JOURNAL, "7", wages)
    alone = await site.cost()
    await site.time("t1", some_time(600, cost_rate="40"))
    beside = await site.cost()

    assert amounts(alone.cost.totals.actual) == {JOURNAL: "1012.00"}
    assert amounts(beside.cost.totals.actual) == {TIME: "400.00", JOURNAL: "12.00"}
    assert [(each.source, each.kind, str(each.amount), each.counted_from) for each in beside.cost.left_out] == [
        (JOURNAL, "labor", "1000.00", TIME)
    ]


async def test_wages_in_the_journal_count_where_hours_have_no_cost(site: Site) -> None:
    await site.spending(JOURNAL, "7", JournalEntryFacts(lines=(a_journal_line("1000", WAGES),)))
    await site.time("t1", some_time(600))
    found = await site.cost()
    assert amounts(found.cost.totals.actual) == {JOURNAL: "1000.00"}
    assert [(each.source, str(each.hours)) for each in found.cost.left_out] == [(TIME, "10.00")]


async def test_what_foundation_has_of_payables_leaves_out_what_quickbooks_spent() -> None:
    site = Site()
    await site.open(a_company().model_copy(update={"books": BooksTargets(bills="foundation")}))
    paid = {"job_no": JOB_NO, "cost_code": "03-300", "posted_on": READ_AT.date(), "source": "AP", "cost": "80"}
    await site.history("h1", JobCostFacts.model_validate({**paid, "hours": "0", "rows": 1}))
    await site.spending(PURCHASES, "1", PurchaseFacts(lines=(a_bill_line("7", FUEL),)))
    found = await site.cost()
    assert amounts(found.cost.totals.actual) == {"foundation/job_cost_history": "80.00"}
    assert [(each.source, str(each.amount)) for each in found.cost.left_out] == [(PURCHASES, "7.00")]


async def test_an_expense_that_procore_has_as_well_counts_once(site: Site) -> None:
    expense = DirectCostFacts(kind="expense", status="approved", lines=(a_line("60.05", code="03-300"),))
    await site.procore(SyncResource.PROCORE_DIRECT_COSTS, "d1", expense)
    await site.bill("1", BillFacts(lines=(a_bill_line("5", CONCRETE),)))
    before = await site.cost()
    await site.spending(PURCHASES, "1", PurchaseFacts(lines=(a_bill_line("60.05", FUEL),)))
    after = await site.cost()

    assert str(before.cost.totals.actual.amount) == "65.05"
    assert str(after.cost.totals.actual.amount) == "65.05"
    assert [(each.source, str(each.amount)) for each in after.cost.left_out] == [("procore/direct_costs", "60.05")]
