"""What a refused call means: error code, what to do, and words for a person (procore.md 1)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from fieldledger.clients.procore.error_text import Said, said
from fieldledger.clients.procore.setup import advice, setup_problem
from fieldledger.clients.vendor_answer import CallOutcome, VendorAnswer
from fieldledger.domain.clock import iso
from fieldledger.result import ErrorCode, Result


class Disposition(StrEnum):
    """What to do with the refused call; in ``details["disposition"]``."""

    REPEAT = "repeat"  # Procore did nothing and a later try may work
    THROTTLED = "throttled"  # Procore did nothing; wait until ``retry_at``, no attempt counted
    SETTLE = "settle"  # Procore may have acted: look before anything is sent again
    PARK = "park"  # a person must act
    SHRINK = "shrink"  # the call carried too much


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one status is to be taken."""

    disposition: Disposition
    code: ErrorCode
    outcome: CallOutcome = CallOutcome.ANSWERED


_PARKED: Final = Verdict(Disposition.PARK, ErrorCode.VENDOR_REJECTED)
_DOWN: Final = Verdict(Disposition.SETTLE, ErrorCode.VENDOR_UNAVAILABLE, CallOutcome.UNKNOWN)
_VERDICTS: Final[dict[int, Verdict]] = {
    HTTPStatus.UNAUTHORIZED: Verdict(Disposition.REPEAT, ErrorCode.VENDOR_UNAUTHORIZED),
    HTTPStatus.FORBIDDEN: Verdict(Disposition.PARK, ErrorCode.VENDOR_SETUP_INCOMPLETE),
    HTTPStatus.NOT_FOUND: Verdict(Disposition.PARK, ErrorCode.VENDOR_NOT_FOUND),
    # A big list without a filter runs out of time.
    HTTPStatus.REQUEST_TIMEOUT: Verdict(Disposition.SETTLE, ErrorCode.VENDOR_TIMEOUT, CallOutcome.UNKNOWN),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Verdict(Disposition.SHRINK, ErrorCode.BATCH_TOO_LARGE),
    HTTPStatus.TOO_MANY_REQUESTS: Verdict(Disposition.THROTTLED, ErrorCode.VENDOR_THROTTLED),
}


def verdict(status: int) -> Verdict:
    """How ``status`` is to be taken; what Procore refuses for any other reason needs a person."""
    return _DOWN if status >= HTTPStatus.INTERNAL_SERVER_ERROR else _VERDICTS.get(status, _PARKED)


def refusal(answer: VendorAnswer, retry_at: datetime | None = None) -> Result[VendorAnswer]:
    """The failure for ``answer``, whose status is 400 or more.

    Details: ``status``, ``disposition``, ``outcome``, ``vendor_request_id`` and, where they exist, ``setup``,
    ``fields`` (messages by field), ``vendor_code`` (v2), ``allow`` (405), ``retry_at``.
    """
    what = verdict(answer.status)
    # The words of a 401 may repeat the token.
    words = Said() if answer.status == HTTPStatus.UNAUTHORIZED else said(answer)
    details: dict[str, object] = {
        "status": answer.status,
        "disposition": what.disposition.value,
        "outcome": what.outcome.value,
        "vendor_request_id": answer.headers.get("x-request-id"),
    }
    details |= _further(answer, words)
    if retry_at is not None:
        details["retry_at"] = iso(retry_at)
    return Result.fail(_sentence(answer.status, words), what.code, details)


def busy(failed: Result[VendorAnswer]) -> Result[VendorAnswer]:
    """A 409 of an action that refuses concurrent requests (procore.md 4) does nothing and passes by itself.

    Any other failure is returned as it is.
    """
    if failed.details.get("status") != HTTPStatus.CONFLICT:
        return failed
    details = dict(failed.details) | {
        "conflict": "concurrent_request",
        "disposition": Disposition.REPEAT.value,
        "outcome": CallOutcome.NOT_SENT.value,
    }
    return Result.fail("Procore is still busy with another request", ErrorCode.VENDOR_UNAVAILABLE, details)


def _further(answer: VendorAnswer, words: Said) -> dict[str, object]:
    details: dict[str, object] = {}
    if answer.status == HTTPStatus.FORBIDDEN or _lacks_company(answer.status, words):
        details["setup"] = setup_problem(words.text).value
    if words.fields:
        details["fields"] = {name: list(messages) for name, messages in words.fields.items()}
    if words.code is not None:
        details["vendor_code"] = words.code
    if answer.status == HTTPStatus.METHOD_NOT_ALLOWED and "allow" in answer.headers:
        details["allow"] = answer.headers["allow"]
    return details


def _lacks_company(status: int, words: Said) -> bool:
    """The status of a request without the company header is not documented."""
    return HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and words.text.startswith(
        "Missing Procore-Company-Id"
    )


def _sentence(status: int, words: Said) -> str:
    heading = _heading(status, words)
    return f"{heading}: {words.text}" if words.text else heading


def _heading(status: int, words: Said) -> str:
    if status == HTTPStatus.FORBIDDEN:
        return advice(setup_problem(words.text))
    return _HEADINGS.get(status, f"Procore answered {status}")


_HEADINGS: Final[dict[int, str]] = {
    HTTPStatus.UNAUTHORIZED: "Procore refused our token",
    HTTPStatus.NOT_FOUND: "Procore does not know this record, or does not let us read it",
    HTTPStatus.CONFLICT: "Procore sees a conflict with another record or request",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Procore takes no request of this size",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Procore refused the record",
    HTTPStatus.TOO_MANY_REQUESTS: "Procore asks us to slow down",
}
