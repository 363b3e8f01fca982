"""What to do after a failed call: one pure decision.

``Ambiguous`` is never repeated here: the vendor may have acted, and whoever owns the write has to look (the posting
engine does). ``Retry`` says when; a moment further away than two seconds travels back to the queue as ``retry_at``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.result import ErrorCode, Result

MAX_ATTEMPTS: Final = 5
MAX_WAIT_SECONDS: Final = 60.0
_FIRST_WAIT_SECONDS: Final = 0.25
_FACTOR: Final = 4
# The vendor or we ourselves may recover by waiting.
_PASSING: Final = frozenset({ErrorCode.VENDOR_UNAVAILABLE, ErrorCode.VENDOR_TIMEOUT})
# Nothing was done, and the failure names the moment from which it makes sense again.
_POSTPONED: Final = frozenset(
    {
        ErrorCode.BUDGET_EXHAUSTED,
        ErrorCode.VENDOR_THROTTLED,
        ErrorCode.VENDOR_QUOTA_EXHAUSTED,
        ErrorCode.VENDOR_CIRCUIT_OPEN,
        ErrorCode.TOKEN_REFRESH_BUSY,
    }
)


@dataclass(frozen=True, slots=True)
class Retry:
    """Repeat at ``at`` (UTC), not before."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Repeating the same call would not help."""

    why: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The vendor may have acted on a call that must not happen twice."""

    why: str


type Decision = Retry | GiveUp | Ambiguous


def decide(failed: Result[object], attempt: int, *, safe: bool, now: datetime, jitter: float) -> Decision:
    """``attempt`` counts from 1; ``jitter`` is uniform in [0, 1): full jitter over 0.25 s, 1 s, 4 s, 16 s.

    ``safe`` says that the call may be repeated whatever became of it; otherwise only one that did nothing is.
    """
    code = failed.error_code or ""
    if code in _POSTPONED:
        return Retry(max(now, failed.retry_at or now + _backoff(attempt, jitter)), code)
    if not safe and outcome_of(failed) is CallOutcome.UNKNOWN:
        return Ambiguous(code)
    if code not in _PASSING:
        return GiveUp(code)
    if not safe and outcome_of(failed) is not CallOutcome.NOT_SENT:
        return Ambiguous(code)
    if attempt >= MAX_ATTEMPTS:
        return GiveUp(f"{code} {attempt} times")
    return Retry(max(now + _backoff(attempt, jitter), failed.retry_at or now), code)


def _backoff(attempt: int, jitter: float) -> timedelta:
    ceiling = min(MAX_WAIT_SECONDS, _FIRST_WAIT_SECONDS * _FACTOR ** (attempt - 1))
    return timedelta(seconds=ceiling * jitter)
