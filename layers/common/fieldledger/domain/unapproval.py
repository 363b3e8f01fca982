"""Taking back an approval of time cards before their hours were sent."""

from pydantic import Field

from fieldledger.domain.approval import Skipped
from fieldledger.domain.base import CanonicalModel


class UnapprovalOutcome(CanonicalModel):
    """What taking an approval back did, or with ``dry_run`` what it would do.

    ``postings`` counts those that were cancelled. ``remaining`` counts cards over the limit of one request: repeat the
    request until it is 0.
    """

    unapproval_id: str
    dry_run: bool
    time_cards: int
    postings: int
    remaining: int
    skipped: tuple[Skipped, ...] = Field(default_factory=tuple)
