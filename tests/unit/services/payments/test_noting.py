"""A payment and everything that follows from it are written together, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.invoice import Invoice
from fieldledger.domain.invoice_payment import InvoicePayment
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.log import LogEvent
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.contract_payments import DocumentContractPayments
from fieldledger.repositories.documents import Document, Put, TableName, Write
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Inbox
from fieldledger.services.payments.asking import REQUISITION, PushAsking
from fieldledger.services.payments.noting import Followed, Noted, PaymentNotes
from fieldledger.services.payments.overpaid import OverpaymentsTold
from fieldledger.wiring.contract_payments import push_asking_over
from tests.builders import ACCOUNTANT, COMPANY, a_company
from tests.builders.documents import a_vendor_invoice
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.support.log_lines import captured_logs
from tests.unit.services.payments.test_overpaid import a_payment

INVOICE = f"{REQUISITION}1"


@dataclass
class Follower:
    """Implements ``Followed``: one record under ``name``, or ``failure``."""

    name: str
    failure: Result[Sequence[Put]] | None = None
    seen: list[InvoicePayment | None] = field(default_factory=list)

    async def writes(self, invoice: Invoice) -> Result[Sequence[Put]]:
        """What follows."""
        self.seen.append(invoice.payment)
        document = Document(TableName.RECORDS, f"COMPANY#{COMPANY}", f"FOLLOWED#{self.name}", "{}")
        return self.failure or Result.ok((Put(document),))


class Office:
    """An overpaid requisition of a company whose payments go to Procore."""

    def __init__(self) -> None:
        self.store, self.clock = InMemoryDocumentStore(), FakeClock()
        self.invoices = DocumentInvoiceRecords(self.store, VendorInvoice)
        self.asking: PushAsking = push_asking_over(self.store, self.clock)
        self.told = OverpaymentsTold(Inbox(DocumentExceptions(self.store), self.clock))

    async def open(self) -> "Office":
        company = a_company()
        directions = company.directions.model_copy(update={"payments": "from_books"})
        (await DocumentCompanies(self.store).save(company.model_copy(update={"directions": directions}))).unwrap()
        (await self.invoices.save(a_vendor_invoice(invoice_id=INVOICE))).unwrap()
        return self

    async def note(self, payment: InvoicePayment | None, *follows: Followed, invoice_id: str = INVOICE) -> Result[bool]:
        """What the books say of it."""
        notes = PaymentNotes(self.invoices, self.store, follows)
        return await notes.note(ACCOUNTANT, COMPANY, invoice_id, lambda _: Noted(payment))

    async def payment(self) -> InvoicePayment | None:
        """What the invoice has."""
        found = (await self.invoices.find(COMPANY, INVOICE)).unwrap()
        assert found is not None
        return found.payment

    async def codes(self) -> list[str]:
        """What the inbox holds."""
        page = await DocumentExceptions(self.store).by_state(COMPANY, ExceptionState.OPEN, 100, None)
        return [item.code for item in page.unwrap().items]

    async def asked(self) -> int:
        """How often a push to Procore was asked for."""
        return (await DocumentContractPayments(self.store).find(COMPANY, INVOICE)).unwrap().asked

    def followed(self) -> list[str]:
        """Names of followers whose records are there."""
        keys = [each.sk for each in self.store.documents(TableName.RECORDS)]
        return [key.removeprefix("FOLLOWED#") for key in keys if key.startswith("FOLLOWED#")]


@pytest.fixture
async def office() -> Office:
    return await Office().open()


async def test_one_payment_has_all_that_follows_from_it(office: Office) -> None:
    paid = a_payment("100.00")
    assert (await office.note(paid, office.asking, office.told)).unwrap() is True
    assert (await office.payment(), await office.asked(), await office.codes()) == (
        paid,
        1,
        [ErrorCode.PAYMENT_EXCEEDS_INVOICE],
    )


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_where_one_follower_fails_nothing_is_written(office: Office, place: int) -> None:
    broken: Result[Sequence[Put]] = Result.fail("the store did not answer", ErrorCode.STORE_UNAVAILABLE)
    followers = [Follower(name, broken if number == place else None) for number, name in enumerate("abc")]
    failed = await office.note(a_payment("100.00"), office.asking, *followers, office.told)
    assert failed.error_code == ErrorCode.STORE_UNAVAILABLE
    assert (await office.payment(), await office.asked(), await office.codes()) == (None, 0, [])
    assert office.followed() == []
    assert [len(each.seen) for each in followers] == [1] * (place + 1) + [0] * (2 - place)


async def test_followers_see_the_invoice_as_it_is_about_to_be(office: Office) -> None:
    first, second = Follower("a"), Follower("b")
    (await office.note(a_payment(), first, second)).unwrap()
    assert (first.seen, second.seen, office.followed()) == ([a_payment()], [a_payment()], ["a", "b"])


async def test_a_store_that_fails_at_the_end_leaves_nothing_behind(office: Office) -> None:
    office.store.fail_next(operation="transact")
    failed = await office.note(a_payment("100.00"), office.asking, office.told)
    assert failed.error_code == ErrorCode.STORE_UNAVAILABLE
    assert (await office.payment(), await office.asked(), await office.codes()) == (None, 0, [])
    assert (await office.note(a_payment("100.00"), office.asking, office.told)).unwrap() is True
    assert await office.asked() == 1


async def test_what_the_invoice_has_already_is_not_followed_again(office: Office) -> None:
    (await office.note(a_payment())).unwrap()
    follower = Follower("a")
    assert (await office.note(a_payment(), follower)).unwrap() is False
    assert (follower.seen, office.followed()) == ([], [])


async def test_an_invoice_that_nobody_knows_is_not_written(office: Office) -> None:
    assert (await office.note(a_payment(), Follower("a"), invoice_id="unknown")).unwrap() is False
    assert office.followed() == []


async def test_somebody_who_is_faster_is_read_again_and_what_follows_is_asked_anew(office: Office) -> None:
    follower = Follower("a")

    async def edited(_writes: Sequence[Write]) -> None:
        office.store.before_commit = None
        held = (await office.invoices.find(COMPANY, INVOICE)).unwrap()
        assert held is not None
        (await office.invoices.save(held.model_copy(update={"retainage": Decimal(1)}))).unwrap()

    office.store.before_commit = edited
    assert (await office.note(a_payment(), follower)).unwrap() is True
    found = (await office.invoices.find(COMPANY, INVOICE)).unwrap()
    assert found is not None
    assert (found.retainage, found.payment, len(follower.seen)) == (Decimal(1), a_payment(), 2)


async def test_an_invoice_that_keeps_changing_is_given_up_unwritten(office: Office) -> None:
    async def edited(_writes: Sequence[Write]) -> None:
        held = (await office.invoices.find(COMPANY, INVOICE)).unwrap()
        assert held is not None
        (await office.invoices.save(held)).unwrap()

    office.store.before_commit = edited
    assert (await office.note(a_payment(), Follower("a"))).error_code == ErrorCode.VERSION_CONFLICT
    office.store.before_commit = None
    assert (await office.payment(), office.followed()) == (None, [])


async def test_a_payment_that_is_written_is_logged_with_who_and_what(office: Office) -> None:
    with captured_logs() as lines:
        (await office.note(a_payment(), office.told)).unwrap()
        (await office.note(a_payment(), office.told)).unwrap()
    [line] = lines.named(LogEvent.PAYMENT_RECORDED)
    assert (line["user_id"], line["entity_id"]) == (ACCOUNTANT, INVOICE)
