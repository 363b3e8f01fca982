"""Taking invoices back: before anything was sent, with all that their approval asked for, and never afterwards."""

from decimal import Decimal

import pytest

from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.invoice import Hold, InvoiceStatus
from fieldledger.domain.invoice_approval import InvoiceUnapprovalOutcome
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.result import ErrorCode
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.invoices.unapproving import UnapproveInvoices
from fieldledger.services.posting.transitions import parked, pending_again, posted, sealed
from fieldledger.wiring.invoices import invoice_unapprovals_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.builders.documents import a_vendor_invoice
from tests.unit.services.invoices.desk import SECOND, Desk, a_desk

_UNMATCHED = Problem(ErrorCode.SUPPLIER_UNMATCHED, "supplier:graybar", "linked to no vendor")


@pytest.fixture
async def desk() -> Desk[VendorInvoice]:
    return await a_desk()


async def _take_back(
    desk: Desk[VendorInvoice], *ids: str, unapproval_id: str = "unapproval-1", dry_run: bool = False
) -> InvoiceUnapprovalOutcome:
    service = invoice_unapprovals_over(desk.store, VendorInvoice, desk.clock)
    request = UnapproveInvoices(
        company_id=COMPANY,
        user_id=ACCOUNTANT,
        unapproval_id=unapproval_id,
        invoice_ids=ids or ("requisition-1",),
        reason="wrong job",
        dry_run=dry_run,
    )
    return (await service.unapprove(request)).unwrap()


def _why(outcome: InvoiceUnapprovalOutcome) -> dict[str, str]:
    return {each.invoice_id: each.code for each in outcome.skipped}


async def _approved(desk: Desk[VendorInvoice]) -> Posting:
    await desk.approve(await desk.save(a_vendor_invoice()))
    [posting] = await desk.postings()
    return posting


async def test_an_invoice_that_was_not_sent_is_ready_again_and_its_posting_never_goes(
    desk: Desk[VendorInvoice],
) -> None:
    posting = await _approved(desk)
    outcome = await _take_back(desk)

    after = await desk.invoice("requisition-1")
    assert (outcome.unapproved, outcome.postings) == (("requisition-1",), 1)
    assert (after.status, after.approval_id, after.approved_by, after.approved_hash, after.posting_ids) == (
        InvoiceStatus.READY,
        None,
        None,
        None,
        (),
    )
    assert (await desk.books.get(COMPANY, posting.posting_id)).unwrap().state is PostingState.CANCELLED


async def test_it_can_be_approved_again_and_is_sent_then(desk: Desk[VendorInvoice]) -> None:
    before = await _approved(desk)
    await _take_back(desk)
    await desk.approve(await desk.invoice("requisition-1"), approval_id="approval-2")

    [now] = await desk.postings()
    assert (now.state, now.payload) == (PostingState.PENDING, before.payload)
    assert now.posting_id != before.posting_id


async def test_the_audit_trail_keeps_who_took_what_back_and_why(desk: Desk[VendorInvoice]) -> None:
    await _approved(desk)
    await _take_back(desk)

    bodies = [document.body for document in desk.store.documents(TableName.AUDIT)]
    [entry] = [body for body in bodies if "invoice_unapproved" in body]
    assert ACCOUNTANT in entry
    assert "wrong job" in entry


async def test_the_first_of_two_approvals_is_taken_back(desk: Desk[VendorInvoice]) -> None:
    await desk.limit("10000")
    await desk.approve(await desk.save(a_vendor_invoice()), user_id=SECOND)
    outcome = await _take_back(desk)

    after = await desk.invoice("requisition-1")
    assert outcome.unapproved == ("requisition-1",)
    assert (after.status, after.first_approved_by) == (InvoiceStatus.READY, None)


async def test_what_waits_for_a_person_is_taken_back_with_its_item(desk: Desk[VendorInvoice]) -> None:
    posting = await _approved(desk)
    inbox = Inbox(DocumentExceptions(desk.store), desk.clock)
    item = (await inbox.raise_(COMPANY, _UNMATCHED)).unwrap()
    await desk.store_posting(parked(posting, _UNMATCHED, "customer", item.exception_id, desk.clock.now()))
    await _take_back(desk)

    assert await desk.item_state(ErrorCode.SUPPLIER_UNMATCHED, "supplier:graybar") is ExceptionState.RESOLVED


async def test_what_is_in_the_books_stays_approved(desk: Desk[VendorInvoice]) -> None:
    posting = await _approved(desk)
    await desk.store_posting(posted(posting, "77", "0", desk.clock.now(), "accepted"))

    assert _why(await _take_back(desk)) == {"requisition-1": ErrorCode.ALREADY_POSTED}
    assert (await desk.invoice("requisition-1")).status is InvoiceStatus.APPROVED


async def test_what_is_on_its_way_stays_approved(desk: Desk[VendorInvoice]) -> None:
    posting = await _approved(desk)
    await desk.store_posting(sealed(posting, "batch-1", desk.clock.now()))

    assert _why(await _take_back(desk)) == {"requisition-1": ErrorCode.POSTING_IN_FLIGHT}


async def test_what_may_be_in_the_books_stays_approved(desk: Desk[VendorInvoice]) -> None:
    posting = await _approved(desk)
    now = desk.clock.now()
    unknown = pending_again(posting, now, now, ErrorCode.BOOKS_OUTCOME_UNKNOWN, counted=True)
    await desk.store_posting(unknown)

    assert _why(await _take_back(desk)) == {"requisition-1": ErrorCode.BOOKS_OUTCOME_UNKNOWN}


async def test_what_nobody_approved_and_what_nobody_knows_is_skipped(desk: Desk[VendorInvoice]) -> None:
    await desk.save(a_vendor_invoice())

    assert _why(await _take_back(desk, "requisition-1", "requisition-9")) == {
        "requisition-1": ErrorCode.NOT_APPROVED,
        "requisition-9": ErrorCode.NOT_FOUND,
    }


async def test_a_repetition_counts_what_was_taken_back_and_takes_nothing_else(desk: Desk[VendorInvoice]) -> None:
    await _approved(desk)
    await _take_back(desk)

    assert (await _take_back(desk)).unapproved == ("requisition-1",)
    assert _why(await _take_back(desk, unapproval_id="unapproval-2")) == {"requisition-1": ErrorCode.NOT_APPROVED}


async def test_a_dry_run_takes_nothing_back(desk: Desk[VendorInvoice]) -> None:
    await _approved(desk)
    outcome = await _take_back(desk, dry_run=True)

    assert (outcome.unapproved, outcome.postings) == (("requisition-1",), 1)
    assert (await desk.invoice("requisition-1")).status is InvoiceStatus.APPROVED


async def test_a_change_that_nobody_confirmed_stands_as_its_source_says(desk: Desk[VendorInvoice]) -> None:
    await _approved(desk)
    held = await desk.invoice("requisition-1")
    hold = Hold(code="INVOICE_UNBALANCED", message="the lines come to 1 less")
    changed = {"status": InvoiceStatus.CHANGED, "hold": hold, "retainage": Decimal(0), "content_hash": "f" * 32}
    await desk.save(held.model_copy(update=changed))
    problem = Problem(ErrorCode.CHANGED_AFTER_APPROVAL, "vendor_invoice:requisition-1", "it changed")
    (await Inbox(DocumentExceptions(desk.store), desk.clock).raise_(COMPANY, problem)).unwrap()
    await _take_back(desk)

    assert (await desk.invoice("requisition-1")).status is InvoiceStatus.HELD
    state = await desk.item_state(ErrorCode.CHANGED_AFTER_APPROVAL, "vendor_invoice:requisition-1")
    assert state is ExceptionState.RESOLVED
