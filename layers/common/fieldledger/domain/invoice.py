"""What invoices of subcontractors and to owners have in common: where they stand on their way to the books."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Final

from pydantic import Field

from fieldledger.domain.approved import Approved
from fieldledger.domain.attachment import MOST_ATTACHMENTS, Attachment
from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.drafts import BillDraft, BillingLine, CostLine, InvoiceDraft
from fieldledger.domain.invoice_payment import InvoicePayment
from fieldledger.domain.posting import SourceType
from fieldledger.error_codes import ErrorCode


class InvoiceStatus(StrEnum):
    """From the source to the books; only what is ``ready``, ``awaiting_second`` or ``changed`` can be approved."""

    UNAPPROVED = "unapproved"  # not approved at the source: visible, never posted
    HELD = "held"  # approved at the source, but something about it is wrong or missing: its item is in the inbox
    READY = "ready"  # approved at the source, waits for the accountant
    AWAITING_SECOND = "awaiting_second"  # one of two people has approved it
    APPROVED = "approved"  # approved for posting; its postings exist
    CHANGED = "changed"  # changed or deleted at the source after it was approved here: a person decides
    DELETED = "deleted"  # deleted at the source


HOLDS: Final = (
    ErrorCode.INVOICE_INCOMPLETE,
    ErrorCode.INVOICE_UNBALANCED,
    ErrorCode.BOOKS_WOULD_REFUSE,
    ErrorCode.DOCUMENT_NUMBER_UNUSABLE,
    ErrorCode.DOCUMENT_NUMBER_TAKEN,
    ErrorCode.CURRENCY_DIFFERS,
)
"""Codes of the reasons for which an invoice is held."""


class Hold(CanonicalModel):
    """Why an invoice cannot be approved as it is: a code of the catalogue and a sentence for a controller."""

    code: str
    message: str


class NumberParts(CanonicalModel):
    """What a number in the books may be made of: ``own`` is what people wrote on the invoice, ``number`` Procore's.

    ``period`` is the month that the billing period ends in (``2026-09``).
    """

    own: str | None = None
    number: str | None = None
    job: str | None = None
    commitment: str | None = None
    period: str | None = None


class Invoice(CanonicalModel, ABC):
    """``content_hash`` covers everything that reaches the books; ``approved_hash`` is the hash that was approved
    last, ``approved`` what it came to then.

    ``number``, ``invoice_date`` and ``project_id`` may be missing as long as it is not ready. ``retainage`` is withheld
    of the lines' sum; a negative one releases earlier ones. ``first_...`` is who approved it before ``approved_by``, if
    two people had to. ``source_scope_id`` is the source's project, which its record is found under. ``payment`` is what
    the books say of it. ``withdrawals`` counts approvals that were taken back, the last one as ``unapproval_id``.
    ``currency`` is what its amounts are in; None where the source does not say, which means the company's own.
    ``numbering`` is what ``document_number``, its number in the books, is made of; the latter is missing as long as it
    is not ready, and stays as it is once the invoice was approved.
    """

    record_type: ClassVar[SourceType]
    is_payable: ClassVar[bool]

    company_id: str
    invoice_id: str
    source: str
    source_scope_id: str | None = None
    project_id: str | None
    number: str | None
    numbering: NumberParts | None = None
    document_number: str | None = None
    invoice_date: date | None
    due_date: date | None = None
    lines: tuple[CostLine, ...] | tuple[BillingLine, ...]
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=MOST_ATTACHMENTS)] = ()
    retainage: Decimal = Decimal(0)
    currency: str | None = None
    source_approved: bool = False
    source_status: str | None = None
    source_updated_at: Utc | None = None
    deleted_at: Utc | None = None
    content_hash: str
    status: InvoiceStatus = InvoiceStatus.UNAPPROVED
    hold: Hold | None = None
    first_approval_id: str | None = None
    first_approved_by: str | None = None
    first_approved_at: Utc | None = None
    approval_id: str | None = None
    approved_by: str | None = None
    approved_at: Utc | None = None
    approved_hash: str | None = None
    approved: Approved | None = None
    posting_ids: tuple[str, ...] = ()
    withdrawals: int = 0
    unapproval_id: str | None = None
    payment: InvoicePayment | None = None
    version: int = 0

    @abstractmethod
    def draft(self) -> BillDraft | InvoiceDraft:
        """The document in the books that it becomes; only of one that lacks nothing."""

    @property
    @abstractmethod
    def party_id(self) -> str:
        """Whose documents have different numbers in the books: our id of the subcontractor, else empty."""

    @property
    def gross(self) -> Decimal:
        """What is billed, before retainage."""
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        """What is due now: the lines less what is withheld."""
        return self.gross - self.retainage

    @property
    def at_stake(self) -> Decimal:
        """The amount that rules about approvals look at: retainage does not make an invoice a smaller one."""
        return max(abs(self.gross), abs(self.total))


NO_FIRST: Final[Mapping[str, None]] = {
    "first_approval_id": None,
    "first_approved_by": None,
    "first_approved_at": None,
}
"""The fields of a first approval that is void, or that nobody needs."""


def required[T](value: T | None, what: str) -> T:
    """What an invoice that is ready has; asking for it earlier is a bug."""
    if value is None:
        raise ValueError(f"an invoice without {what} has no draft")
    return value
