"""A sealed batch: the exact request that is about to be sent, written down before it is sent."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.hashing import derive_id
from fieldledger.domain.posting import Posting

# The wait before settling is the vendor's own 120 s with a margin of 30 s: a request leaves within that margin, counted
# from the seal like the wait, or not at all. Otherwise the vendor could still work on it when the batch is settled.
SEND_WITHIN: Final = timedelta(seconds=20)


class BatchState(StrEnum):
    """Open until every item's outcome is recorded."""

    OPEN = "open"
    CLOSED = "closed"


class SealedItem(CanonicalModel):
    """``bid`` (at most 10 characters) binds the item to its answer; ``body`` is the record as JSON text.

    ``marker`` is what finds the record again. An update or a removal is of the record ``vendor_id``.
    ``mapping_version`` names the tables that the body was made with.
    """

    bid: str
    posting_id: str
    marker: str
    body: str
    entity: str = "TimeActivity"
    operation: str = "create"
    options: str | None = None
    vendor_id: str | None = None
    mapping_version: str | None = None


class SealedBatch(CanonicalModel):
    """Never edited, regrouped or split while its outcome is open.

    ``batch_id`` doubles as the vendor's ``requestid`` (at most 36 characters on a batch, quickbooks.md 3).
    The request leaves before ``send_before`` or not at all, and before ``settle_after`` nothing may be repeated: the
    vendor may still be working on it.
    """

    company_id: str
    batch_id: str
    realm_id: str
    items: tuple[SealedItem, ...]
    state: BatchState = BatchState.OPEN
    sealed_at: Utc
    sends: int = 0
    send_before: Utc
    settle_after: Utc
    version: int = 0


def batch_id(postings: list[Posting]) -> str:
    """The same postings in the same generations give the same seal."""
    return derive_id(*sorted(f"{posting.posting_id}:{posting.generation}" for posting in postings), length=32)


def settle_time(now: datetime, settle_seconds: int) -> datetime:
    """When an outcome that is unknown may be looked into: the vendor's own limit and a margin later."""
    return now + timedelta(seconds=settle_seconds)
