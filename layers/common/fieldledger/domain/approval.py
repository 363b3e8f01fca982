"""An accountant's decision that a set of time cards goes to the books."""

from datetime import date

from pydantic import Field

from fieldledger.domain.base import CanonicalModel, Utc


class Approval(CanonicalModel):
    """Who approved what range, and when; the cards and postings carry its id."""

    company_id: str
    approval_id: str
    first_day: date
    last_day: date
    project_id: str | None = None
    approved_by: str
    approved_at: Utc
    version: int = 0


class Skipped(CanonicalModel):
    """A card of the range that was not approved, or that a person is warned of, and why."""

    time_card_id: str
    code: str
    message: str


class ApprovalOutcome(CanonicalModel):
    """What an approval did, or with ``dry_run`` what it would do.

    ``warnings`` are about cards that are approved all the same: a person should have seen them.
    ``remaining`` counts eligible cards over the limit of one request: repeat the request until it is 0.
    """

    approval_id: str
    dry_run: bool
    time_cards: int
    postings: int
    minutes: int
    remaining: int
    skipped: tuple[Skipped, ...] = Field(default_factory=tuple)
    warnings: tuple[Skipped, ...] = Field(default_factory=tuple)
