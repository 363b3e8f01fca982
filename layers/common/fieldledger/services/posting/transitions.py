"""A posting's steps, each with its entry in the history: pure functions from one posting to the next."""

from collections.abc import Mapping
from datetime import datetime

from fieldledger.domain.posting import Posting, PostingError, PostingEvent, PostingState
from fieldledger.result import ErrorCode
from fieldledger.services.inbox import Problem


def sealed(posting: Posting, batch_id: str, now: datetime) -> Posting:
    """Part of a batch that is about to be sent."""
    changes = {"batch_id": batch_id, "attempts": posting.attempts + 1, "error": None}
    return _step(posting, PostingState.SEALED, now, None, f"batch {batch_id}", changes)


def posted(posting: Posting, vendor_id: str, sync_token: str, now: datetime, note: str) -> Posting:
    """In the books under ``vendor_id``."""
    changes = {"vendor_id": vendor_id, "vendor_sync_token": sync_token, "error": None}
    return _step(posting, PostingState.POSTED, now, None, note, changes)


def pending_again(posting: Posting, not_before: datetime, now: datetime, code: ErrorCode, *, counted: bool) -> Posting:
    """Surely not in the books; to be tried at ``not_before``. A throttle is not counted as an attempt."""
    attempts = posting.attempts if counted else max(0, posting.attempts - 1)
    changes = {
        "batch_id": None,
        "not_before": not_before,
        "attempts": attempts,
        "generation": posting.generation + 1,
    }
    return _step(posting, PostingState.PENDING, now, code, None, changes)


def deferred(posting: Posting, error: PostingError, not_before: datetime, now: datetime) -> Posting:
    """Still pending, and said what for."""
    changes = {"error": error, "not_before": not_before}
    return _step(posting, PostingState.PENDING, now, ErrorCode(error.code), error.message, changes)


def cancelled(posting: Posting, now: datetime, note: str) -> Posting:
    """Never to be sent: superseded, or given up by a person."""
    return _step(posting, PostingState.CANCELLED, now, None, note, {"error": None})


def parked(posting: Posting, problem: Problem, turn: str, exception_id: str, now: datetime) -> Posting:
    """Waits for a person; ``exception_id`` is its item in the inbox."""
    error = PostingError(
        code=problem.code,
        message=problem.message,
        turn=turn,
        details={**problem.details, "subject": problem.subject, "exception_id": exception_id},
    )
    changes = {"batch_id": None, "error": error}
    return _step(posting, PostingState.PARKED, now, problem.code, problem.message, changes)


def released(posting: Posting, now: datetime, note: str) -> Posting:
    """From parked to pending: what it waited for may be there now."""
    changes = {"not_before": now, "generation": posting.generation + 1, "error": None}
    return _step(posting, PostingState.PENDING, now, None, note, changes)


def woken(posting: Posting, now: datetime, note: str) -> Posting:
    """Still pending, and due at once."""
    return _step(posting, PostingState.PENDING, now, None, note, {"not_before": now, "error": None})


def _step(
    posting: Posting,
    state: PostingState,
    now: datetime,
    code: ErrorCode | None,
    note: str | None,
    changes: Mapping[str, object],
) -> Posting:
    event = PostingEvent(at=now, state=state, code=code, note=note)
    common = {"state": state, "updated_at": now, "history": (*posting.history, event)}
    return posting.model_copy(update={**common, **changes})
