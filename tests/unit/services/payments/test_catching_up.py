"""Payments that were known before pushing was switched on are asked for once it is: in pages, whoever dies."""

from datetime import date

import pytest

from fieldledger.domain.contract_payment import ContractPayments, PushedPayment, PushState
from fieldledger.domain.invoice_payment import PaymentMade
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.contract_payments import DocumentContractPayments
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.repositories.payments_catch_ups import DocumentPaymentsCatchUps
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.services.payments.asking import REQUISITION
from fieldledger.services.payments.catching_up import BEGINS_AFTER, PAGE, CatchUpStart
from fieldledger.wiring.contract_payments import catching_up_over
from tests.builders import COMPANY, a_company
from tests.builders.documents import a_vendor_invoice
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.doubles import NoDeadline, StepsDeadline
from tests.unit.services.payments.test_overpaid import a_payment

OFF = a_company()
PAID, PAID_ON = a_payment().paid, date(2026, 2, 1)
ON = OFF.model_copy(update={"directions": OFF.directions.model_copy(update={"payments": "from_books"})})


def a_paid(number: int, kind: str = REQUISITION, *, voided: bool = False) -> VendorInvoice:
    """An invoice with one check."""
    made = PaymentMade(reference=f"p-{number}", check_number=str(number), paid_on=PAID_ON, amount=PAID, voided=voided)
    payment = a_payment().model_copy(update={"made": (made,)})
    return a_vendor_invoice(invoice_id=f"{kind}{number:04}", number=str(number)).model_copy(update={"payment": payment})


class Office:
    """A company whose books paid invoices before anybody wanted that in Procore."""

    def __init__(self) -> None:
        self.store, self.clock = InMemoryDocumentStore(), FakeClock()
        self.catch_ups, self.records = DocumentPaymentsCatchUps(self.store), DocumentContractPayments(self.store)

    async def hold(self, *invoices: VendorInvoice) -> None:
        """Invoices as they stand."""
        for each in invoices:
            (await DocumentInvoiceRecords(self.store, VendorInvoice).save(each)).unwrap()

    async def switch_on(self, wait: float = BEGINS_AFTER.total_seconds()) -> None:
        """With the settings' transaction."""
        writes = (await CatchUpStart(self.catch_ups, self.clock).writes(OFF, ON)).unwrap()
        (await self.store.transact(writes)).unwrap()
        self.clock.advance(wait)

    async def go_on(self, pages: int | None = None, *, on: bool = True) -> None:
        """One pass of the worker, with time for so many pages."""
        deadline = NoDeadline() if pages is None else StepsDeadline(pages)
        (await catching_up_over(self.store, self.clock).go_on(COMPANY, deadline, on=on)).unwrap()

    async def asked(self) -> list[ContractPayments]:
        """What is to be pushed by now."""
        return list((await self.records.due(COMPANY, self.clock.now())).unwrap())

    async def is_due(self) -> bool:
        """Whether the sweep finds the company."""
        due = (await DocumentPostings(self.store).due_companies(self.clock.now(), "procore")).unwrap()
        return COMPANY in due


@pytest.fixture
def office() -> Office:
    return Office()


async def test_only_requisitions_with_living_payments_are_asked_for(office: Office) -> None:
    unpaid = a_vendor_invoice(invoice_id=f"{REQUISITION}0003")
    await office.hold(a_paid(1), a_paid(2, "procore-direct-cost-"), unpaid, a_paid(4, voided=True))
    await office.switch_on()
    assert await office.is_due()
    await office.go_on()
    assert [each.invoice_id for each in await office.asked()] == [f"{REQUISITION}0001"]
    assert (await office.catch_ups.find(COMPANY)).unwrap().due_at is None


async def test_it_goes_on_where_the_time_ran_out(office: Office) -> None:
    await office.hold(*(a_paid(number) for number in range(PAGE + 20)))
    await office.switch_on()
    await office.go_on(pages=1)
    assert (len(await office.asked()), await office.is_due()) == (PAGE, True)
    await office.go_on()
    asked = await office.asked()
    assert {each.asked for each in asked} == {1}
    assert len(asked) == PAGE + 20
    assert (await office.catch_ups.find(COMPANY)).unwrap().due_at is None


async def test_a_page_that_is_done_again_asks_for_nothing_that_was_pushed(office: Office) -> None:
    await office.hold(a_paid(1))
    await office.switch_on()
    await office.go_on()
    [record] = await office.asked()
    held = PushedPayment(
        reference="p-1", state=PushState.HELD, amount=PAID, paid_on=PAID_ON, check_number="1", procore_id="77"
    )
    (await office.records.save(record.having(held).model_copy(update={"due_at": None}))).unwrap()
    await office.switch_on()
    await office.go_on()
    assert await office.asked() == []


async def test_nothing_begins_before_notes_under_the_old_settings_are_done(office: Office) -> None:
    await office.hold(a_paid(1))
    await office.switch_on(wait=BEGINS_AFTER.total_seconds() - 1)
    await office.go_on()
    assert await office.asked() == []


async def test_switched_off_meanwhile_it_is_given_up_and_begins_afresh_later(office: Office) -> None:
    await office.hold(*(a_paid(number) for number in range(PAGE + 1)))
    await office.switch_on()
    await office.go_on(pages=1)
    await office.go_on(on=False)
    assert (await office.catch_ups.find(COMPANY)).unwrap().due_at is None
    await office.hold(a_paid(5000).model_copy(update={"invoice_date": date(2020, 1, 1)}))
    await office.switch_on()
    await office.go_on()
    assert len(await office.asked()) == PAGE + 2


async def test_settings_that_leave_it_as_it_was_begin_nothing(office: Office) -> None:
    start = CatchUpStart(office.catch_ups, office.clock)
    assert [(await start.writes(before, after)).unwrap() for before, after in ((OFF, OFF), (ON, ON), (ON, OFF))] == [
        ()
    ] * 3
    assert len((await start.writes(None, ON)).unwrap()) == 1
