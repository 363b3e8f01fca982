"""The one catalogue of error codes: what each means over HTTP and who has to act on it.

The same codes appear in API envelopes, in logs, on parked postings, in the exceptions inbox and as headings of the
runbook in ``docs/operations.md``; a test holds the runbook to this list.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Remedy(StrEnum):
    """What makes an error go away."""

    RETRY = "retry"
    FIX_DATA = "fix_data"
    RECONNECT = "reconnect"
    CALL_US = "call_us"


class Turn(StrEnum):
    """Whose move it is: shown beside every item of the exceptions inbox."""

    CUSTOMER = "customer"
    VENDOR = "vendor"
    US = "us"


class ErrorCode(StrEnum):
    """Stable error codes; once released a code is never renamed or reused."""

    UNKNOWN = "UNKNOWN"
    INTERNAL = "INTERNAL"
    # the caller's request
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    VALIDATION_FAILED = "VALIDATION_FAILED"
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    CURSOR_INVALID = "CURSOR_INVALID"
    IDEMPOTENCY_KEY_REQUIRED = "IDEMPOTENCY_KEY_REQUIRED"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    IDEMPOTENCY_IN_PROGRESS = "IDEMPOTENCY_IN_PROGRESS"
    SIGNATURE_INVALID = "SIGNATURE_INVALID"
    # our own records
    VERSION_CONFLICT = "VERSION_CONFLICT"
    ALREADY_EXISTS = "ALREADY_EXISTS"
    STORE_UNAVAILABLE = "STORE_UNAVAILABLE"
    QUEUE_UNAVAILABLE = "QUEUE_UNAVAILABLE"
    RECORD_MALFORMED = "RECORD_MALFORMED"
    # approving time
    PERIOD_CHANGED = "PERIOD_CHANGED"
    PERIOD_LOCKED = "PERIOD_LOCKED"
    NOT_APPROVED_AT_SOURCE = "NOT_APPROVED_AT_SOURCE"
    ALREADY_APPROVED = "ALREADY_APPROVED"
    CHANGED_AFTER_APPROVAL = "CHANGED_AFTER_APPROVAL"
    DELETED_AT_SOURCE = "DELETED_AT_SOURCE"
    TIME_CARD_EMPTY = "TIME_CARD_EMPTY"
    TIME_CARD_DUPLICATE = "TIME_CARD_DUPLICATE"
    TIME_CARD_REPEATED = "TIME_CARD_REPEATED"
    TIME_OVER_A_DAY = "TIME_OVER_A_DAY"
    PER_DIEM_HAS_HOURS = "PER_DIEM_HAS_HOURS"
    PER_DIEM_APART = "PER_DIEM_APART"
    # mapping to the books
    COMPANY_NOT_CONFIGURED = "COMPANY_NOT_CONFIGURED"
    EMPLOYEE_NUMBER_MISSING = "EMPLOYEE_NUMBER_MISSING"
    EMPLOYEE_UNMATCHED = "EMPLOYEE_UNMATCHED"
    EMPLOYEE_AMBIGUOUS = "EMPLOYEE_AMBIGUOUS"
    JOB_NUMBER_MISSING = "JOB_NUMBER_MISSING"
    JOB_UNMATCHED = "JOB_UNMATCHED"
    JOB_AMBIGUOUS = "JOB_AMBIGUOUS"
    PAY_TYPE_UNMAPPED = "PAY_TYPE_UNMAPPED"
    SERVICE_ITEM_UNMATCHED = "SERVICE_ITEM_UNMATCHED"
    SUPPLIER_UNMATCHED = "SUPPLIER_UNMATCHED"
    COST_CODE_UNMAPPED = "COST_CODE_UNMAPPED"
    BOOKS_MAPPING_MISSING = "BOOKS_MAPPING_MISSING"
    LINK_CONFLICT = "LINK_CONFLICT"
    LINK_REFUSED = "LINK_REFUSED"
    LINK_STALE = "LINK_STALE"
    # the books
    BOOKS_PERIOD_CLOSED = "BOOKS_PERIOD_CLOSED"
    BOOKS_REFERENCE_INACTIVE = "BOOKS_REFERENCE_INACTIVE"
    BOOKS_WOULD_REFUSE = "BOOKS_WOULD_REFUSE"
    BOOKS_REFUSED = "BOOKS_REFUSED"
    BOOKS_STALE = "BOOKS_STALE"
    BOOKS_DUPLICATE = "BOOKS_DUPLICATE"
    BOOKS_OUTCOME_UNKNOWN = "BOOKS_OUTCOME_UNKNOWN"
    BOOKS_ECHO_DIFFERS = "BOOKS_ECHO_DIFFERS"
    BOOKS_EDITED = "BOOKS_EDITED"
    POSTING_WAITS = "POSTING_WAITS"
    POSTING_IN_FLIGHT = "POSTING_IN_FLIGHT"
    BATCH_TOO_LARGE = "BATCH_TOO_LARGE"
    # vendors
    NOT_CONNECTED = "NOT_CONNECTED"
    RECONNECT_REQUIRED = "RECONNECT_REQUIRED"
    AUTHORIZATION_INVALID = "AUTHORIZATION_INVALID"
    TOKEN_REFRESH_BUSY = "TOKEN_REFRESH_BUSY"
    BUDGET_EXHAUSTED = "BUDGET_EXHAUSTED"
    VENDOR_THROTTLED = "VENDOR_THROTTLED"
    VENDOR_QUOTA_EXHAUSTED = "VENDOR_QUOTA_EXHAUSTED"
    VENDOR_CIRCUIT_OPEN = "VENDOR_CIRCUIT_OPEN"
    VENDOR_UNAVAILABLE = "VENDOR_UNAVAILABLE"
    VENDOR_TIMEOUT = "VENDOR_TIMEOUT"
    VENDOR_UNAUTHORIZED = "VENDOR_UNAUTHORIZED"
    VENDOR_FORBIDDEN = "VENDOR_FORBIDDEN"
    VENDOR_SETUP_INCOMPLETE = "VENDOR_SETUP_INCOMPLETE"
    VENDOR_NOT_FOUND = "VENDOR_NOT_FOUND"
    VENDOR_REJECTED = "VENDOR_REJECTED"
    VENDOR_ANSWER_UNREADABLE = "VENDOR_ANSWER_UNREADABLE"


@dataclass(frozen=True, slots=True)
class ErrorTraits:
    """How one code behaves: HTTP status, remedy, and whose turn it is."""

    status: int
    remedy: Remedy
    turn: Turn


def _caller(status: int) -> ErrorTraits:
    return ErrorTraits(status, Remedy.FIX_DATA, Turn.CUSTOMER)


_OURS: Final = ErrorTraits(500, Remedy.CALL_US, Turn.US)
_BUSY: Final = ErrorTraits(503, Remedy.RETRY, Turn.US)
_VENDOR: Final = ErrorTraits(502, Remedy.RETRY, Turn.VENDOR)
_SLOW_DOWN: Final = ErrorTraits(503, Remedy.RETRY, Turn.VENDOR)
_RECONNECT: Final = ErrorTraits(409, Remedy.RECONNECT, Turn.CUSTOMER)
_DATA: Final = ErrorTraits(422, Remedy.FIX_DATA, Turn.CUSTOMER)
_CONFLICT: Final = ErrorTraits(409, Remedy.FIX_DATA, Turn.CUSTOMER)

_TRAITS: Final[dict[ErrorCode, ErrorTraits]] = {
    ErrorCode.UNKNOWN: _OURS,
    ErrorCode.INTERNAL: _OURS,
    ErrorCode.UNAUTHENTICATED: _caller(401),
    ErrorCode.FORBIDDEN: _caller(403),
    ErrorCode.NOT_FOUND: _caller(404),
    ErrorCode.METHOD_NOT_ALLOWED: _caller(405),
    ErrorCode.VALIDATION_FAILED: _caller(422),
    ErrorCode.PAYLOAD_TOO_LARGE: _caller(413),
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: _caller(415),
    ErrorCode.CURSOR_INVALID: _caller(400),
    ErrorCode.IDEMPOTENCY_KEY_REQUIRED: _caller(400),
    ErrorCode.IDEMPOTENCY_KEY_REUSED: _caller(422),
    ErrorCode.IDEMPOTENCY_IN_PROGRESS: ErrorTraits(409, Remedy.RETRY, Turn.CUSTOMER),
    ErrorCode.SIGNATURE_INVALID: _caller(401),
    ErrorCode.VERSION_CONFLICT: ErrorTraits(409, Remedy.RETRY, Turn.CUSTOMER),
    ErrorCode.ALREADY_EXISTS: _CONFLICT,
    ErrorCode.STORE_UNAVAILABLE: _BUSY,
    ErrorCode.QUEUE_UNAVAILABLE: _BUSY,
    ErrorCode.RECORD_MALFORMED: _DATA,
    ErrorCode.PERIOD_CHANGED: _CONFLICT,
    ErrorCode.PERIOD_LOCKED: _CONFLICT,
    ErrorCode.NOT_APPROVED_AT_SOURCE: _CONFLICT,
    ErrorCode.ALREADY_APPROVED: _CONFLICT,
    ErrorCode.CHANGED_AFTER_APPROVAL: _CONFLICT,
    ErrorCode.DELETED_AT_SOURCE: _CONFLICT,
    ErrorCode.TIME_CARD_EMPTY: _DATA,
    ErrorCode.TIME_CARD_DUPLICATE: _CONFLICT,
    ErrorCode.TIME_CARD_REPEATED: _CONFLICT,
    ErrorCode.TIME_OVER_A_DAY: _DATA,
    ErrorCode.PER_DIEM_HAS_HOURS: _DATA,
    ErrorCode.PER_DIEM_APART: _DATA,
    ErrorCode.COMPANY_NOT_CONFIGURED: _CONFLICT,
    ErrorCode.EMPLOYEE_NUMBER_MISSING: _DATA,
    ErrorCode.EMPLOYEE_UNMATCHED: _DATA,
    ErrorCode.EMPLOYEE_AMBIGUOUS: _DATA,
    ErrorCode.JOB_NUMBER_MISSING: _DATA,
    ErrorCode.JOB_UNMATCHED: _DATA,
    ErrorCode.JOB_AMBIGUOUS: _DATA,
    ErrorCode.PAY_TYPE_UNMAPPED: _DATA,
    ErrorCode.SERVICE_ITEM_UNMATCHED: _DATA,
    ErrorCode.SUPPLIER_UNMATCHED: _DATA,
    ErrorCode.COST_CODE_UNMAPPED: _DATA,
    ErrorCode.BOOKS_MAPPING_MISSING: _DATA,
    ErrorCode.LINK_CONFLICT: _CONFLICT,
    ErrorCode.LINK_REFUSED: _CONFLICT,
    ErrorCode.LINK_STALE: _CONFLICT,
    ErrorCode.BOOKS_PERIOD_CLOSED: _CONFLICT,
    ErrorCode.BOOKS_REFERENCE_INACTIVE: _DATA,
    ErrorCode.BOOKS_WOULD_REFUSE: _DATA,
    ErrorCode.BOOKS_REFUSED: _DATA,
    ErrorCode.BOOKS_STALE: ErrorTraits(409, Remedy.RETRY, Turn.US),
    ErrorCode.BOOKS_DUPLICATE: _CONFLICT,
    ErrorCode.BOOKS_OUTCOME_UNKNOWN: ErrorTraits(502, Remedy.RETRY, Turn.US),
    ErrorCode.BOOKS_ECHO_DIFFERS: _CONFLICT,
    ErrorCode.BOOKS_EDITED: _CONFLICT,
    ErrorCode.POSTING_WAITS: _CONFLICT,
    ErrorCode.POSTING_IN_FLIGHT: ErrorTraits(409, Remedy.RETRY, Turn.US),
    ErrorCode.BATCH_TOO_LARGE: ErrorTraits(413, Remedy.RETRY, Turn.US),
    ErrorCode.NOT_CONNECTED: _RECONNECT,
    ErrorCode.RECONNECT_REQUIRED: _RECONNECT,
    ErrorCode.AUTHORIZATION_INVALID: _CONFLICT,
    ErrorCode.TOKEN_REFRESH_BUSY: _BUSY,
    ErrorCode.BUDGET_EXHAUSTED: _SLOW_DOWN,
    ErrorCode.VENDOR_THROTTLED: _SLOW_DOWN,
    ErrorCode.VENDOR_QUOTA_EXHAUSTED: _SLOW_DOWN,
    ErrorCode.VENDOR_CIRCUIT_OPEN: _SLOW_DOWN,
    ErrorCode.VENDOR_UNAVAILABLE: _VENDOR,
    ErrorCode.VENDOR_TIMEOUT: ErrorTraits(504, Remedy.RETRY, Turn.VENDOR),
    ErrorCode.VENDOR_UNAUTHORIZED: _RECONNECT,
    ErrorCode.VENDOR_FORBIDDEN: _RECONNECT,
    ErrorCode.VENDOR_SETUP_INCOMPLETE: _CONFLICT,
    ErrorCode.VENDOR_NOT_FOUND: _DATA,
    ErrorCode.VENDOR_REJECTED: _DATA,
    ErrorCode.VENDOR_ANSWER_UNREADABLE: ErrorTraits(502, Remedy.CALL_US, Turn.VENDOR),
}


def codes_with(remedy: Remedy) -> tuple[ErrorCode, ...]:
    """Every code that ``remedy`` makes go away."""
    return tuple(code for code, behaviour in _TRAITS.items() if behaviour.remedy is remedy)


def traits(code: ErrorCode | str) -> ErrorTraits:
    """Traits of ``code``; a code outside the catalogue behaves like ``UNKNOWN`` (500, ours)."""
    return _TRAITS.get(ErrorCode(code), _OURS) if code in ErrorCode else _OURS
