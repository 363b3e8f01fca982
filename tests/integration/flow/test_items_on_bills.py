"""Cost codes that go to items of QuickBooks: from the bill there and back to the cost of the job."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.company import DocumentMapping
from fieldledger.domain.mapping_table import MappingKind
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.visibility import EVERY_PROJECT
from fieldledger.result import ErrorCode, Result
from fieldledger.services.mappings.tables import MappingAnswer, Replacement
from fieldledger.wiring.books_check import books_check_over
from fieldledger.wiring.job_cost import job_costs_over
from fieldledger.wiring.mappings import changes_over
from fieldledger.wiring.previews import previews_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.integration.flow.back_office import BackOffice, Line, a_back_office, set_mapping
from tests.integration.flow.documents import held
from tests.integration.flow.doubles import NoDeadline, NoFoundation
from tests.integration.flow.simulated_quickbooks import Record, an_item_row

DAY = date(2026, 9, 14)
SEPTEMBER = BooksSpan(first_day=date(2026, 9, 1), last_day=date(2026, 9, 30))
SLABS, FORMS = "03-300", "03-310"
KIND = "ItemBasedExpenseLineDetail"


@pytest.fixture
async def office() -> AsyncIterator[BackOffice]:
    """Slabs are an item in the books, forms an account; no table names either yet."""
    async with a_back_office() as opened:
        [costs] = [row for row in await held(opened.world, "Account") if row["Name"] == "Job Costs Concrete"]
        bought = an_item_row("Slabs") | {"ExpenseAccountRef": {"value": costs["Id"]}}
        await opened.world.books.seed("Item", [bought])
        await set_mapping(opened.world, DocumentMapping(retainage_payable_account="Retainage Payable"))
        await opened.a_vendor()
        yield opened


async def map_codes(office: BackOffice, item: str) -> Result[MappingAnswer]:
    flow = office.world.flow
    rows = {SLABS: {"item": item}, FORMS: {"account": "Job Costs Forms"}}
    wanted = Replacement(COMPANY, "quickbooks", MappingKind.COST_CODE, rows, 0, "items of the office")
    return await changes_over(flow.store, flow.queue, flow.clock).replace(ACCOUNTANT, wanted)


async def a_posted_bill(office: BackOffice) -> Record:
    (await map_codes(office, "Slabs")).unwrap()
    await office.bill(Line("20000.00"), Line("12345.60"), number="AC-1", day=DAY)
    await office.post("AC-1")
    [bill] = await held(office.world, "Bill")
    return bill


def lines_of(bill: Record) -> list[tuple[str, str, Decimal]]:
    """What each line is of, and its amount."""
    details = [(line.get(KIND) or line["AccountBasedExpenseLineDetail"], line) for line in bill["Line"]]
    return [
        (line["DetailType"], (detail.get("ItemRef") or detail["AccountRef"])["name"], Decimal(str(line["Amount"])))
        for detail, line in details
    ]


async def cost_by_code(office: BackOffice) -> dict[str | None, Decimal | None]:
    await office.sync(SyncResource.PROCORE_COMMITMENTS)
    await office.sync_books()
    flow = office.world.flow
    job = (await office.vendor_invoices())["AC-1"].project_id or ""
    cost = (await job_costs_over(flow.store, flow.clock).get(COMPANY, job, EVERY_PROJECT)).unwrap().cost
    return {row.cost_code: row.actual.amount for row in cost.rows if row.actual.amount}


async def test_a_code_of_an_item_makes_an_item_line_once(office: BackOffice) -> None:
    bill = await a_posted_bill(office)
    assert lines_of(bill) == [
        (KIND, "Slabs", Decimal("20000.00")),
        ("AccountBasedExpenseLineDetail", "Job Costs Forms", Decimal("12345.60")),
        ("AccountBasedExpenseLineDetail", "Retainage Payable", Decimal("-3234.56")),
    ]
    detail = bill["Line"][0][KIND]
    assert (detail["Qty"], Decimal(str(detail["UnitPrice"]))) == (1, Decimal(20000))
    assert detail["CustomerRef"]["name"] == "Job 2201"
    await office.world.flow.write()
    assert len(await held(office.world, "Bill")) == 1
    assert await office.world.flow.inbox() == {}


async def test_the_preview_shows_the_item_line_with_its_name(office: BackOffice) -> None:
    (await map_codes(office, "Slabs")).unwrap()
    await office.bill(Line("20000.00"), Line(), number="AC-1", day=DAY)
    await office.accept("AC-1")
    [posting] = await office.world.flow.postings()
    flow = office.world.flow
    shown = (await previews_over(flow.store, flow.clock).preview(COMPANY, posting.posting_id)).unwrap()
    assert ("item", "Slabs") in {(each.kind, each.name) for each in shown.drafted.references}


async def test_job_cost_has_an_item_line_under_its_code_whatever_people_write_on_it(office: BackOffice) -> None:
    bill = await a_posted_bill(office)
    unchanged = await cost_by_code(office)
    lines = [line | {"Description": "see the delivery note"} for line in bill["Line"]]
    await office.world.books.edit("Bill", {"Id": bill["Id"], "Line": lines})
    assert unchanged == {SLABS: Decimal("20000.00"), FORMS: Decimal("12345.60")}
    assert await cost_by_code(office) == unchanged


async def test_an_item_line_that_somebody_changed_in_the_books_is_told(office: BackOffice) -> None:
    bill = await a_posted_bill(office)
    [item] = [row for row in await held(office.world, "Item") if row["Name"] == "Progress Billing"]
    [first, *rest] = bill["Line"]
    moved = first | {KIND: first[KIND] | {"ItemRef": {"value": item["Id"]}}}
    flow = office.world.flow
    check = books_check_over(flow.store, flow.container().books, NoFoundation(), flow.clock)
    before = (await check.on_demand(COMPANY, SEPTEMBER, NoDeadline())).unwrap()
    assert (before.complete, await flow.inbox()) == (True, {})
    await office.world.books.edit("Bill", {"Id": bill["Id"], "Line": [moved, *rest]})
    flow.clock.advance(seconds=1)
    (await check.on_demand(COMPANY, SEPTEMBER, NoDeadline())).unwrap()
    [told] = (await flow.inbox()).values()
    sent, _, holds = told.details["lines"].partition(", holds ")
    assert f"item {first[KIND]['ItemRef']['value']}: 20000" in sent
    assert f"item {item['Id']}: 20000" in holds


@pytest.mark.parametrize(
    ("item", "fault"),
    [("Gravel", "item Gravel is not in QuickBooks"), ("Progress Billing", "cannot be bought")],
)
async def test_an_item_that_cannot_be_bought_by_the_list_of_the_books_is_refused(
    office: BackOffice, item: str, fault: str
) -> None:
    refused = await map_codes(office, item)
    assert refused.error_code == ErrorCode.VALIDATION_FAILED
    assert fault in str(refused.details["faults"])
    (await map_codes(office, "Slabs")).unwrap()
