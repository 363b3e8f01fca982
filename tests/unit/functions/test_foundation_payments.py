"""A payments file of FOUNDATION through the API, on a store in memory."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.invoice import InvoiceStatus
from fieldledger.domain.invoice_payment import InvoicePayment, PaymentStatus
from fieldledger.domain.posting import PostingState, SourceType
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.document_numbers import DocumentGivenNumbers
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords
from fieldledger.repositories.invoices import DocumentInvoices
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.wiring.foundation_payments import payments_import_over
from tests.builders import COMPANY, a_posting, a_posting_source
from tests.builders.documents import a_vendor_invoice
from tests.builders.identities import a_claim
from tests.support.api import Call, Handler, Reply, claims, post
from tests.unit.functions.conftest import Backend

PATH = "/v1/foundation/payments"
NOTHING = InvoicePayment(
    books="foundation",
    document_id="",
    status=PaymentStatus.OPEN,
    total=Decimal(0),
    paid=Decimal(0),
    balance=Decimal(0),
)
"""What stands for no payment at all."""
HEADER = "Vendor No,Invoice No,Check No,Date,Amount,Void"


@pytest.fixture
def sending(backend: Backend) -> Handler:
    """An invoice of 12,500.00 in FOUNDATION, 1,250.00 of it withheld."""
    store = backend.store
    invoice = a_vendor_invoice(status=InvoiceStatus.APPROVED).model_copy(
        update={"document_number": "INV-20418", "posting_ids": ("posting-1",)}
    )
    source = a_posting_source(system="procore", record_id=invoice.invoice_id).model_copy(
        update={"record_type": SourceType.VENDOR_INVOICE}
    )
    posting = a_posting(posting="posting-1", source=source, state=PostingState.POSTED, vendor_id="55021").model_copy(
        update={"target": "foundation", "payload": invoice.draft()}
    )
    claim = a_claim(
        kind=IdentityKind.SUPPLIER, vendor=VendorName.FOUNDATION, vendor_id="GRAYBAR", canonical_id="graybar"
    )
    backend.keep(DocumentInvoices(store).save_vendor_invoice(invoice))
    backend.keep(
        store.transact(
            [
                DocumentPostings(store).write(posting),
                DocumentIdentities(store).write_claim(claim),
                DocumentGivenNumbers(store).give(invoice, "INV-20418", None),
            ]
        )
    )
    return backend.handler("api/import_foundation_payments", payments=payments_import_over(store, backend.clock))


def file(*rows: str, header: str = HEADER) -> Call:
    return post(PATH, {"csv": "\r\n".join((header, *rows)) + "\r\n"})


def paid(backend: Backend) -> InvoicePayment:
    invoice = backend.keep(DocumentInvoiceRecords(backend.store, VendorInvoice).find(COMPANY, "requisition-1"))
    assert invoice is not None
    return invoice.payment or NOTHING


def refused(reply: Reply) -> list[tuple[int, str]]:
    return [(row["row"], row["code"]) for row in reply.data["refused"]]


def counts(reply: Reply) -> tuple[int, int, int]:
    return reply.data["recorded"], reply.data["unchanged"], len(reply.data["refused"])


def test_checks_add_up_to_what_is_due_and_the_last_one_is_the_day(backend: Backend, sending: Handler) -> None:
    reply = file("GRAYBAR,INV-20418,10482,03/27/2026,5000.00,").to(sending)
    assert (counts(reply), reply.data["invoice_ids"]) == ((1, 0, 0), ["requisition-1"])
    first = paid(backend)
    assert (first.books, first.document_id, first.status) == ("foundation", "55021", PaymentStatus.PARTLY_PAID)
    assert (first.total, first.balance) == (Decimal("11250.00"), Decimal("6250.00"))

    file('GRAYBAR,inv-20418,10490,2026-04-02,"$6,250.00",N').to(sending)
    second = paid(backend)
    assert (second.status, second.paid, str(second.paid_on)) == (PaymentStatus.PAID, Decimal("11250.00"), "2026-04-02")
    assert [each.check_number for each in second.made] == ["10482", "10490"]


def test_the_same_file_again_changes_nothing(backend: Backend, sending: Handler) -> None:
    call = file("GRAYBAR,INV-20418,10482,03/27/2026,5000.00,")
    call.to(sending)
    before = paid(backend)
    reply = call.to(sending)
    assert (counts(reply), reply.data["invoice_ids"]) == ((0, 1, 0), [])
    assert paid(backend) == before


def test_a_payment_is_corrected_and_voided_and_stays_voided(backend: Backend, sending: Handler) -> None:
    row = "GRAYBAR,INV-20418,10482,03/27/2026,"
    file(f"{row}5000.00,").to(sending)
    assert counts(file(f"{row}5500.00,").to(sending)) == (1, 0, 0)
    corrected = paid(backend)
    assert corrected.paid == Decimal("5500.00")

    assert counts(file(f"{row}5500.00,Y").to(sending)) == (1, 0, 0)
    voided = paid(backend)
    assert (voided.status, voided.paid, voided.paid_on) == (PaymentStatus.OPEN, Decimal(0), None)

    assert refused(file(f"{row}5500.00,").to(sending)) == [(1, "PAYMENT_CONTRADICTS")]
    assert paid(backend) == voided


def test_released_retainage_may_be_paid_on_top_but_no_more_than_was_billed(backend: Backend, sending: Handler) -> None:
    reply = file(
        "GRAYBAR,INV-20418,1,03/27/2026,11250.00,",
        "GRAYBAR,INV-20418,2,06/30/2026,1250.00,",
        "GRAYBAR,INV-20418,3,07/01/2026,0.01,",
    ).to(sending)

    assert refused(reply) == [(3, "PAYMENT_CONTRADICTS")]
    payment = paid(backend)
    assert (payment.paid, payment.balance, payment.status) == (Decimal("12500.00"), Decimal(0), PaymentStatus.PAID)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("GRAYBAR,INV-1,1,03/27/2026,1.00,", "NOT_FOUND"),
        ("REXEL,INV-20418,1,03/27/2026,1.00,", "SUPPLIER_UNMATCHED"),
        ("GRAYBAR,INV-20418,,03/27/2026,1.00,", "VALIDATION_FAILED"),
        ("GRAYBAR,INV-20418,1,27/03/2026,1.00,", "VALIDATION_FAILED"),
        ("GRAYBAR,INV-20418,1,03/27/1926,1.00,", "VALIDATION_FAILED"),
        ("GRAYBAR,INV-20418,1,03/27/2026,-1.00,", "VALIDATION_FAILED"),
        ("GRAYBAR,INV-20418,1,03/27/2026,0.00,", "VALIDATION_FAILED"),
        ("GRAYBAR,INV-20418,1,03/27/2026,1.005,", "VALIDATION_FAILED"),
        ('GRAYBAR,INV-20418,1,03/27/2026,"1,00",', "VALIDATION_FAILED"),
        ("GRAYBAR,INV-20418,1,03/27/2026,1.00,maybe", "VALIDATION_FAILED"),
        ("GRAYBAR,INV-20418,1,03/27/2026,1.00", "VALIDATION_FAILED"),
    ],
)
def test_a_bad_row_is_named_and_holds_no_good_one_up(row: str, code: str, backend: Backend, sending: Handler) -> None:
    reply = file("GRAYBAR,INV-20418,10482,03/27/2026,5000.00,", row).to(sending)

    assert (counts(reply), refused(reply)) == ((1, 0, 1), [(2, code)])
    assert paid(backend).paid == Decimal("5000.00")


def test_two_rows_of_one_payment_are_for_a_person_to_add_up(backend: Backend, sending: Handler) -> None:
    row = "GRAYBAR,INV-20418,10482,03/27/2026,"
    reply = file(f"{row}5000.00,", f"{row}200.00,").to(sending)

    assert refused(reply) == [(1, "PAYMENT_CONTRADICTS"), (2, "PAYMENT_CONTRADICTS")]
    assert paid(backend) == NOTHING


@pytest.mark.parametrize(
    "call",
    [
        file(header="Vendor No,Invoice No,Check No,Date"),
        file(header=f"{HEADER},Voided"),
        file(header=f"{HEADER},Date"),
        file('"GRAYBAR'),
        file(*["GRAYBAR,INV-20418,1,03/27/2026,1.00,"] * 1001),
        post(PATH, {"csv": ""}),
        post(PATH, {"csv": "x" * 200_001}),
    ],
    ids=["a column missing", "a column too many", "a column twice", "no CSV", "too long", "nothing", "too large"],
)
def test_what_is_no_payments_file_is_refused_whole(call: Call, sending: Handler) -> None:
    reply = call.to(sending)
    assert (reply.status, reply.code) == (422, "VALIDATION_FAILED")


def test_the_trail_says_who_said_that_it_was_paid(backend: Backend, sending: Handler) -> None:
    file("GRAYBAR,INV-20418,10482,03/27/2026,5000.00,").to(sending)

    entries = [json.loads(document.body) for document in backend.store.documents(TableName.AUDIT)]
    told = {(entry["action"], entry["entity_id"].partition(":")[0]) for entry in entries}
    assert told == {("payment_recorded", "requisition-1"), ("payments_imported", "foundation_payments")}


def test_another_company_s_invoice_is_none(backend: Backend, sending: Handler) -> None:
    call = file("GRAYBAR,INV-20418,10482,03/27/2026,5000.00,")
    reply = replace(call, claims=claims(company_id="alder-construction")).to(sending)

    assert refused(reply) == [(1, "SUPPLIER_UNMATCHED")]
    assert paid(backend) == NOTHING
