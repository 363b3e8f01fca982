"""Numbers in the books at the accountant's desk: given once, kept once posted, made anew where a rule changed."""

from decimal import Decimal

import pytest

from fieldledger.domain.document_numbers import DocumentNumbers
from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.invoice import Hold, InvoiceStatus, NumberParts
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.result import ErrorCode
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.posting.transitions import posted, sealed
from tests.builders import COMPANY
from tests.builders.documents import a_vendor_invoice
from tests.unit.services.invoices.desk import Desk, a_desk, codes

_OTHER_HASH = "fedcba9876543210fedcba9876543210"


@pytest.fixture
async def desk() -> Desk[VendorInvoice]:
    return await a_desk()


async def _set_rules(desk: Desk[VendorInvoice], rules: DocumentNumbers) -> None:
    companies = DocumentCompanies(desk.store)
    company = (await companies.get(COMPANY)).unwrap()
    documents = company.documents.model_copy(update={"numbers": rules})
    (await companies.save(company.model_copy(update={"documents": documents}))).unwrap()


def _second(**changes: object) -> VendorInvoice:
    return a_vendor_invoice(invoice_id="requisition-2", content_hash=_OTHER_HASH).model_copy(update=changes)


async def test_the_second_invoice_of_a_subcontractor_with_one_number_is_not_approved(
    desk: Desk[VendorInvoice],
) -> None:
    first, second = await desk.save(a_vendor_invoice()), await desk.save(_second(number="inv-20418"))
    await desk.approve(first)
    outcome = await desk.approve(second, approval_id="approval-2")

    assert codes(outcome) == {"requisition-2": ErrorCode.DOCUMENT_NUMBER_TAKEN}
    assert outcome.skipped[0].message.startswith("another invoice of 2026-02-18 of the same subcontractor has the ")
    assert len(await desk.postings()) == 1


async def test_two_subcontractors_may_use_one_number(desk: Desk[VendorInvoice]) -> None:
    first, second = await desk.save(a_vendor_invoice()), await desk.save(_second(supplier_id="acme"))
    await desk.approve(first)

    assert (await desk.approve(second, approval_id="approval-2")).approved == ("requisition-2",)


async def test_of_two_that_are_approved_at_once_only_one_gets_the_number(desk: Desk[VendorInvoice]) -> None:
    outcome = await desk.approve(await desk.save(a_vendor_invoice()), await desk.save(_second()))

    assert len(outcome.approved) == 1
    assert set(codes(outcome).values()) == {ErrorCode.INVOICE_CHANGED}
    assert len(await desk.postings()) == 1


async def test_the_number_of_a_deleted_invoice_is_free(desk: Desk[VendorInvoice]) -> None:
    await desk.approve(await desk.save(a_vendor_invoice()))
    held = await desk.invoice("requisition-1")
    await desk.save(held.model_copy(update={"status": InvoiceStatus.DELETED}))

    assert (await desk.approve(await desk.save(_second()), approval_id="approval-2")).approved == ("requisition-2",)


async def test_a_document_in_the_books_keeps_its_number_whatever_the_rule_is_by_now(
    desk: Desk[VendorInvoice],
) -> None:
    await desk.approve(await desk.save(a_vendor_invoice()))
    [made] = await desk.postings()
    there = posted(sealed(made, "batch-1", desk.clock.now()), "151", "0", desk.clock.now(), "accepted")
    await desk.store_posting(there.model_copy(update={"version": made.version}))
    await _set_rules(desk, DocumentNumbers(payables="{number}", payables_own_first=False))
    held = await desk.invoice("requisition-1")
    changes = {"status": InvoiceStatus.CHANGED, "content_hash": _OTHER_HASH, "number": "INV-7", "retainage": Decimal(0)}
    changed = await desk.save(held.model_copy(update=changes))
    await desk.approve(changed, approval_id="approval-2")

    update = next(p for p in await desk.postings() if p.replaces == made.posting_id)
    assert update.payload.model_dump()["document_number"] == "INV-20418"
    assert (await desk.invoice("requisition-1")).document_number == "INV-20418"


async def test_a_shorter_pattern_lets_a_held_invoice_be_approved_and_closes_its_item(
    desk: Desk[VendorInvoice],
) -> None:
    hold = Hold(code=ErrorCode.DOCUMENT_NUMBER_UNUSABLE.value, message="it has 30 characters")
    parts = NumberParts(number="1", job="2201", commitment="a-very-long-commitment")
    bill = a_vendor_invoice(status=InvoiceStatus.HELD, hold=hold).model_copy(update={"numbering": parts})
    problem = Problem(ErrorCode.DOCUMENT_NUMBER_UNUSABLE, "vendor_invoice:requisition-1", hold.message)
    (await Inbox(DocumentExceptions(desk.store), desk.clock).raise_(COMPANY, problem)).unwrap()
    saved = await desk.save(bill)
    assert codes(await desk.approve(saved)) == {"requisition-1": ErrorCode.DOCUMENT_NUMBER_UNUSABLE}

    await _set_rules(desk, DocumentNumbers(payables="{job}-{number}"))
    assert (await desk.approve(saved)).approved == ("requisition-1",)
    [posting] = await desk.postings()
    after = await desk.invoice("requisition-1")
    assert (posting.payload.model_dump()["document_number"], after.document_number, after.hold) == (
        "2201-1",
        "2201-1",
        None,
    )
    state = await desk.item_state(ErrorCode.DOCUMENT_NUMBER_UNUSABLE, "vendor_invoice:requisition-1")
    assert state is ExceptionState.RESOLVED
