"""A time card: one worker, one job, one jobsite day, one or more entries by pay type and cost code."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from fieldledger.domain.approved import Approved
from fieldledger.domain.base import CanonicalModel, Utc


class TimeCardStatus(StrEnum):
    """Where a card stands between the jobsite and the books."""

    UNAPPROVED = "unapproved"  # not yet approved at the source: visible, never posted
    READY = "ready"  # approved at the source, waiting for the accountant
    APPROVED = "approved"  # approved for posting; its postings exist
    CHANGED = "changed"  # changed or deleted at the source after it was approved here: a person decides
    DELETED = "deleted"  # deleted at the source before it was approved here


class TimeEntry(CanonicalModel):
    """Hours as the source gave them; rounding happens only on the exported figure."""

    hours: Decimal = Field(ge=0, le=24)
    pay_type: str
    cost_code: str | None = None
    classification: str | None = None


class Allocation(CanonicalModel):
    """Exported time of one card for one (pay type, cost code, classification), in whole minutes."""

    pay_type: str
    cost_code: str | None
    classification: str | None
    minutes: int = Field(ge=1)


class TimeCard(CanonicalModel):
    """``work_date`` is the jobsite's date and is never converted between time zones.

    ``content_hash`` covers what matters to the books; ``approved_hash`` is the hash that a person approved,
    ``approved`` are the hours that they approved, and ``posting_ids`` are the postings that the approval, or the last
    adjustment, made of it. ``withdrawals`` counts
    approvals that were taken back, so that the next one makes other postings; ``unapproval_id`` names the last of them.
    ``unlisted_since`` is when the source's list of its days was found to be without it; None while it is listed.
    """

    company_id: str
    time_card_id: str
    source: str
    work_date: date
    employee_id: str
    project_id: str
    entries: tuple[TimeEntry, ...]
    source_approved: bool
    source_updated_at: Utc
    deleted_at: Utc | None = None
    content_hash: str
    status: TimeCardStatus
    approval_id: str | None = None
    approved_hash: str | None = None
    approved: Approved | None = None
    posting_ids: tuple[str, ...] = ()
    withdrawals: int = 0
    unapproval_id: str | None = None
    unlisted_since: Utc | None = None
    version: int = 0

    @property
    def total_hours(self) -> Decimal:
        """Sum of the entries, as the source gave them."""
        return sum((entry.hours for entry in self.entries), Decimal(0))
