"""Spans of time in requests."""

from datetime import datetime

from fieldledger.result import ErrorCode, Result


def in_order(first: datetime | None, last: datetime | None) -> Result[None]:
    """``VALIDATION_FAILED``, naming ``to``, for a span that ends before it begins."""
    if first is None or last is None or first <= last:
        return Result.ok(None)
    details = {"fields": [{"field": "query.to", "problem": "must not be before from"}]}
    return Result.fail("the request is not valid", ErrorCode.VALIDATION_FAILED, details)
