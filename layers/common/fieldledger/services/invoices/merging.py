"""What a newly read invoice does to the one we hold: a pure decision.

A person's approval is never undone by a sync: a change after it marks the invoice and goes to a person. Only a first of
two approvals is void, for nothing has followed from it.
"""

from dataclasses import dataclass

from fieldledger.domain.invoice import NO_FIRST, Invoice, InvoiceStatus

_DECIDED = (
    *NO_FIRST,
    "approval_id",
    "approved_by",
    "approved_at",
    "approved_hash",
    "approved",
    "posting_ids",
    "withdrawals",
    "unapproval_id",
    "payment",
    "version",
)
"""What people decided, and what the books say; no source tells it."""
_ON_HOLD = frozenset({InvoiceStatus.HELD, InvoiceStatus.CHANGED})


@dataclass(frozen=True, slots=True)
class Merged[M: Invoice]:
    """``changed_after_approval`` asks for a person; ``first_void`` says that one has to approve it again."""

    invoice: M
    changed_after_approval: bool = False
    first_void: bool = False

    @property
    def on_hold(self) -> bool:
        """Whether its hold has to be an item of the inbox."""
        return self.invoice.hold is not None and self.invoice.status in _ON_HOLD


def merge[M: Invoice](held: M | None, read: M) -> Merged[M] | None:
    """None: there is nothing to write. Older reads never replace newer ones."""
    if held is None:
        return None if read.deleted_at is not None else Merged(read)
    if _older(read, held):
        return None
    decided = _DECIDED if held.approved_hash is None else (*_DECIDED, "document_number")
    kept = read.model_copy(update={name: getattr(held, name) for name in decided})
    merged = _decided(held, kept)
    same_moments = {"source_updated_at": held.source_updated_at, "deleted_at": held.deleted_at}
    told = held.deleted_at is None and read.deleted_at is not None
    unchanged = not told and merged.invoice.model_copy(update=same_moments) == held
    return None if unchanged else merged


def _decided[M: Invoice](held: M, read: M) -> Merged[M]:
    awaiting = held.status is InvoiceStatus.AWAITING_SECOND
    same = read.content_hash == held.content_hash
    if awaiting and same and read.source_approved and read.hold is None:
        return Merged(read.model_copy(update={"status": InvoiceStatus.AWAITING_SECOND}))
    void = NO_FIRST if awaiting else {}
    if held.approved_hash is None:
        return Merged(read.model_copy(update=void), first_void=awaiting)
    as_approved = read.content_hash == held.approved_hash
    ended = InvoiceStatus.APPROVED if read.deleted_at is None else InvoiceStatus.DELETED
    status = ended if as_approved else InvoiceStatus.CHANGED
    after = read.model_copy(update={"status": status, **void})
    return Merged(after, changed_after_approval=not as_approved and not same, first_void=awaiting)


def _older(read: Invoice, held: Invoice) -> bool:
    """Whether the source's clock says so; a deletion is always news."""
    if read.source_updated_at is None or held.source_updated_at is None or read.deleted_at is not None:
        return False
    return read.source_updated_at < held.source_updated_at
