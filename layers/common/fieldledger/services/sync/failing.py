"""What a failed page means for its run: a pure decision."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fieldledger.domain.sync_state import SyncRun
from fieldledger.result import ErrorCode, Remedy, Result

MAX_FAILURES: Final = 6
_FIRST_PAUSE: Final = timedelta(minutes=1)
_LONGEST_PAUSE: Final = timedelta(minutes=15)
_REFUSED_IN_A_ROW: Final = 5

# The vendor's word about one project, not about us: a tool that is switched off, a project that is not permitted.
_OF_THE_SCOPE: Final = frozenset(
    {
        ErrorCode.VENDOR_FORBIDDEN,
        ErrorCode.VENDOR_NOT_FOUND,
        ErrorCode.VENDOR_SETUP_INCOMPLETE,
        ErrorCode.VENDOR_REJECTED,
    }
)


@dataclass(frozen=True, slots=True)
class Wait:
    """Go on at ``until``. ``counted``: it was a failure, not a vendor that said when to come back."""

    until: datetime
    counted: bool


@dataclass(frozen=True, slots=True)
class SkipScope:
    """The other scopes go on."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The run ends here; the next one begins where this one began."""


type Judgement = Wait | SkipScope | GiveUp


def judged(failed: Result[object], run: SyncRun, now: datetime) -> Judgement:
    """Budgets and throttles wait for their own time; outages are tried again a few times; the rest is for a person."""
    if failed.retry_at is not None:
        return Wait(failed.retry_at, counted=False)
    at = run.progress
    if at.scope_id is not None and failed.error_code in _OF_THE_SCOPE:
        nothing_works = at.scopes_done == 0 and len(at.skipped) >= _REFUSED_IN_A_ROW
        return GiveUp() if nothing_works else SkipScope()
    if failed.traits.remedy is Remedy.RETRY and run.failures + 1 < MAX_FAILURES:
        return Wait(now + min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**run.failures), counted=True)
    return GiveUp()
