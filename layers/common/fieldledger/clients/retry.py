"""When to repeat a call inside one invocation: a pure decision.

Only calls that are safe to repeat come here; a write whose outcome is unknown is settled by the posting engine.
"""

from dataclasses import dataclass
from typing import Final

from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.result import ErrorCode, Result

MAX_ATTEMPTS: Final = 3
MAX_WAIT_SECONDS: Final = 2.0
_PASSING: Final = frozenset({ErrorCode.VENDOR_UNAVAILABLE, ErrorCode.VENDOR_TIMEOUT})


@dataclass(frozen=True, slots=True)
class Again:
    """Wait that long, then repeat."""

    wait_seconds: float


def retry_after(failed: Result[object], attempt: int, *, safe: bool, jitter: float) -> Again | None:
    """``attempt`` counts from 1; ``jitter`` is uniform in [0, 1): full jitter over 0.25 s, 0.5 s, 1 s.

    ``safe`` says that the call may be repeated whatever became of it; otherwise only a call that was never sent is.
    """
    if attempt >= MAX_ATTEMPTS or failed.error_code not in _PASSING:
        return None
    if not safe and outcome_of(failed) is not CallOutcome.NOT_SENT:
        return None
    return Again(min(MAX_WAIT_SECONDS, 0.25 * 2 ** (attempt - 1)) * jitter)
