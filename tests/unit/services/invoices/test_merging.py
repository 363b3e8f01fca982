"""What a newly read invoice does to the one that is held: approvals stay, changes after them go to a person."""

from datetime import timedelta
from decimal import Decimal

from fieldledger.domain.invoice import NO_FIRST, Hold, InvoiceStatus
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.services.invoices.merging import Merged, merge
from tests.builders import ACCOUNTANT, CONTENT_HASH, SYNCED_AT
from tests.builders.documents import a_vendor_invoice

_OTHER = "fedcba9876543210fedcba9876543210"
_HOLD = Hold(code="INVOICE_UNBALANCED", message="1.00 less")


def _held(**changes: object) -> VendorInvoice:
    return a_vendor_invoice(version=3).model_copy(update={"source_updated_at": SYNCED_AT, **changes})


def _approved(**changes: object) -> VendorInvoice:
    decided = {"approved_hash": CONTENT_HASH, "approval_id": "approval-1", "posting_ids": ("posting-1",)}
    return _held(**({"status": InvoiceStatus.APPROVED} | decided | changes))


def _read(**changes: object) -> VendorInvoice:
    later = {"source_updated_at": SYNCED_AT + timedelta(minutes=5)}
    return a_vendor_invoice().model_copy(update=later | changes)


def _merged(held: VendorInvoice | None, read: VendorInvoice) -> Merged[VendorInvoice]:
    merged = merge(held, read)
    assert merged is not None
    return merged


def test_a_new_invoice_is_stored_as_it_was_read_and_one_that_is_gone_already_is_not() -> None:
    assert _merged(None, _read()).invoice == _read()
    assert merge(None, _read(deleted_at=SYNCED_AT)) is None


def test_the_same_content_at_a_later_time_is_no_change() -> None:
    assert merge(_held(), _read()) is None
    assert merge(_approved(), _read()) is None


def test_an_older_read_replaces_nothing_but_a_deletion_does() -> None:
    earlier = SYNCED_AT - timedelta(minutes=5)

    assert merge(_held(), _read(content_hash=_OTHER, source_updated_at=earlier)) is None
    gone = _read(status=InvoiceStatus.DELETED, source_updated_at=earlier, deleted_at=SYNCED_AT)
    assert _merged(_held(), gone).invoice.status is InvoiceStatus.DELETED


def test_what_nobody_approved_simply_becomes_what_was_read() -> None:
    merged = _merged(_held(), _read(content_hash=_OTHER, retainage=Decimal(0)))

    assert (merged.invoice.version, merged.invoice.retainage, merged.changed_after_approval) == (3, 0, False)


def test_a_change_after_the_approval_keeps_it_and_asks_for_a_person() -> None:
    merged = _merged(_approved(), _read(content_hash=_OTHER))

    assert merged.changed_after_approval
    assert (merged.invoice.status, merged.invoice.approval_id, merged.invoice.posting_ids) == (
        InvoiceStatus.CHANGED,
        "approval-1",
        ("posting-1",),
    )


def test_a_deletion_after_the_approval_is_a_change() -> None:
    merged = _merged(_approved(), _read(content_hash=_OTHER, deleted_at=SYNCED_AT, status=InvoiceStatus.DELETED))

    assert (merged.invoice.status, merged.changed_after_approval) == (InvoiceStatus.CHANGED, True)


def test_what_changes_back_to_what_was_approved_is_approved_again() -> None:
    changed = _approved(content_hash=_OTHER, status=InvoiceStatus.CHANGED)
    merged = _merged(changed, _read())

    assert (merged.invoice.status, merged.changed_after_approval) == (InvoiceStatus.APPROVED, False)


def test_an_approved_invoice_that_procore_opens_again_without_a_change_stays_approved() -> None:
    merged = _merged(_approved(), _read(source_approved=False, status=InvoiceStatus.UNAPPROVED))

    assert merged.invoice.status is InvoiceStatus.APPROVED


def test_a_change_is_told_to_a_person_once() -> None:
    changed = _approved(content_hash=_OTHER, status=InvoiceStatus.CHANGED)

    assert merge(changed, _read(content_hash=_OTHER)) is None


def test_a_hold_of_a_changed_invoice_is_kept_in_sight() -> None:
    merged = _merged(_approved(), _read(content_hash=_OTHER, status=InvoiceStatus.HELD, hold=_HOLD))

    assert (merged.invoice.status, merged.on_hold) == (InvoiceStatus.CHANGED, True)


def test_a_first_approval_survives_what_changes_nothing_and_is_void_after_a_change() -> None:
    first = {"first_approved_by": ACCOUNTANT, "first_approved_at": SYNCED_AT, "first_approval_id": "approval-1"}
    waiting = _held(status=InvoiceStatus.AWAITING_SECOND, **first)
    assert merge(waiting, _read()) is None

    renamed = _merged(waiting, _read(supplier_name="Graybar"))
    assert (renamed.invoice.status, renamed.invoice.first_approved_by) == (InvoiceStatus.AWAITING_SECOND, ACCOUNTANT)

    for change in ({"content_hash": _OTHER}, {"hold": _HOLD, "status": InvoiceStatus.HELD}):
        merged = _merged(waiting, _read(**change))
        assert merged.first_void
        assert {name: getattr(merged.invoice, name) for name in NO_FIRST} == NO_FIRST


def test_a_first_approval_of_a_change_is_void_after_another_change() -> None:
    waiting = _approved(status=InvoiceStatus.AWAITING_SECOND, content_hash=_OTHER, first_approved_by=ACCOUNTANT)
    merged = _merged(waiting, _read(content_hash="third"))

    assert (merged.invoice.status, merged.invoice.first_approved_by, merged.changed_after_approval) == (
        InvoiceStatus.CHANGED,
        None,
        True,
    )
