"""What is wrong with a bill ends in the inbox with a sentence that a controller understands, and not in the books."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.company import CostCodeMapping
from fieldledger.domain.exception_item import ExceptionItem
from fieldledger.domain.invoice import InvoiceStatus
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode
from simulators.seeds.model import ChangeOrder, CostLine
from tests.integration.flow.back_office import (
    A_JOB,
    BILLS,
    COSTS,
    MAPPING,
    MASTER_DATA,
    BackOffice,
    Line,
    a_back_office,
    set_mapping,
)
from tests.integration.flow.documents import amounts, held
from tests.integration.flow.simulated_quickbooks import REALM

DAY = date(2026, 9, 14)


@pytest.fixture
async def office() -> AsyncIterator[BackOffice]:
    """A job with a subcontractor that is linked to its vendor."""
    async with a_back_office() as opened:
        await opened.a_vendor()
        yield opened


async def _item(office: BackOffice) -> ExceptionItem:
    [item] = (await office.world.flow.inbox()).values()
    return item


async def _edit(office: BackOffice, number: str, **fields: object) -> None:
    """What somebody changes in a requisition afterwards."""
    bill = await office.portal.id_of("requisitions", "invoice_number", number)
    await office.portal.edit("requisitions", bill, **fields)


async def _shrink(office: BackOffice, number: str, work: str, retained: str) -> None:
    """The first line bills less."""
    rows = await office.portal.kept("requisitions")
    first, *others = next(row["items"] for row in rows if row.get("invoice_number") == number)
    less = {"work_completed_this_period": work, "work_completed_retainage_retained_this_period": retained}
    await _edit(office, number, items=[{**first, **less}, *others])


async def test_a_total_that_contradicts_the_lines_is_held_and_told_with_both_sides(office: BackOffice) -> None:
    await office.bill(Line("20000.00"), Line("10000.00"), number="AC-1", day=DAY)
    await _edit(office, "AC-1", typed_over={"current_payment_due": "27500.00"})
    await office.sync()

    invoice = (await office.vendor_invoices())["AC-1"]
    item = await _item(office)
    assert (invoice.status, item.code) == (InvoiceStatus.HELD, ErrorCode.INVOICE_UNBALANCED)
    assert item.message == (
        "the lines of this period come to 30,000.00 less 3,000.00 retainage = 27,000.00, but the invoice says that "
        "27,500.00 is due"
    )
    assert [each.code for each in (await office.approve(invoice)).skipped] == [ErrorCode.INVOICE_UNBALANCED]

    await _edit(office, "AC-1", typed_over={})
    await office.post("AC-1")
    assert len(await held(office.world, "Bill")) == 1
    assert await office.world.flow.inbox() == {}


async def test_a_requisition_that_shrank_after_its_bill_was_posted_waits_for_a_person(office: BackOffice) -> None:
    await office.bill(Line("20000.00"), Line("10000.00"), number="AC-1", day=DAY)
    await office.post("AC-1")
    await _shrink(office, "AC-1", "15000.00", "1500.00")
    await office.sync()

    item = await _item(office)
    assert (item.code, item.message) == (
        ErrorCode.CHANGED_AFTER_APPROVAL,
        "the invoice changed in Procore after it was approved here",
    )
    assert (item.details["approved"], item.details["now"]) == ("27,000.00", "22,500.00")
    [bill] = await held(office.world, "Bill")
    assert Decimal(str(bill["TotalAmt"])) == Decimal("27000.00")

    await office.post("AC-1")
    [bill] = await held(office.world, "Bill")
    assert amounts(bill) == {
        "Job Costs Concrete": Decimal(15000),
        "Job Costs Forms": Decimal(10000),
        "Retainage Payable": Decimal(-2500),
    }
    assert await office.world.flow.inbox() == {}


async def test_a_requisition_that_shrank_before_it_was_sent_replaces_what_waits(office: BackOffice) -> None:
    await office.bill(Line("20000.00"), Line("10000.00"), number="AC-1", day=DAY)
    await office.accept("AC-1")
    await _shrink(office, "AC-1", "15000.00", "1500.00")
    await office.sync()
    (await office.world.flow.write()).unwrap()
    assert await held(office.world, "Bill") == []
    assert (await _item(office)).code == ErrorCode.CHANGED_AFTER_APPROVAL

    await office.post("AC-1")
    [bill] = await held(office.world, "Bill")
    assert Decimal(str(bill["TotalAmt"])) == Decimal("22500.00")
    assert await office.world.flow.inbox() == {}


async def test_a_requisition_that_takes_back_more_than_it_bills_is_left_to_a_person(office: BackOffice) -> None:
    await office.bill(Line("20000.00"), Line("10000.00"), number="AC-1", day=DAY)
    await office.post("AC-1")
    await office.bill(Line("-5000.00", retained="-500.00"), Line(), number="AC-2", day=DAY)
    await office.sync()

    item = await _item(office)
    assert (item.code, item.message) == (
        ErrorCode.BOOKS_WOULD_REFUSE,
        "it comes to -4,500.00: the books take no bill below zero, so enter it there as a credit by hand",
    )
    assert len(await held(office.world, "Bill")) == 1


async def test_a_vendor_that_was_merged_away_in_quickbooks_gets_no_bill_until_it_is_linked_anew(
    office: BackOffice,
) -> None:
    [old] = await held(office.world, "Vendor")
    [kept] = await office.world.books.seed("Vendor", [{"DisplayName": "Acme Concrete Works"}])
    merge = f"realms/{REALM}/entities/Vendor/{old['Id']}/merge/{kept['Id']}"
    await office.world.books.admin(merge, {})
    await office.sync_books()
    await office.bill(Line("20000.00"), Line(), number="AC-1", day=DAY)
    await office.post("AC-1")

    item = await _item(office)
    assert (item.code, item.subject) == (
        ErrorCode.BOOKS_REFERENCE_INACTIVE,
        f"supplier:{await office.supplier_id()}",
    )
    assert item.message == (
        "Acme Concrete is in QuickBooks no more, probably merged into another vendor: link that one"
    )
    assert await held(office.world, "Bill") == []

    await office.link_vendor(kept["Id"], replace=True)
    (await office.world.flow.write()).unwrap()
    [bill] = await held(office.world, "Bill")
    assert bill["VendorRef"]["value"] == kept["Id"]
    assert await office.world.flow.inbox() == {}


async def test_a_cost_code_that_the_books_have_no_account_for_is_named(office: BackOffice) -> None:
    only_concrete = {"03-300": CostCodeMapping(account="Job Costs Concrete")}
    await set_mapping(office.world, MAPPING.model_copy(update={"cost_codes": only_concrete}))
    await office.bill(Line("20000.00"), Line("10000.00"), number="AC-1", day=DAY)
    await office.post("AC-1")

    item = await _item(office)
    assert (item.code, item.message) == (ErrorCode.COST_CODE_UNMAPPED, "cost code 03-310 has no account or item")
    assert await held(office.world, "Bill") == []


async def test_a_cost_code_that_procore_does_not_list_on_the_job_is_waited_for() -> None:
    async with a_back_office() as fresh:
        await fresh.bill(Line("20000.00"), Line("10000.00"), number="AC-1", day=DAY)
        without_codes = [each for each in MASTER_DATA if each is not SyncResource.PROCORE_COST_CODES]
        await fresh.sync(*without_codes, *BILLS)
        item = await _item(fresh)
        assert (item.code, item.message) == (
            ErrorCode.INVOICE_INCOMPLETE,
            "it lacks the cost code of 'Slabs', which is not known here yet",
        )

        await fresh.sync(SyncResource.PROCORE_COST_CODES)
        assert (await fresh.vendor_invoices())["AC-1"].status is InvoiceStatus.READY
        assert await fresh.world.flow.inbox() == {}


@pytest.mark.parametrize("status", ["Void", "Terminated"])
async def test_a_requisition_on_a_contract_that_was_ended_is_held(office: BackOffice, status: str) -> None:
    await _contract_becomes(office, status=status)
    await office.bill(Line("20000.00"), Line("10000.00"), number="AC-1", day=DAY)
    await office.sync(*COSTS, *MASTER_DATA, *BILLS)

    await _is_held_with(
        office,
        ErrorCode.BOOKS_WOULD_REFUSE,
        f"its contract SC-1 is {status.lower()} in Procore: nothing is owed on it",
    )


async def test_a_contract_that_is_made_void_later_holds_what_is_not_approved_yet(office: BackOffice) -> None:
    await office.bill(Line("20000.00"), Line("10000.00"), number="AC-1", day=DAY)
    await office.sync(*COSTS, *MASTER_DATA, *BILLS)
    assert (await office.vendor_invoices())["AC-1"].status is InvoiceStatus.READY

    await _contract_becomes(office, status="Void")
    await office.sync(*COSTS)
    assert (await office.vendor_invoices())["AC-1"].status is InvoiceStatus.HELD

    await _contract_becomes(office, status="Approved")
    await office.sync(*COSTS)
    assert await office.world.flow.inbox() == {}
    await office.post("AC-1")
    assert len(await held(office.world, "Bill")) == 1


async def test_a_change_order_that_makes_the_contract_negative_holds_its_requisitions() -> None:
    less = ChangeOrder("CO-1", "SC-1", "Less", "approved", CostLine("03-300", "S", "Less", Decimal(-120_000)))
    async with a_back_office(replace(A_JOB, change_orders=(less,))) as office:
        await office.a_vendor()
        await office.bill(Line("20000.00"), Line("10000.00"), Line(), number="AC-1", day=DAY)
        await office.sync(*COSTS, *MASTER_DATA, *BILLS)

        await _is_held_with(
            office,
            ErrorCode.INVOICE_UNBALANCED,
            "its contract SC-1 comes to -20,000.00 with its change orders, and a contract cannot be worth less than "
            "nothing: look at the change orders in Procore",
        )


async def test_a_bill_dated_in_closed_books_waits_until_they_are_open(office: BackOffice) -> None:
    await office.bill(Line("20000.00"), Line(), number="AC-1", day=DAY)
    await _books_close(office, "2026-09-30")
    await office.post("AC-1")

    item = await _item(office)
    assert (item.code, item.message) == (
        ErrorCode.BOOKS_PERIOD_CLOSED,
        "QuickBooks' books are closed through 2026-09-30: nothing dated on or before that day can be posted",
    )
    assert await held(office.world, "Bill") == []


async def test_a_second_requisition_of_one_number_is_not_in_the_books_twice(office: BackOffice) -> None:
    await office.bill(Line("20000.00"), Line(), number="AC-1", day=DAY)
    await office.post("AC-1")
    second = await office.bill(Line("1000.00"), Line(), number="AC-2", day=DAY)
    await office.portal.edit("requisitions", second, invoice_number="AC-1")
    await office.sync()

    item = await _item(office)
    assert item.code == ErrorCode.DOCUMENT_NUMBER_TAKEN
    assert "AC-1" in item.message
    (await office.world.flow.write()).unwrap()
    assert len(await held(office.world, "Bill")) == 1


async def _contract_becomes(office: BackOffice, **fields: object) -> None:
    """What somebody makes of the subcontract in Procore."""
    contract = await office.portal.id_of("work_order_contracts", "number", "SC-1")
    await office.portal.edit("work_order_contracts", contract, **fields)


async def _books_close(office: BackOffice, through: str) -> None:
    order = {"realm_id": REALM, "company_name": "Bluestem Builders", "book_close_date": through}
    await office.world.books.admin("realms", order)


async def _is_held_with(office: BackOffice, code: ErrorCode, message: str) -> None:
    """Held, told, refused to whoever approves it, and not in the books."""
    invoice = (await office.vendor_invoices())["AC-1"]
    item = await _item(office)
    assert (invoice.status, item.code, item.message) == (InvoiceStatus.HELD, code, message)
    assert [each.code for each in (await office.approve(invoice)).skipped] == [code]
    (await office.world.flow.write()).unwrap()
    assert await held(office.world, "Bill") == []
