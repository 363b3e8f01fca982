"""A refused request as a Result: what it means, and what of the vendor's words may be shown (quickbooks.md 1.4, 1.6).

Words of the vendor are kept for faults of the data only: those of the gateway may echo a token.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from fieldledger.clients.quickbooks.faults import (
    Disposition,
    VendorFault,
    disposition,
    duplicate_of,
    faults_in,
    faults_in_xml,
    names_throttle,
)
from fieldledger.clients.retry_after import retry_after
from fieldledger.clients.vendor_answer import EXCERPT, CallOutcome, VendorAnswer
from fieldledger.domain.clock import iso
from fieldledger.result import ErrorCode, Result

# The vendor's own instruction; Retry-After, which some answers carry, is the nearer word (quickbooks.md 1.4).
THROTTLE_WAIT: Final = timedelta(seconds=60)
_LONGEST_WAIT: Final = timedelta(days=1)
TRACE_HEADER: Final = "intuit_tid"
# Codes that speak of the record, not of the connection or of the service.
_OF_THE_DATA: Final = frozenset(
    {
        ErrorCode.BOOKS_REFUSED,
        ErrorCode.BOOKS_DUPLICATE,
        ErrorCode.BOOKS_STALE,
        ErrorCode.BOOKS_PERIOD_CLOSED,
        ErrorCode.BOOKS_REFERENCE_INACTIVE,
        ErrorCode.VENDOR_NOT_FOUND,
    }
)


def failure_in(answer: VendorAnswer, now: datetime) -> Result[VendorAnswer] | None:
    """Body first, then status: a 200 may hold a Fault, and a gateway may answer XML or nothing.

    Details: ``status``, ``disposition``, ``outcome``, ``vendor_request_id``, ``faults`` (codes); ``element``,
    ``reason`` and ``duplicate_of`` for faults of the data; ``retry_at`` and ``limit`` for a throttle.
    """
    faults = faults_of(answer)
    if not faults and answer.status < HTTPStatus.BAD_REQUEST:
        return None
    what, code = _verdict(answer.status, faults)
    outcome = CallOutcome.UNKNOWN if what is Disposition.SETTLE else CallOutcome.ANSWERED
    details: dict[str, object] = {
        "status": answer.status,
        "disposition": what.value,
        "outcome": outcome.value,
        "vendor_request_id": answer.headers.get(TRACE_HEADER),
        "faults": ", ".join(fault.code[:9] for fault in faults),
    }
    if what is Disposition.THROTTLED:
        details["retry_at"] = iso(retry_after(answer.headers, now, _LONGEST_WAIT) or now + THROTTLE_WAIT)
        details["limit"] = "throttle" if names_throttle(faults) else "unnamed"
    if code in _OF_THE_DATA:
        return Result.fail(_sentence(answer, faults), code, details | _of_the_data(faults))
    return Result.fail(_plainly(answer, faults), code, details)


def faults_of(answer: VendorAnswer) -> tuple[VendorFault, ...]:
    """The faults of an answer in JSON or XML; none where there are none or nothing can be read."""
    body = answer.content.lstrip()
    if body.startswith(b"<"):
        return faults_in_xml(body.decode(errors="replace"))
    if b"ault" not in body:  # spares parsing a page of a thousand rows twice
        return ()
    parsed = answer.json()
    return faults_in(parsed.unwrap()) if parsed.success else ()


def is_unnamed_limit(failed: Result[VendorAnswer]) -> bool:
    """Whether this is a 429 that does not say it is a throttle."""
    return failed.details.get("limit") == "unnamed"


def _verdict(status: int, faults: Sequence[VendorFault]) -> tuple[Disposition, ErrorCode]:
    """What a whole refused request means."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Disposition.THROTTLED, ErrorCode.VENDOR_THROTTLED
    if status == HTTPStatus.UNAUTHORIZED:
        return Disposition.REPEAT, ErrorCode.VENDOR_UNAUTHORIZED
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return Disposition.SHRINK, ErrorCode.BATCH_TOO_LARGE
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Disposition.SETTLE, ErrorCode.VENDOR_UNAVAILABLE
    what, code = disposition(faults) if faults else (Disposition.PARK, ErrorCode.VENDOR_REJECTED)
    if status == HTTPStatus.FORBIDDEN and what is Disposition.PARK:
        return Disposition.REPEAT, ErrorCode.VENDOR_FORBIDDEN
    if status == HTTPStatus.NOT_FOUND or code is ErrorCode.BOOKS_REFERENCE_INACTIVE:
        return Disposition.PARK, ErrorCode.VENDOR_NOT_FOUND
    return what, code


def _of_the_data(faults: Sequence[VendorFault]) -> dict[str, object]:
    elements = ", ".join(fault.element for fault in faults if fault.element)
    holder = next((found for fault in faults if (found := duplicate_of(fault))), None)
    said = {"element": elements, "reason": _reason(faults), "duplicate_of": holder}
    return {name: value for name, value in said.items() if value}


def _reason(faults: Sequence[VendorFault]) -> str:
    return "; ".join(fault.detail or fault.message for fault in faults)[:EXCERPT]


def _sentence(answer: VendorAnswer, faults: Sequence[VendorFault]) -> str:
    said = "; ".join(": ".join(filter(None, (fault.message, fault.detail))) for fault in faults)
    return said[:EXCERPT] or _plainly(answer, faults)


def _plainly(answer: VendorAnswer, faults: Sequence[VendorFault]) -> str:
    if answer.status == HTTPStatus.UNAUTHORIZED:
        return "QuickBooks refused our token"
    named = f" (fault {', '.join(fault.code[:9] for fault in faults)})" if faults else ""
    return f"QuickBooks answered {answer.status}{named}"
