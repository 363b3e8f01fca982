"""How large a body may be, and that it is JSON: judged before anything else of a request."""

import json
from collections.abc import Iterable
from typing import Final

from fieldledger.http.request import Request
from fieldledger.result import ErrorCode, Result

MAX_BODY_BYTES: Final = 256 * 1024
_MOST_DIGITS: Final = 20  # Python reads no number of thousands of digits
_DEEPEST: Final = 32


def judged(request: Request) -> Result[bytes]:
    """The body; 413 for more than 256 KiB, declared or sent; 415 for a body that does not call itself JSON."""
    body = b"" if _declared_bytes(request) > MAX_BODY_BYTES else request.body
    if max(_declared_bytes(request), len(body)) > MAX_BODY_BYTES:
        details = {"limit_bytes": MAX_BODY_BYTES}
        return Result.fail("the body is too large", ErrorCode.PAYLOAD_TOO_LARGE, details)
    if body and not _is_json(request.headers.get("content-type", "")):
        return Result.fail("send the body as application/json", ErrorCode.UNSUPPORTED_MEDIA_TYPE)
    return Result.ok(body)


def parsed(body: bytes) -> Result[object]:
    """The body's JSON; ``VALIDATION_FAILED``, with the place where it ends to be JSON, or nested beyond 32 levels."""
    try:
        value: object = json.loads(body)
    except json.JSONDecodeError as wrong:
        fields = [{"field": f"body.{wrong.pos}", "problem": "JSON decode error"}]
        return Result.fail("the request is not valid", ErrorCode.VALIDATION_FAILED, {"fields": fields})
    except (ValueError, RecursionError):  # not UTF-8, a number of thousands of digits, or nested without end
        return _unreadable()
    return _unreadable() if _too_deep(value) else Result.ok(value)


def _too_deep(value: object) -> bool:
    """Whoever walks through a body calls itself at each level: what is valid must not exhaust Python's stack."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [part for each in level for part in _parts(each)]
    return any(isinstance(each, dict | list) for each in level)


def _parts(value: object) -> Iterable[object]:
    match value:
        case dict():
            return value.values()
        case list():
            return value
        case _:
            return ()


def _unreadable() -> Result[object]:
    return Result.fail("the request cannot be read", ErrorCode.VALIDATION_FAILED)


def _declared_bytes(request: Request) -> int:
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal():
        return 0
    return int(declared) if len(declared) <= _MOST_DIGITS else MAX_BODY_BYTES + 1


def _is_json(content_type: str) -> bool:
    kind, _, subtype = content_type.partition(";")[0].strip().lower().partition("/")
    return kind == "application" and (subtype == "json" or subtype.endswith("+json"))
