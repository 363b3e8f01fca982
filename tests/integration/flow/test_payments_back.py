"""What is paid in QuickBooks is seen on the invoices here, whichever of bill and payment arrives first."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest

from fieldledger.domain.invoice import InvoiceStatus
from fieldledger.domain.invoice_payment import InvoicePayment, PaymentStatus
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode
from tests.integration.flow.back_office import BackOffice, Line, a_back_office
from tests.integration.flow.documents import held

DAY = date(2026, 9, 14)


@pytest.fixture
async def office() -> AsyncIterator[BackOffice]:
    """A bill of 29,111.04 and an invoice of 35,888.85 in the books."""
    async with a_back_office() as opened:
        await opened.a_vendor()
        await opened.bill(Line("20000.00"), Line("12345.60"), number="AC-1", day=DAY)
        await opened.apply(Line("30000.00"), Line("9876.50"), number="2201-1", day=DAY)
        await opened.post("AC-1", "2201-1")
        yield opened


async def _bill(office: BackOffice) -> InvoicePayment:
    found = (await office.vendor_invoices())["AC-1"].payment
    assert found is not None
    return found


def _told(payment: InvoicePayment) -> tuple[PaymentStatus, Decimal, Decimal, date | None]:
    return payment.status, payment.paid, payment.balance, payment.paid_on


async def test_a_bill_in_the_books_is_open_until_somebody_pays(office: BackOffice) -> None:
    assert (await office.vendor_invoices())["AC-1"].payment is None
    await office.sync_books()

    [row] = await held(office.world, "Bill")
    payment = await _bill(office)
    assert (payment.books, payment.document_id, payment.total) == ("quickbooks", row["Id"], Decimal("29111.04"))
    assert _told(payment) == (PaymentStatus.OPEN, Decimal(0), Decimal("29111.04"), None)


async def test_part_payments_add_up_and_the_last_one_is_the_day(office: BackOffice) -> None:
    await office.pay_bill("AC-1", "10000.00", "2026-10-02")
    await office.sync_books()
    assert _told(await _bill(office)) == (
        PaymentStatus.PARTLY_PAID,
        Decimal("10000.00"),
        Decimal("19111.04"),
        date(2026, 10, 2),
    )

    await office.pay_bill("AC-1", "19111.04", "2026-10-09")
    await office.sync_books()
    assert _told(await _bill(office)) == (PaymentStatus.PAID, Decimal("29111.04"), Decimal(0), date(2026, 10, 9))
    assert await office.world.flow.inbox() == {}


async def test_a_payment_that_is_deleted_is_open_again(office: BackOffice) -> None:
    made = await office.pay_bill("AC-1", "29111.04", "2026-10-02")
    await office.sync_books()
    await office.world.books.delete("BillPayment", made["Id"])
    await office.sync_books()

    assert _told(await _bill(office)) == (PaymentStatus.OPEN, Decimal(0), Decimal("29111.04"), None)


async def test_a_copy_that_a_person_makes_of_a_bill_is_not_ours(office: BackOffice) -> None:
    [row] = await held(office.world, "Bill")
    await office.sync_books()
    copied = {name: row[name] for name in ("VendorRef", "TxnDate", "PrivateNote", "Line")}
    await office.world.books.seed("Bill", [{**copied, "DocNumber": "AC-1 copy"}])
    await office.pay_bill("AC-1 copy", "29111.04", "2026-10-02")
    await office.sync_books()

    assert ((await _bill(office)).document_id, (await _bill(office)).status) == (row["Id"], PaymentStatus.OPEN)


async def test_what_the_owner_pays_is_seen_on_the_invoice(office: BackOffice) -> None:
    await office.receive("2201-1", "35888.85", "2026-10-30")
    await office.sync_books()

    payment = (await office.owner_invoices())["2201-1"].payment
    assert payment is not None
    assert _told(payment) == (PaymentStatus.PAID, Decimal("35888.85"), Decimal(0), date(2026, 10, 30))


async def test_a_payment_larger_than_the_bill_is_overpaid_and_an_item(office: BackOffice) -> None:
    await office.pay_bill("AC-1", "30000.00", "2026-10-02", "29111.04")
    await office.sync_books()

    payment = await _bill(office)
    assert _told(payment) == (PaymentStatus.OVERPAID, Decimal("29111.04"), Decimal(0), date(2026, 10, 2))
    assert payment.overpaid == Decimal("888.96")
    [item] = (await office.world.flow.inbox()).values()
    assert (item.code, item.message) == (
        ErrorCode.PAYMENT_EXCEEDS_INVOICE,
        "30,000.00 was paid on the bill AC-1, which comes to 29,111.04: 888.96 too much",
    )


async def test_two_checks_that_come_to_too_much_are_overpaid_until_one_is_deleted(office: BackOffice) -> None:
    await office.pay_bill("AC-1", "20000.00", "2026-10-02")
    again = await office.pay_bill("AC-1", "10000.00", "2026-10-09", "9111.04")
    await office.sync_books()
    assert ((await _bill(office)).status, (await _bill(office)).overpaid) == (PaymentStatus.OVERPAID, Decimal("888.96"))
    [item] = (await office.world.flow.inbox()).values()
    assert item.details["overpaid"] == "888.96"

    await office.world.books.delete("BillPayment", again["Id"])
    await office.sync_books()
    assert _told(await _bill(office)) == (
        PaymentStatus.PARTLY_PAID,
        Decimal("20000.00"),
        Decimal("9111.04"),
        date(2026, 10, 2),
    )
    assert await office.world.flow.inbox() == {}


async def test_what_an_owner_pays_too_much_is_told(office: BackOffice) -> None:
    await office.receive("2201-1", "36000.00", "2026-10-30", "35888.85")
    await office.sync_books()

    payment = (await office.owner_invoices())["2201-1"].payment
    assert payment is not None
    assert (payment.status, payment.overpaid) == (PaymentStatus.OVERPAID, Decimal("111.15"))
    [item] = (await office.world.flow.inbox()).values()
    assert item.message == "36,000.00 was paid on the invoice 2201-1, which comes to 35,888.85: 111.15 too much"


async def test_the_jobsite_s_next_sync_leaves_the_payment_as_it_is(office: BackOffice) -> None:
    await office.pay_bill("AC-1", "29111.04", "2026-10-02")
    await office.sync_books()
    row = await office.portal.id_of("requisitions", "invoice_number", "AC-1")
    await office.portal.edit("requisitions", row, comment="thank you")
    await office.sync(SyncResource.PROCORE_REQUISITIONS)

    invoice = (await office.vendor_invoices())["AC-1"]
    assert (invoice.status, _told(await _bill(office))[0]) == (InvoiceStatus.APPROVED, PaymentStatus.PAID)


async def test_a_bill_that_is_deleted_in_the_books_has_no_payment_any_more(office: BackOffice) -> None:
    await office.sync_books()
    [row] = await held(office.world, "Bill")
    await office.world.books.delete("Bill", row["Id"])
    await office.sync_books()

    assert (await office.vendor_invoices())["AC-1"].payment is None
