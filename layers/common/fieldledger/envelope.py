"""The one shape of every response: ``{success, data, error, meta}``."""

from collections.abc import Mapping

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from fieldledger.result import Result


class ApiError(BaseModel):
    """What went wrong: a stable code for programs, a sentence for people, context for support."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    code: str
    message: str
    details: dict[str, object] = Field(default_factory=dict)


class Pagination(BaseModel):
    """Where the list goes on: pass ``next_cursor`` back as ``cursor``; null on the last page."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    limit: int
    count: int
    next_cursor: str | None = None


class Freshness(BaseModel):
    """How old an answer from a stored copy is: ``as_of`` is when its oldest part was last known to be right.

    ``stale``: older than it should be; ``stale_because`` is the error code that kept it from being refreshed, null
    where nothing did and a refresh is on its way.
    """

    model_config = ConfigDict(defer_build=True, frozen=True)

    as_of: AwareDatetime
    age_seconds: int
    stale: bool
    stale_because: str | None = None


class ApiMeta(BaseModel):
    """About the response itself; ``request_id`` is the one that the logs carry.

    ``freshness`` is there only where the answer comes from a vendor's stored copy.
    """

    model_config = ConfigDict(defer_build=True, frozen=True)

    request_id: str
    pagination: Pagination | None = None
    freshness: Freshness | None = Field(default=None, exclude_if=lambda value: value is None)


class ApiResponse[T](BaseModel):
    """The envelope."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    success: bool
    data: T | None = None
    error: ApiError | None = None
    meta: ApiMeta


def success_envelope[T](
    data: T, request_id: str, pagination: Pagination | None = None, freshness: Freshness | None = None
) -> ApiResponse[T]:
    """The envelope of a success."""
    meta = ApiMeta(request_id=request_id, pagination=pagination, freshness=freshness)
    return ApiResponse(success=True, data=data, meta=meta)


def error_envelope(
    code: str, message: str, request_id: str, details: Mapping[str, object] | None = None
) -> ApiResponse[None]:
    """The envelope of an error."""
    error = ApiError(code=code, message=message, details=dict(details or {}))
    return ApiResponse[None](success=False, error=error, meta=ApiMeta(request_id=request_id))


def failure_envelope(result: Result[object], request_id: str) -> ApiResponse[None]:
    """The envelope of a failed ``result``."""
    failed = result.failure()
    return error_envelope(failed.error_code or "UNKNOWN", failed.error or "", request_id, failed.details)
