"""How large a body may be, and that it is JSON: judged before anything else of a request."""

import json
from typing import Final

from fieldledger.http.request import Request
from fieldledger.result import ErrorCode, Result

MAX_BODY_BYTES: Final = 256 * 1024


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
    """The body's JSON; ``VALIDATION_FAILED`` with the place where it ends to be JSON."""
    try:
        return Result.ok(json.loads(body))
    except json.JSONDecodeError as wrong:
        fields = [{"field": f"body.{wrong.pos}", "problem": "JSON decode error"}]
        return Result.fail("the request is not valid", ErrorCode.VALIDATION_FAILED, {"fields": fields})
    except (UnicodeDecodeError, RecursionError):
        return Result.fail("the request cannot be read", ErrorCode.VALIDATION_FAILED)


def _declared_bytes(request: Request) -> int:
    declared = request.headers.get("content-length", "0")
    return int(declared) if declared.isdecimal() else 0


def _is_json(content_type: str) -> bool:
    kind, _, subtype = content_type.partition(";")[0].strip().lower().partition("/")
    return kind == "application" and (subtype == "json" or subtype.endswith("+json"))
