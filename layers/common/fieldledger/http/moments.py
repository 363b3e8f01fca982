"""Moments and spans of time in requests."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from fieldledger.result import ErrorCode, Result

# A moment with its offset.
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2101, 1, 1, tzinfo=UTC))]


def in_order(first: datetime | None, last: datetime | None) -> Result[None]:
    """``VALIDATION_FAILED``, naming ``to``, for a span that ends before it begins."""
    if first is None or last is None or first <= last:
        return Result.ok(None)
    details = {"fields": [{"field": "query.to", "problem": "must not be before from"}]}
    return Result.fail("the request is not valid", ErrorCode.VALIDATION_FAILED, details)
