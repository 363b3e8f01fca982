"""A posting: one intended write to the books, and its way there (docs/architecture.md)."""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.hashing import derive_id


class PostingState(StrEnum):
    """``pending -> sealed -> posted | pending again | parked | cancelled``."""

    PENDING = "pending"
    SEALED = "sealed"
    POSTED = "posted"
    PARKED = "parked"
    CANCELLED = "cancelled"


class PostingSource(CanonicalModel):
    """The record that was approved, in the version that was approved."""

    system: str
    record_id: str
    part: str
    content_hash: str


class TimeActivityDraft(CanonicalModel):
    """Hours of one worker on one job and day, in our ids; the writer maps them to QuickBooks' ids when it seals."""

    kind: Literal["time_activity"] = "time_activity"
    work_date: date
    employee_id: str
    project_id: str
    pay_type: str
    cost_code: str | None
    classification: str | None
    minutes: int = Field(ge=1)


class PostingError(CanonicalModel):
    """Why a posting waits: a code of the catalogue, a sentence for a person, and whose turn it is."""

    code: str
    message: str
    turn: str
    details: dict[str, str] = Field(default_factory=dict)


class PostingEvent(CanonicalModel):
    """One step of a posting's history."""

    at: Utc
    state: PostingState
    code: str | None = None
    note: str | None = None


class Posting(CanonicalModel):
    """``generation`` counts deliberate repeats after a proven absence of the record in the books."""

    company_id: str
    posting_id: str
    target: Literal["quickbooks"] = "quickbooks"
    source: PostingSource
    payload: TimeActivityDraft
    state: PostingState = PostingState.PENDING
    generation: int = 1
    attempts: int = 0
    not_before: Utc
    batch_id: str | None = None
    vendor_id: str | None = None
    vendor_sync_token: str | None = None
    error: PostingError | None = None
    approval_id: str
    approved_by: str
    created_at: Utc
    updated_at: Utc
    history: tuple[PostingEvent, ...] = ()
    version: int = 0

    @property
    def marker(self) -> str:
        """The text that finds this posting again in the books: the last word of the record's description."""
        return f"[fl:{self.posting_id}]"


class BooksRecord(CanonicalModel):
    """Which posting a record in the books came from; outlives the record."""

    company_id: str
    vendor_id: str
    posting_id: str
    version: int = 0


def posting_id(company_id: str, target: str, source: PostingSource) -> str:
    """The same approved source gives the same posting, however often it is approved or delivered."""
    return derive_id(company_id, target, source.system, source.record_id, source.part, source.content_hash)
