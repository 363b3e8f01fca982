"""Whether what was approved may still be taken back: nothing of it may be in the books, or on its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fieldledger.domain.posting import Operation, Posting, PostingState
from fieldledger.result import ErrorCode

_PERHAPS_IN_BOOKS: Final = frozenset({ErrorCode.BOOKS_OUTCOME_UNKNOWN, ErrorCode.BOOKS_DUPLICATE})
"""What was parked with these may be in the books although its posting never ended there."""


@dataclass(frozen=True, slots=True)
class TooLate:
    """Why it cannot be taken back, and what to do instead."""

    code: ErrorCode
    message: str


def too_late(what: str, posting_ids: Sequence[str], postings: Sequence[Posting]) -> TooLate | None:
    """None: it may be taken back. ``what`` is the record in a word; ``postings`` are those of ``posting_ids`` found."""
    if len(postings) < len(posting_ids) or not postings:
        return TooLate(ErrorCode.RECORD_MALFORMED, f"nothing is known of the {what}'s postings: call us")
    if any(p.state is PostingState.POSTED or p.operation is not Operation.CREATE for p in postings):
        text = f"it is in the books: correct the {what} at its source, then confirm the adjustment in the inbox"
        return TooLate(ErrorCode.ALREADY_POSTED, text)
    if any(p.state is PostingState.SEALED for p in postings):
        return TooLate(ErrorCode.POSTING_IN_FLIGHT, "it is on its way to the books: look again in some minutes")
    if any(event.code in _PERHAPS_IN_BOOKS for posting in postings for event in posting.history):
        text = "it may be in the books: resolve its item in the inbox, which says how to find out"
        return TooLate(ErrorCode.BOOKS_OUTCOME_UNKNOWN, text)
    return None
