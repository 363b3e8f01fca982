"""What a refused call means (raken.md A4)."""

import re
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from fieldledger.clients.retry_after import retry_after
from fieldledger.clients.vendor_answer import CallOutcome, VendorAnswer
from fieldledger.domain.clock import iso
from fieldledger.domain.rate_windows import Period
from fieldledger.result import ErrorCode, Result

# Raken's words for the day's quota; "rate limit exceeded" would be the other kind of 429.
_QUOTA: Final = re.compile(rb"(?<!rate )limit exceeded", re.IGNORECASE)
_USUAL_WAIT: Final = timedelta(seconds=5)
_LONGEST_WAIT: Final = timedelta(days=1)
_CODES: Final[dict[int, ErrorCode]] = {
    HTTPStatus.UNAUTHORIZED: ErrorCode.VENDOR_UNAUTHORIZED,
    HTTPStatus.FORBIDDEN: ErrorCode.VENDOR_FORBIDDEN,
    HTTPStatus.NOT_FOUND: ErrorCode.VENDOR_NOT_FOUND,
}


def refusal(answer: VendorAnswer, now: datetime) -> Result[VendorAnswer]:
    """The failure for ``answer``, whose status is 400 or more.

    Details: ``status``, ``excerpt`` (of a 401 nothing), ``outcome`` and, for both kinds of 429, ``retry_at``: of a
    used-up quota the next midnight UTC.
    """
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return _throttled(answer, now)
    code = _CODES.get(answer.status, ErrorCode.VENDOR_REJECTED)
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        code = ErrorCode.VENDOR_UNAVAILABLE
    return Result.fail(f"Raken answered {answer.status}", code, _details(answer))


def _throttled(answer: VendorAnswer, now: datetime) -> Result[VendorAnswer]:
    """A rate that passes in seconds, or a quota that closes the day."""
    if _QUOTA.search(answer.content):
        details = _details(answer) | {"retry_at": iso(Period.DAY.end(now))}
        return Result.fail("Raken's daily quota is used up", ErrorCode.VENDOR_QUOTA_EXHAUSTED, details)
    named = retry_after(answer.headers, now, _LONGEST_WAIT)  # usually there is none
    details = _details(answer) | {"retry_at": iso(named or now + _USUAL_WAIT)}
    return Result.fail("Raken asks us to slow down", ErrorCode.VENDOR_THROTTLED, details)


def _details(answer: VendorAnswer) -> dict[str, object]:
    return {"status": answer.status, "excerpt": answer.excerpt, "outcome": CallOutcome.ANSWERED.value}
