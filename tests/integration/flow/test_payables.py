"""From what Procore's people approve to the bill or invoice in QuickBooks, to the cent, with its retainage."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.posting import PostingState
from tests.integration.flow.back_office import BackOffice, Line, a_back_office
from tests.integration.flow.documents import amounts, held

SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 14), date(2026, 9, 28), date(2026, 9, 30)


@pytest.fixture
async def office() -> AsyncIterator[BackOffice]:
    """A job of which nothing is billed yet."""
    async with a_back_office() as opened:
        yield opened


async def test_a_requisition_becomes_a_bill_with_its_retainage(office: BackOffice) -> None:
    vendor = await office.a_vendor()
    await office.bill(Line("20000.00"), Line("12345.60"), number="AC-1", day=SEPTEMBER)
    await office.post("AC-1")

    [bill] = await held(office.world, "Bill")
    assert (bill["VendorRef"]["value"], bill["DocNumber"], bill["TxnDate"]) == (vendor, "AC-1", "2026-09-14")
    assert amounts(bill) == {
        "Job Costs Concrete": Decimal("20000.00"),
        "Job Costs Forms": Decimal("12345.60"),
        "Retainage Payable": Decimal("-3234.56"),
    }
    assert Decimal(str(bill["TotalAmt"])) == Decimal("29111.04")
    assert {line["AccountBasedExpenseLineDetail"].get("CustomerRef", {}).get("name") for line in bill["Line"]} == {
        "Job 2201",
        None,
    }
    assert await office.world.flow.inbox() == {}
    assert set(await office.world.flow.states()) == {PostingState.POSTED}


async def test_released_retainage_of_a_subcontractor_is_a_bill_of_nothing_else(office: BackOffice) -> None:
    await office.a_vendor()
    await office.bill(Line("20000.00"), Line("12345.60"), number="AC-1", day=SEPTEMBER)
    await office.post("AC-1")
    await office.bill(Line(released="2000.00"), Line(released="1234.56"), number="AC-2", day=OCTOBER)
    await office.post("AC-2")

    bills = {bill["DocNumber"]: bill for bill in await held(office.world, "Bill")}
    assert amounts(bills["AC-2"]) == {"Retainage Payable": Decimal("3234.56")}
    assert Decimal(str(bills["AC-2"]["TotalAmt"])) == Decimal("3234.56")
    assert await office.world.flow.inbox() == {}


async def test_a_payment_application_becomes_an_invoice_with_what_the_owner_withholds(office: BackOffice) -> None:
    await office.apply(Line("30000.00"), Line("9876.50"), number="2201-1", day=SEPTEMBER)
    await office.post("2201-1")

    [invoice] = await held(office.world, "Invoice")
    assert (invoice["CustomerRef"]["name"], invoice["DocNumber"]) == ("Job 2201", "2201-1")
    assert amounts(invoice) == {"Progress Billing": Decimal("39876.50"), "Retainage Receivable": Decimal("-3987.65")}
    assert Decimal(str(invoice["TotalAmt"])) == Decimal("35888.85")


async def test_what_the_owner_releases_is_an_invoice_of_nothing_else(office: BackOffice) -> None:
    await office.apply(Line("30000.00"), Line("9876.50"), number="2201-1", day=SEPTEMBER)
    await office.apply(Line(released="3000.00"), Line(released="987.65"), number="2201-2", day=OCTOBER)
    await office.post("2201-1", "2201-2")

    invoices = {invoice["DocNumber"]: invoice for invoice in await held(office.world, "Invoice")}
    assert amounts(invoices["2201-2"]) == {"Retainage Receivable": Decimal("3987.65")}
    assert await office.world.flow.inbox() == {}
