"""The outbox of FOUNDATION's REST API: what is about to be sent, written down before it is sent (foundation.md B6)."""

from enum import StrEnum

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.foundation_mappings import FoundationKind
from fieldledger.domain.hashing import derive_id
from fieldledger.domain.posting import Posting


class SealState(StrEnum):
    """Open until its outcome is known: in the books, surely not there, or for a person to say."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    ABSENT = "absent"
    DOUBTFUL = "doubtful"


class FoundationSeal(CanonicalModel):
    """One record, never edited while its outcome is open.

    ``body`` is the write as JSON, ``sha256`` the hash of what leaves. ``baseline`` are the records that were there
    before the first send: none of them can be ours. The request leaves before ``send_before`` or not at all, and before
    ``settle_after`` nothing may be repeated: the vendor may still be working on it.
    """

    company_id: str
    seal_id: str
    posting_id: str
    kind: FoundationKind
    natural_key: str
    body: str
    sha256: str
    baseline: tuple[str, ...] = ()
    state: SealState = SealState.OPEN
    sealed_at: Utc
    send_before: Utc
    settle_after: Utc
    sends: int = 1
    version: int = 0


class FoundationClaim(CanonicalModel):
    """Who is writing under a natural key: one seal at a time, so that what appears there has one possible author.

    ``holder`` is the posting whose invoice went into a file under the key: files cannot be looked up.
    """

    company_id: str
    natural_key: str
    seal_id: str | None = None
    holder: str | None = None
    version: int = 0


def seal_id(posting: Posting) -> str:
    """The same posting in the same generation has one seal."""
    return derive_id(posting.company_id, posting.posting_id, str(posting.generation), length=32)
