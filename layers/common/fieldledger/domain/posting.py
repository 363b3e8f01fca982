"""A posting: one intended write to the books, and its way there (docs/architecture.md)."""

from enum import StrEnum
from typing import Final, Literal

from pydantic import Field

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.drafts import Draft
from fieldledger.domain.drift import Drift
from fieldledger.domain.hashing import derive_id

type Target = Literal["quickbooks", "foundation"]
TARGETS: Final[tuple[Target, ...]] = ("quickbooks", "foundation")


class PostingState(StrEnum):
    """``pending -> sealed -> posted | pending again | parked | cancelled``."""

    PENDING = "pending"
    SEALED = "sealed"
    POSTED = "posted"
    PARKED = "parked"
    CANCELLED = "cancelled"


class SourceType(StrEnum):
    """Which of our records a posting came from."""

    TIME_CARD = "time_card"
    PROJECT = "project"
    SUPPLIER = "supplier"
    VENDOR_INVOICE = "vendor_invoice"
    OWNER_INVOICE = "owner_invoice"


class PostingSource(CanonicalModel):
    """The record that was approved, in the version that was approved."""

    system: str
    record_type: SourceType = SourceType.TIME_CARD
    record_id: str
    part: str
    content_hash: str


class Operation(StrEnum):
    """What happens to the record in the books. An invoice is removed by voiding it, the rest by deleting it."""

    CREATE = "create"
    UPDATE = "update"
    REMOVE = "remove"


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
    """``generation`` counts deliberate repeats after a proven absence of the record in the books.

    An update or a removal names in ``replaces`` the posting whose record it changes. ``depends_on`` are postings that
    have to be in the books first: a bill needs its vendor. ``vendor_sync_token`` is the version of the record that was
    last seen there. ``mapping_version`` names the mapping tables that it was last sealed with.
    """

    company_id: str
    posting_id: str
    target: Target = "quickbooks"
    operation: Operation = Operation.CREATE
    replaces: str | None = None
    depends_on: tuple[str, ...] = ()
    source: PostingSource
    payload: Draft
    state: PostingState = PostingState.PENDING
    generation: int = 1
    attempts: int = 0
    not_before: Utc
    batch_id: str | None = None
    vendor_id: str | None = None
    vendor_sync_token: str | None = None
    mapping_version: str | None = None
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

    @property
    def in_file(self) -> bool:
        """Whether it went to FOUNDATION in an import file: ``vendor_id`` is then the export's, not a record's."""
        return self.target == "foundation" and self.vendor_id is not None and self.vendor_id == self.batch_id


class BooksRecord(CanonicalModel):
    """Which posting a record in the books came from last; outlives the record. Ids are unique per entity only.

    ``drift`` is what somebody made of it there, as far as we know; None: it is as it was posted.
    """

    company_id: str
    entity: str = "TimeActivity"
    vendor_id: str
    posting_id: str
    drift: Drift | None = None
    version: int = 0


def posting_id(company_id: str, target: Target, source: PostingSource, replaces: str | None = None) -> str:
    """The same approved source gives the same posting, however often it is approved or delivered.

    ``replaces`` is part of it: a record that goes back to an earlier version is a new change of the books all the same.
    """
    origin = (source.system, source.record_type, source.record_id, source.part, source.content_hash)
    return derive_id(company_id, target, *origin, *([replaces] if replaces else []))
