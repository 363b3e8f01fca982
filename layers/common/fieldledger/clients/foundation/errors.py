"""What a refused call means (foundation.md B3, B5, B6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from fieldledger.clients.foundation.assumptions import FoundationDialect, Meaning
from fieldledger.clients.foundation.error_text import Said, said
from fieldledger.clients.foundation.rates import named_wait
from fieldledger.clients.vendor_answer import CallOutcome, VendorAnswer
from fieldledger.domain.clock import iso
from fieldledger.result import ErrorCode, Result

# A quota that names no end is asked again after this long.
_UNNAMED_QUOTA: Final = timedelta(hours=1)


class Refused(StrEnum):
    """What the gateway or the application objected to; in ``details["refused"]``."""

    KEY = "subscription_key"  # missing, wrong, or of the other environment
    TOKEN = "token"
    QUOTA = "quota"
    PRODUCT = "product"  # the subscription or the token may not do this, or the list takes no writes
    RATE = "rate"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a refusal is to be taken."""

    code: ErrorCode
    heading: str
    refused: Refused | None = None
    outcome: CallOutcome = CallOutcome.ANSWERED


_KEY: Final = Verdict(
    ErrorCode.VENDOR_SETUP_INCOMPLETE,
    "FOUNDATION refused our subscription key: it is missing, wrong, or not for this product",
    Refused.KEY,
)
_TOKEN: Final = Verdict(ErrorCode.VENDOR_UNAUTHORIZED, "FOUNDATION refused our token", Refused.TOKEN)
_QUOTA: Final = Verdict(
    ErrorCode.VENDOR_QUOTA_EXHAUSTED, "the quota of our FOUNDATION subscription is used up", Refused.QUOTA
)
_PRODUCT: Final = Verdict(
    ErrorCode.VENDOR_SETUP_INCOMPLETE, "our FOUNDATION subscription does not include this", Refused.PRODUCT
)
_RATE: Final = Verdict(ErrorCode.VENDOR_THROTTLED, "FOUNDATION asks us to slow down", Refused.RATE)
_ABSENT: Final = Verdict(ErrorCode.VENDOR_NOT_FOUND, "FOUNDATION does not know this record")
_SLOW: Final = Verdict(ErrorCode.VENDOR_TIMEOUT, "FOUNDATION gave up on the request", outcome=CallOutcome.UNKNOWN)
_DOWN: Final = Verdict(ErrorCode.VENDOR_UNAVAILABLE, "FOUNDATION failed", outcome=CallOutcome.UNKNOWN)
_RECORD: Final = Verdict(ErrorCode.VENDOR_REJECTED, "FOUNDATION refused the record", Refused.RECORD)
_MEANINGS: Final[dict[Meaning, Verdict]] = {
    Meaning.DUPLICATE: Verdict(ErrorCode.BOOKS_DUPLICATE, "FOUNDATION has such a record already", Refused.RECORD),
    Meaning.PERIOD_CLOSED: Verdict(ErrorCode.BOOKS_PERIOD_CLOSED, "the period is closed in FOUNDATION", Refused.RECORD),
    Meaning.INACTIVE: Verdict(
        ErrorCode.BOOKS_REFERENCE_INACTIVE, "FOUNDATION has made inactive what the record points at", Refused.RECORD
    ),
}
_BY_STATUS: Final[dict[int, Verdict]] = {
    HTTPStatus.NOT_FOUND: _ABSENT,
    HTTPStatus.METHOD_NOT_ALLOWED: _PRODUCT,
    HTTPStatus.REQUEST_TIMEOUT: _SLOW,
    HTTPStatus.TOO_MANY_REQUESTS: _RATE,
}


def refusal(
    answer: VendorAnswer, dialect: FoundationDialect, now: datetime, unnamed: datetime | None = None
) -> Result[VendorAnswer]:
    """The failure for ``answer``, whose status is 400 or more.

    Details: ``status``, ``outcome``, ``refused`` (see ``Refused``), ``fields`` (messages by field), ``trace_id``, and
    ``retry_at`` for throttling and quotas; ``unnamed`` is it where the answer names no time.
    """
    words = said(answer, dialect)
    verdict = _verdict(answer, words, dialect)
    details: dict[str, object] = {"status": answer.status, "outcome": verdict.outcome.value}
    if verdict.refused is not None:
        details["refused"] = verdict.refused.value
    if words.fields:
        details["fields"] = {name: list(messages) for name, messages in words.fields.items()}
    if words.trace is not None:
        details["trace_id"] = words.trace
    retry_at = _retry_at(answer, verdict, named_wait(answer.headers, words.text, now, dialect), now, unnamed)
    if retry_at is not None:
        details["retry_at"] = iso(retry_at)
    # The words of a 401 may repeat the token.
    quoted = "" if answer.status == HTTPStatus.UNAUTHORIZED else words.text
    return Result.fail(f"{verdict.heading}: {quoted}" if quoted else verdict.heading, verdict.code, details)


def refuses_key(answer: VendorAnswer, dialect: FoundationDialect) -> bool:
    """Whether a 401 is the gateway's, about the subscription key."""
    return _speaks_of_key(answer, said(answer, dialect), dialect)


def _verdict(answer: VendorAnswer, words: Said, dialect: FoundationDialect) -> Verdict:
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _DOWN
    if answer.status == HTTPStatus.UNAUTHORIZED:
        return _KEY if _speaks_of_key(answer, words, dialect) else _TOKEN
    if answer.status == HTTPStatus.FORBIDDEN:
        return _QUOTA if _mentions(words, dialect.quota_words) else _PRODUCT
    return _BY_STATUS.get(answer.status) or _of_record(answer.status, words, dialect)


def _speaks_of_key(answer: VendorAnswer, words: Said, dialect: FoundationDialect) -> bool:
    """The gateway names the key; the application, which asks for the token, does not."""
    challenge = answer.headers.get("www-authenticate", "").lower()
    return _mentions(words, dialect.key_refusal_words) or any(word in challenge for word in dialect.key_challenge_words)


def _of_record(status: int, words: Said, dialect: FoundationDialect) -> Verdict:
    """Words say more than the status: a 409 may also speak of a closed period."""
    for meaning, phrases in dialect.refusal_words.items():
        if _mentions(words, phrases):
            return _MEANINGS[meaning]
    return _MEANINGS[Meaning.DUPLICATE] if status in dialect.duplicate_statuses else _RECORD


def _mentions(words: Said, phrases: tuple[str, ...]) -> bool:
    everything = words.everything
    return any(phrase in everything for phrase in phrases)


def _retry_at(
    answer: VendorAnswer, verdict: Verdict, named: datetime | None, now: datetime, unnamed: datetime | None
) -> datetime | None:
    match verdict.refused:
        case Refused.RATE:
            return named or unnamed
        case Refused.QUOTA:
            return named or now + _UNNAMED_QUOTA
        case _ if verdict is _DOWN and "retry-after" in answer.headers:
            return named
    return None
