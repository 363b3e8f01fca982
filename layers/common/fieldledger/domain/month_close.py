"""A month that somebody signed: the figures as they were then, and a hash that holds them."""

import base64
import hashlib
import zlib
from datetime import date
from decimal import Decimal
from enum import StrEnum

from fieldledger.domain.approved_records import ApprovalGap
from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.books_reconciliation import Figures, LedgerKind, ReconciledCell
from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.posting import Operation, PostingState, Target


class Obstacle(CanonicalModel):
    """What speaks against signing, and how often: ``waiting``, ``differing``, ``exceptions``, ``not_checked``,
    ``not_posted``, or an ``OpenKind``.

    ``reason`` is why it was signed all the same.
    """

    what: str
    count: int
    message: str
    reason: str | None = None


class OpenKind(StrEnum):
    """Records of a month that nobody has approved for the books, or that cannot be approved as they are."""

    UNAPPROVED_TIME = "unapproved_time"
    UNAPPROVED_BILLS = "unapproved_bills"
    HELD_BILLS = "held_bills"
    UNAPPROVED_INVOICES = "unapproved_invoices"
    HELD_INVOICES = "held_invoices"


class OpenRecord(CanonicalModel):
    """One of them, in minutes or money. ``party_id`` is the worker or the subcontractor, ``reason`` why it is held.

    ``day`` is None for an invoice that lacks its date.
    """

    what: OpenKind
    kind: LedgerKind
    record_id: str
    number: str | None
    day: date | None
    project_id: str | None
    party_id: str | None
    amount: Decimal
    status: str
    reason: str | None


class NotReadBack(CanonicalModel):
    """Records of one kind and set of books whose posting is taken for what the books hold, and why."""

    kind: LedgerKind
    books: Target
    postings: int
    amount: Decimal
    why: str


class CloseTotal(CanonicalModel):
    """All jobs together."""

    kind: LedgerKind
    books: Target
    figures: Figures


class ClosedJob(CanonicalModel):
    """What a job was called when the month was signed."""

    project_id: str
    number: str | None
    name: str


class CloseException(CanonicalModel):
    """An item of the inbox that is about these days, or that has no day."""

    exception_id: str
    code: str
    subject: str
    day: date | None
    message: str
    details: dict[str, str]
    first_seen_at: Utc
    resolved_at: Utc | None
    resolved_by: str | None
    resolution: str | None


class Adjustment(CanonicalModel):
    """A change of what was posted before: minutes or money before and after."""

    posting_id: str
    replaces: str
    record_id: str
    kind: LedgerKind
    project_id: str | None
    day: date | None
    operation: Operation
    before: Decimal
    after: Decimal
    state: PostingState
    approved_by: str
    approved_at: Utc


class CloseApproval(CanonicalModel):
    """What one person, or two, approved: all time of one approval, or one document.

    ``first_approved_by`` is the first of two people, where an invoice took two.
    """

    approval_id: str
    kind: LedgerKind
    record_id: str | None
    number: str | None
    postings: int
    amount: Decimal
    approved_by: str
    approved_at: Utc
    first_approved_by: str | None = None
    first_approved_at: Utc | None = None


class CloseReport(CanonicalModel):
    """What is signed. ``checked_at`` is when the oldest week was compared with the books, None if not all ever were.

    ``gaps``, ``open_records`` and ``not_read_back`` are empty in reports that were signed before they existed.
    """

    span: BooksSpan
    made_at: Utc
    checked_at: Utc | None
    obstacles: tuple[Obstacle, ...]
    totals: tuple[CloseTotal, ...]
    cells: tuple[ReconciledCell, ...]
    jobs: tuple[ClosedJob, ...]
    exceptions_open: tuple[CloseException, ...]
    exceptions_resolved: tuple[CloseException, ...]
    adjustments: tuple[Adjustment, ...]
    approvals: tuple[CloseApproval, ...]
    gaps: tuple[ApprovalGap, ...] = ()
    open_records: tuple[OpenRecord, ...] = ()
    not_read_back: tuple[NotReadBack, ...] = ()


class MonthClose(CanonicalModel):
    """Written once. ``despite`` is why it was signed although something spoke against it.

    ``packed`` is the report's JSON, compressed; ``sha256`` is of that JSON.
    """

    company_id: str
    close_id: str
    span: BooksSpan
    signed_by: str
    signed_at: Utc
    despite: str | None
    locked_through: date | None
    obstacles: tuple[Obstacle, ...]
    totals: tuple[CloseTotal, ...]
    sha256: str
    packed: str
    version: int = 0

    @property
    def text(self) -> str:
        """The report as it was signed, as JSON."""
        return zlib.decompress(base64.b64decode(self.packed)).decode()

    @property
    def report(self) -> CloseReport:
        """The report as it was signed."""
        return CloseReport.model_validate_json(self.text)

    @property
    def intact(self) -> bool:
        """Whether the report is what was signed."""
        return hash_of(self.text) == self.sha256


def packed(text: str) -> str:
    """A report's JSON as it is kept."""
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def hash_of(text: str) -> str:
    """What holds a report to what was signed."""
    return hashlib.sha256(text.encode()).hexdigest()
