"""What people decide about invoices, and what became of it."""

from decimal import Decimal

from fieldledger.domain.base import CanonicalModel


class SeenInvoice(CanonicalModel):
    """An invoice as the person saw it: anything else by now is not approved."""

    invoice_id: str
    version: int
    total: Decimal


class SkippedInvoice(CanonicalModel):
    """An invoice that was not approved, or not taken back, and why."""

    invoice_id: str
    code: str
    message: str


class InvoiceUnapprovalOutcome(CanonicalModel):
    """What taking approvals back did, or with ``dry_run`` what it would do; ``postings`` were cancelled with them."""

    unapproval_id: str
    dry_run: bool
    unapproved: tuple[str, ...] = ()
    postings: int = 0
    skipped: tuple[SkippedInvoice, ...] = ()


class InvoiceApprovalOutcome(CanonicalModel):
    """What an approval did, or with ``dry_run`` what it would do.

    ``awaiting_second`` are those that another person has to agree to; ``total`` is what the approved ones come to.
    """

    approval_id: str
    dry_run: bool
    approved: tuple[str, ...] = ()
    awaiting_second: tuple[str, ...] = ()
    postings: int = 0
    total: Decimal = Decimal(0)
    skipped: tuple[SkippedInvoice, ...] = ()
