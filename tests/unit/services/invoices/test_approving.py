"""Approving invoices: as seen or not at all, each with its posting in one transaction, above a limit by two people."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.invoice import Hold, InvoiceStatus
from fieldledger.domain.invoice_approval import SeenInvoice
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.posting import Operation, PostingState, SourceType
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import Put, TableName, Write
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.result import ErrorCode
from fieldledger.services.inbox import Inbox, Problem
from fieldledger.services.invoices.approving import ApproveInvoices
from fieldledger.services.posting.transitions import parked, posted, sealed
from tests.builders import ACCOUNTANT, COMPANY
from tests.builders.documents import a_vendor_invoice, an_owner_invoice
from tests.unit.services.invoices.desk import SECOND, Desk, a_desk, codes

_OTHER_HASH = "fedcba9876543210fedcba9876543210"
_UNMATCHED = Problem(ErrorCode.SUPPLIER_UNMATCHED, "supplier:graybar", "linked to no vendor")


@pytest.fixture
async def desk() -> Desk[VendorInvoice]:
    return await a_desk()


async def _changed(desk: Desk[VendorInvoice], **changes: object) -> VendorInvoice:
    """The invoice as a sync leaves one that changed after its approval."""
    held = await desk.invoice("requisition-1")
    changed = {"status": InvoiceStatus.CHANGED, "content_hash": _OTHER_HASH, **changes}
    problem = Problem(ErrorCode.CHANGED_AFTER_APPROVAL, "vendor_invoice:requisition-1", "it changed")
    (await Inbox(DocumentExceptions(desk.store), desk.clock).raise_(COMPANY, problem)).unwrap()
    return await desk.save(held.model_copy(update=changed))


async def test_an_approved_invoice_has_a_posting_of_what_was_approved(desk: Desk[VendorInvoice]) -> None:
    invoice = await desk.save(a_vendor_invoice())
    outcome = await desk.approve(invoice)

    [posting] = await desk.postings()
    after = await desk.invoice("requisition-1")
    assert (outcome.approved, outcome.postings, outcome.total) == (("requisition-1",), 1, Decimal("11250.00"))
    assert (posting.payload, posting.source.record_type, posting.source.content_hash) == (
        invoice.draft(),
        SourceType.VENDOR_INVOICE,
        invoice.content_hash,
    )
    assert (after.status, after.approved_by, after.approval_id, after.approved_hash, after.posting_ids) == (
        InvoiceStatus.APPROVED,
        ACCOUNTANT,
        "approval-1",
        invoice.content_hash,
        (posting.posting_id,),
    )
    assert desk.queue.woken == [posting.posting_id]


async def test_an_owner_invoice_goes_to_the_books_as_an_invoice() -> None:
    desk = Desk(OwnerInvoice)
    await desk.limit(None)
    await desk.approve(await desk.save(an_owner_invoice()))

    [posting] = await desk.postings()
    assert (posting.payload.kind, posting.source.record_type) == ("invoice", SourceType.OWNER_INVOICE)


async def test_the_audit_trail_keeps_who_approved_what_amount(desk: Desk[VendorInvoice]) -> None:
    await desk.approve(await desk.save(a_vendor_invoice()))

    bodies = [document.body for document in desk.store.documents(TableName.AUDIT)]
    [entry] = [body for body in bodies if "invoice_approved" in body]
    assert ACCOUNTANT in entry
    assert "11250.00" in entry


async def test_an_invoice_that_changed_since_it_was_seen_is_not_approved(desk: Desk[VendorInvoice]) -> None:
    seen = await desk.save(a_vendor_invoice())
    await desk.save(seen.model_copy(update={"retainage": Decimal(0)}))

    assert codes(await desk.approve(seen)) == {"requisition-1": ErrorCode.INVOICE_CHANGED}
    assert await desk.postings() == []


async def test_another_total_than_the_person_saw_is_named_in_the_answer(desk: Desk[VendorInvoice]) -> None:
    invoice = await desk.save(a_vendor_invoice())
    seen = SeenInvoice(invoice_id="requisition-1", version=invoice.version, total=Decimal("11250.01"))
    request = ApproveInvoices(company_id=COMPANY, user_id=ACCOUNTANT, approval_id="approval-1", invoices=(seen,))
    outcome = (await desk.service.approve(request)).unwrap()

    [skipped] = outcome.skipped
    assert (skipped.code, skipped.message) == (
        ErrorCode.INVOICE_CHANGED,
        "it comes to 11,250.00 by now, not to 11,250.01: look at it again",
    )


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (InvoiceStatus.UNAPPROVED, ErrorCode.NOT_APPROVED_AT_SOURCE),
        (InvoiceStatus.HELD, ErrorCode.INVOICE_UNBALANCED),
        (InvoiceStatus.APPROVED, ErrorCode.ALREADY_APPROVED),
        (InvoiceStatus.DELETED, ErrorCode.DELETED_AT_SOURCE),
    ],
)
async def test_what_cannot_be_approved_is_skipped_and_holds_up_no_other(
    status: InvoiceStatus, code: ErrorCode, desk: Desk[VendorInvoice]
) -> None:
    hold = Hold(code="INVOICE_UNBALANCED", message="the lines come to 1 less") if status is InvoiceStatus.HELD else None
    stuck = await desk.save(a_vendor_invoice(status=status, hold=hold))
    fine = await desk.save(a_vendor_invoice(invoice_id="requisition-2", number="INV-2"))
    outcome = await desk.approve(stuck, fine)

    assert codes(outcome) == {"requisition-1": code}
    assert outcome.approved == ("requisition-2",)


async def test_an_invoice_of_nothing_is_not_approved(desk: Desk[VendorInvoice]) -> None:
    invoice = await desk.save(a_vendor_invoice(lines=(), retainage="0"))

    assert codes(await desk.approve(invoice)) == {"requisition-1": ErrorCode.INVOICE_EMPTY}


async def test_an_invoice_that_only_releases_retainage_is_approved(desk: Desk[VendorInvoice]) -> None:
    outcome = await desk.approve(await desk.save(a_vendor_invoice(lines=(), retainage="-1250.00")))

    assert outcome.total == Decimal("1250.00")


async def test_an_invoice_that_does_not_exist_is_not_found(desk: Desk[VendorInvoice]) -> None:
    assert codes(await desk.approve(a_vendor_invoice(version=1))) == {"requisition-1": ErrorCode.NOT_FOUND}


async def test_a_company_without_settings_approves_nothing() -> None:
    desk = Desk(VendorInvoice)
    answer = await desk.ask(await desk.save(a_vendor_invoice()))

    assert answer.error_code == ErrorCode.COMPANY_NOT_CONFIGURED


async def test_a_dry_run_says_what_would_happen_and_writes_nothing(desk: Desk[VendorInvoice]) -> None:
    await desk.limit("20000")
    small = await desk.save(a_vendor_invoice())
    large = await desk.save(a_vendor_invoice(invoice_id="requisition-2", lines=(), retainage="-30000"))
    outcome = await desk.approve(small, large, dry_run=True)

    assert (outcome.approved, outcome.awaiting_second, outcome.postings) == (
        ("requisition-1",),
        ("requisition-2",),
        1,
    )
    assert await desk.postings() == []
    assert (await desk.invoice("requisition-2")).status is InvoiceStatus.READY


async def test_a_request_that_died_half_way_goes_on_and_counts_what_it_did_before(desk: Desk[VendorInvoice]) -> None:
    invoices = [await desk.save(a_vendor_invoice(invoice_id=f"requisition-{n}", number=f"INV-{n}")) for n in (1, 2)]
    desk.store.fail_next(operation="transact")
    assert (await desk.ask(*invoices)).error_code == ErrorCode.STORE_UNAVAILABLE
    outcome = await desk.approve(*invoices)

    assert (sorted(outcome.approved), outcome.postings, outcome.skipped) == (["requisition-1", "requisition-2"], 2, ())
    assert len(await desk.postings()) == 2


async def test_a_sync_that_changes_the_invoice_at_the_same_moment_wins(desk: Desk[VendorInvoice]) -> None:
    invoice = await desk.save(a_vendor_invoice())

    async def changes(_: Sequence[Write]) -> None:
        desk.store.before_commit = None
        await desk.save(invoice.model_copy(update={"retainage": Decimal(0), "content_hash": _OTHER_HASH}))

    desk.store.before_commit = changes

    assert codes(await desk.approve(invoice)) == {"requisition-1": ErrorCode.INVOICE_CHANGED}
    assert await desk.postings() == []


# four eyes


async def test_above_the_limit_the_first_approval_sends_nothing_and_the_second_does(desk: Desk[VendorInvoice]) -> None:
    await desk.limit("10000")
    first = await desk.approve(await desk.save(a_vendor_invoice()))
    waiting = await desk.invoice("requisition-1")
    assert (first.approved, first.awaiting_second, first.total) == ((), ("requisition-1",), Decimal(0))
    assert (waiting.status, waiting.first_approved_by) == (InvoiceStatus.AWAITING_SECOND, ACCOUNTANT)
    assert await desk.postings() == []

    second = await desk.approve(waiting, user_id=SECOND, approval_id="approval-2")
    done = await desk.invoice("requisition-1")
    assert second.approved == ("requisition-1",)
    assert (done.status, done.first_approved_by, done.approved_by) == (InvoiceStatus.APPROVED, ACCOUNTANT, SECOND)
    assert len(await desk.postings()) == 1


async def test_the_same_person_cannot_be_the_second(desk: Desk[VendorInvoice]) -> None:
    await desk.limit("10000")
    await desk.approve(await desk.save(a_vendor_invoice()))
    again = await desk.approve(await desk.invoice("requisition-1"), approval_id="approval-2")

    assert codes(again) == {"requisition-1": ErrorCode.FOUR_EYES_REQUIRED}
    assert await desk.postings() == []


async def test_repeating_the_first_approval_is_no_second_one(desk: Desk[VendorInvoice]) -> None:
    await desk.limit("10000")
    invoice = await desk.save(a_vendor_invoice())
    await desk.approve(invoice)

    assert (await desk.approve(invoice)).awaiting_second == ("requisition-1",)


@pytest.mark.parametrize(("limit", "two"), [("12499.99", True), ("12500.00", False)])
async def test_the_limit_looks_at_what_is_billed_before_retainage(
    limit: str, two: bool, desk: Desk[VendorInvoice]
) -> None:
    await desk.limit(limit)
    outcome = await desk.approve(await desk.save(a_vendor_invoice()))

    assert bool(outcome.awaiting_second) is two


@pytest.mark.parametrize("limit", ["50000", None])
async def test_a_limit_that_was_raised_or_taken_away_asks_for_no_other_person(
    limit: str | None, desk: Desk[VendorInvoice]
) -> None:
    await desk.limit("10000")
    await desk.approve(await desk.save(a_vendor_invoice()))
    await desk.limit(limit)
    outcome = await desk.approve(await desk.invoice("requisition-1"), approval_id="approval-2")

    assert outcome.approved == ("requisition-1",)


async def test_two_people_at_the_same_moment_are_one_first_approval(desk: Desk[VendorInvoice]) -> None:
    await desk.limit("10000")
    invoice = await desk.save(a_vendor_invoice())

    async def sooner(_: Sequence[Write]) -> None:
        desk.store.before_commit = None
        assert (await desk.approve(invoice, user_id=SECOND, approval_id="approval-2")).awaiting_second

    desk.store.before_commit = sooner

    assert codes(await desk.approve(invoice)) == {"requisition-1": ErrorCode.INVOICE_CHANGED}
    assert (await desk.invoice("requisition-1")).first_approved_by == SECOND


# changes


async def test_a_change_that_was_not_sent_is_replaced_and_its_item_closes(desk: Desk[VendorInvoice]) -> None:
    await desk.approve(await desk.save(a_vendor_invoice()))
    [before] = await desk.postings()
    changed = await _changed(desk, retainage=Decimal("2500.00"))
    await desk.approve(changed, approval_id="approval-2")

    [now] = await desk.postings()
    assert (now.operation, now.payload) == (Operation.CREATE, changed.draft())
    assert (await desk.books.get(COMPANY, before.posting_id)).unwrap().state is PostingState.CANCELLED
    state = await desk.item_state(ErrorCode.CHANGED_AFTER_APPROVAL, "vendor_invoice:requisition-1")
    assert state is ExceptionState.RESOLVED


async def test_what_is_in_the_books_is_updated(desk: Desk[VendorInvoice]) -> None:
    await desk.approve(await desk.save(a_vendor_invoice()))
    [before] = await desk.postings()
    await desk.store_posting(posted(before, "77", "0", desk.clock.now(), "accepted"))
    changed = await _changed(desk, retainage=Decimal("2500.00"))
    await desk.approve(changed, approval_id="approval-2")

    update = next(posting for posting in await desk.postings() if posting.state is PostingState.PENDING)
    assert (update.operation, update.replaces, update.payload) == (
        Operation.UPDATE,
        before.posting_id,
        changed.draft(),
    )
    assert (await desk.invoice("requisition-1")).posting_ids == (update.posting_id,)


async def test_an_update_that_was_not_sent_gives_way_to_the_next_one(desk: Desk[VendorInvoice]) -> None:
    await desk.approve(await desk.save(a_vendor_invoice()))
    [first] = await desk.postings()
    await desk.store_posting(posted(first, "77", "0", desk.clock.now(), "accepted"))
    await desk.approve(await _changed(desk, retainage=Decimal("2500.00")), approval_id="approval-2")
    await desk.approve(
        await _changed(desk, retainage=Decimal("2600.00"), content_hash="third"), approval_id="approval-3"
    )

    [update] = [posting for posting in await desk.postings() if posting.state is PostingState.PENDING]
    assert (update.operation, update.replaces) == (Operation.UPDATE, first.posting_id)


async def test_a_change_of_nothing_that_the_books_hold_asks_for_no_posting(desk: Desk[VendorInvoice]) -> None:
    await desk.approve(await desk.save(a_vendor_invoice()))
    [first] = await desk.postings()
    await desk.store_posting(posted(first, "77", "0", desk.clock.now(), "accepted"))
    outcome = await desk.approve(await _changed(desk), approval_id="approval-2")

    after = await desk.invoice("requisition-1")
    assert (outcome.approved, outcome.postings) == (("requisition-1",), 0)
    assert (after.status, after.posting_ids) == (InvoiceStatus.APPROVED, (first.posting_id,))


async def test_a_bill_whose_invoice_was_deleted_is_removed(desk: Desk[VendorInvoice]) -> None:
    await desk.approve(await desk.save(a_vendor_invoice()))
    [first] = await desk.postings()
    await desk.store_posting(posted(first, "77", "0", desk.clock.now(), "accepted"))
    gone = await _changed(desk, deleted_at=desk.clock.now())
    outcome = await desk.approve(gone, approval_id="approval-2")

    removal = next(posting for posting in await desk.postings() if posting.state is PostingState.PENDING)
    assert (removal.operation, removal.replaces) == (Operation.REMOVE, first.posting_id)
    assert (outcome.total, (await desk.invoice("requisition-1")).status) == (Decimal(0), InvoiceStatus.DELETED)


async def test_a_deleted_invoice_that_was_not_sent_leaves_nothing_behind(desk: Desk[VendorInvoice]) -> None:
    await desk.approve(await desk.save(a_vendor_invoice()))
    outcome = await desk.approve(await _changed(desk, deleted_at=desk.clock.now()), approval_id="approval-2")

    assert (outcome.approved, outcome.postings, await desk.postings()) == (("requisition-1",), 0, [])


async def test_a_change_waits_while_the_earlier_version_is_on_its_way(desk: Desk[VendorInvoice]) -> None:
    await desk.approve(await desk.save(a_vendor_invoice()))
    [first] = await desk.postings()
    await desk.store_posting(sealed(first, "batch-1", desk.clock.now()))
    changed = await _changed(desk, retainage=Decimal("2500.00"))

    outcome = await desk.approve(changed, approval_id="approval-2")
    assert codes(outcome) == {"requisition-1": ErrorCode.POSTING_IN_FLIGHT}


async def test_an_invoice_goes_back_and_forth_without_losing_a_version(desk: Desk[VendorInvoice]) -> None:
    original = await desk.save(a_vendor_invoice())
    await desk.approve(original)
    await desk.approve(await _changed(desk, retainage=Decimal("2500.00")), approval_id="approval-2")
    back = await _changed(desk, retainage=original.retainage, content_hash=original.content_hash)
    desk.clock.advance(minutes=1)
    await desk.approve(back, approval_id="approval-3")

    [now] = await desk.postings()
    assert (now.payload, now.state, now.approval_id) == (original.draft(), PostingState.PENDING, "approval-3")


async def test_the_item_that_a_replaced_posting_waited_behind_closes_with_it(desk: Desk[VendorInvoice]) -> None:
    await desk.approve(await desk.save(a_vendor_invoice()))
    [first] = await desk.postings()
    item = (await Inbox(DocumentExceptions(desk.store), desk.clock).raise_(COMPANY, _UNMATCHED)).unwrap()
    await desk.store_posting(parked(first, _UNMATCHED, "customer", item.exception_id, desk.clock.now()))
    await desk.approve(await _changed(desk, retainage=Decimal("2500.00")), approval_id="approval-2")

    state = await desk.item_state(ErrorCode.SUPPLIER_UNMATCHED, "supplier:graybar")
    assert state is ExceptionState.RESOLVED


async def test_a_change_above_the_limit_needs_two_people_as_well(desk: Desk[VendorInvoice]) -> None:
    await desk.approve(await desk.save(a_vendor_invoice()))
    await desk.limit("10000")
    changed = await _changed(desk, retainage=Decimal("2500.00"))
    first = await desk.approve(changed, approval_id="approval-2")
    waiting = await desk.invoice("requisition-1")
    second = await desk.approve(waiting, user_id=SECOND, approval_id="approval-3")

    assert (first.awaiting_second, second.approved) == (("requisition-1",), ("requisition-1",))
    [now] = await desk.postings()
    assert now.payload == changed.draft()


async def test_two_people_who_agreed_once_have_not_agreed_to_a_later_change(desk: Desk[VendorInvoice]) -> None:
    await desk.limit("10000")
    await desk.approve(await desk.save(a_vendor_invoice()))
    await desk.approve(await desk.invoice("requisition-1"), user_id=SECOND, approval_id="approval-2")
    outcome = await desk.approve(await _changed(desk, retainage=Decimal(1)), user_id=SECOND, approval_id="approval-3")

    assert (outcome.approved, outcome.awaiting_second) == ((), ("requisition-1",))


async def test_bills_go_to_the_books_that_the_company_names(desk: Desk[VendorInvoice]) -> None:
    companies = DocumentCompanies(desk.store)
    company = (await companies.get(COMPANY)).unwrap()
    books = company.books.model_copy(update={"bills": "foundation"})
    (await companies.save(company.model_copy(update={"books": books}))).unwrap()
    await desk.approve(await desk.save(a_vendor_invoice()))

    [posting] = await desk.postings()
    assert posting.target == "foundation"


async def test_a_limit_that_is_set_in_the_moment_of_approving_asks_for_a_second_person(
    desk: Desk[VendorInvoice],
) -> None:
    invoice = await desk.save(a_vendor_invoice())
    limits = ["100.00"]

    async def set_limit(writes: Sequence[Write]) -> None:
        if limits and any(isinstance(each, Put) and "INVOICE#" in each.document.sk for each in writes):
            await desk.limit(limits.pop())

    desk.store.before_commit = set_limit
    outcome = await desk.approve(invoice)
    assert (outcome.approved, outcome.awaiting_second, outcome.skipped) == ((), ("requisition-1",), ())
    assert await desk.postings() == []


async def test_an_approval_is_kept_with_the_invoice_in_amounts_of_its_own(desk: Desk[VendorInvoice]) -> None:
    invoice = await desk.save(a_vendor_invoice())
    await desk.approve(invoice)
    approved = (await desk.invoice("requisition-1")).approved
    assert approved is not None
    assert (approved.day, approved.total) == (invoice.invoice_date, Decimal("11250.00"))
