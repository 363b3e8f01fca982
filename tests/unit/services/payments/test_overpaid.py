"""More paid than a document comes to: an item of the inbox, until it is so no more."""

from decimal import Decimal

import pytest

from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.domain.invoice import Invoice
from fieldledger.domain.invoice_payment import InvoicePayment, payment_status
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.result import ErrorCode
from fieldledger.services.inbox import Inbox
from fieldledger.services.payments.overpaid import OverpaymentsTold
from tests.builders import COMPANY
from tests.builders.documents import a_vendor_invoice, an_owner_invoice
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore


def a_payment(overpaid: str = "0", total: str = "11250.00") -> InvoicePayment:
    """A document that is paid in full, and ``overpaid`` beyond that."""
    return InvoicePayment(
        books="quickbooks",
        document_id="201",
        status=payment_status(Decimal(total), Decimal(0), Decimal(overpaid)),
        total=Decimal(total),
        paid=Decimal(total),
        balance=Decimal(0),
        overpaid=Decimal(overpaid),
    )


class Told:
    """What follows from payments, written as it is with them."""

    def __init__(self) -> None:
        self.store = InMemoryDocumentStore()
        self.told = OverpaymentsTold(Inbox(DocumentExceptions(self.store), FakeClock()))

    async def of(self, invoice: Invoice, payment: InvoicePayment | None) -> int:
        """How many writes it comes to."""
        writes = (await self.told.writes(invoice.model_copy(update={"payment": payment}))).unwrap()
        if writes:
            (await self.store.transact(writes)).unwrap()
        return len(writes)

    async def items(self, state: ExceptionState = ExceptionState.OPEN) -> list[ExceptionItem]:
        """Items of the inbox."""
        return list((await DocumentExceptions(self.store).by_state(COMPANY, state, 100, None)).unwrap().items)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.mark.parametrize(
    ("invoice", "subject", "document"),
    [
        (a_vendor_invoice(), "vendor_invoice:requisition-1", "bill INV-20418"),
        (an_owner_invoice(), "owner_invoice:application-7", "invoice PAYAPP-007"),
        (
            a_vendor_invoice().model_copy(update={"document_number": "INV-20418/2"}),
            "vendor_invoice:requisition-1",
            "bill INV-20418/2",
        ),
        (a_vendor_invoice().model_copy(update={"number": None}), "vendor_invoice:requisition-1", "bill 201"),
    ],
    ids=["bill", "invoice", "number in the books", "no number"],
)
async def test_an_overpaid_document_is_an_item_in_a_sentence(
    told: Told, invoice: Invoice, subject: str, document: str
) -> None:
    await told.of(invoice, a_payment("1750.5"))
    [item] = await told.items()
    assert (item.code, item.subject) == (ErrorCode.PAYMENT_EXCEEDS_INVOICE, subject)
    assert item.message == (f"13,000.50 was paid on the {document}, which comes to 11,250.00: 1,750.50 too much")
    assert item.details == {"document_id": "201", "total": "11250.00", "overpaid": "1750.5"}


async def test_paid_even_more_the_item_is_the_same_with_the_new_amount(told: Told) -> None:
    await told.of(a_vendor_invoice(), a_payment("100.00"))
    await told.of(a_vendor_invoice(), a_payment("250.00"))
    [item] = await told.items()
    assert (item.details["overpaid"], item.message.rpartition(": ")[2]) == ("250.00", "250.00 too much")


@pytest.mark.parametrize("after", [a_payment(), None], ids=["no more than due", "no payment any more"])
async def test_the_item_closes_when_it_is_so_no_more(told: Told, after: InvoicePayment | None) -> None:
    await told.of(a_vendor_invoice(), a_payment("100.00"))
    await told.of(a_vendor_invoice(), after)
    assert await told.items() == []
    [item] = await told.items(ExceptionState.RESOLVED)
    assert item.code == ErrorCode.PAYMENT_EXCEEDS_INVOICE


async def test_one_documents_item_closes_alone(told: Told) -> None:
    other = a_vendor_invoice(invoice_id="requisition-2")
    await told.of(a_vendor_invoice(), a_payment("100.00"))
    await told.of(other, a_payment("7.00"))
    await told.of(a_vendor_invoice(), a_payment())
    [item] = await told.items()
    assert item.subject == "vendor_invoice:requisition-2"


async def test_what_was_never_overpaid_costs_no_write(told: Told) -> None:
    assert await told.of(a_vendor_invoice(), a_payment()) == 0


async def test_an_inbox_that_does_not_answer_fails_and_says_nothing(told: Told) -> None:
    told.store.fail_next()
    invoice = a_vendor_invoice().model_copy(update={"payment": a_payment("100.00")})
    assert (await told.told.writes(invoice)).error_code == ErrorCode.STORE_UNAVAILABLE
