"""How often a record is tried before a person has to look at it."""

from typing import Final

from fieldledger.domain.posting import Posting
from fieldledger.result import ErrorCode
from fieldledger.services.inbox import Problem

MAX_ATTEMPTS: Final = 8


def exhausted(posting: Posting) -> Problem | None:
    """The problem of a posting that has no attempts left."""
    if posting.attempts < MAX_ATTEMPTS:
        return None
    foundation = posting.target == "foundation"
    text = f"{'FOUNDATION' if foundation else 'QuickBooks'} did not take the record in {MAX_ATTEMPTS} attempts"
    details = {"books": "foundation"} if foundation else {}
    return Problem(ErrorCode.BOOKS_REFUSED, f"posting:{posting.posting_id}", text, details)
