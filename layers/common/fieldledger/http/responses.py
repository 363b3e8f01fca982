"""From a Result to an HTTP response: status from the code's traits, body always the envelope."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from math import ceil

from fieldledger.envelope import ApiResponse, Freshness, Pagination, failure_envelope, success_envelope
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime.gateway import public_details, standard_headers

type Headers = Mapping[str, str]


def respond(
    request: Request,
    result: Result[object],
    *,
    pagination: Pagination | None = None,
    freshness: Freshness | None = None,
    headers: Headers | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """The response for ``result``: ``status`` with its data, or its error."""
    if result.failed:
        return refuse(request, result, headers=headers)
    envelope = success_envelope(result.unwrap(), request.request_id, pagination, freshness)
    return _response(envelope, status, request, headers)


def respond_file(request: Request, content: bytes, name: str, media_type: str) -> Response:
    """A file to be saved under ``name`` (plain ASCII without quotes). Lambda answers 6 MB, of binary a third less."""
    disposition = {"content-type": media_type, "content-disposition": f'attachment; filename="{name}"'}
    # A file of a contractor's is what it says it is: no browser should make a page of it.
    guarded = {**standard_headers(request.request_id), "x-content-type-options": "nosniff", **disposition}
    return Response(content, HTTPStatus.OK, guarded)


def refuse(
    request: Request, failed: Result[object], *, status: int | None = None, headers: Headers | None = None
) -> Response:
    """The response for a failure; ``Retry-After`` (seconds) where the details know ``retry_at``."""
    code = failed.error_code or ErrorCode.UNKNOWN
    shown = Result.fail(failed.error or "", code, public_details(failed.details))
    envelope = failure_envelope(shown, request.request_id)
    return _response(
        envelope, status or failed.traits.status, request, {**_retry_after(request, failed), **(headers or {})}
    )


def _retry_after(request: Request, failed: Result[object]) -> Headers:
    retry_at = failed.details.get("retry_at")
    if isinstance(retry_at, str):
        retry_at = datetime.fromisoformat(retry_at)
    if not isinstance(retry_at, datetime):
        return {}
    now = request.surroundings.clock.now()
    return {"Retry-After": str(max(0, ceil((retry_at - now).total_seconds())))}


def _response[T](envelope: ApiResponse[T], status: int, request: Request, headers: Headers | None) -> Response:
    merged = {**standard_headers(request.request_id), **(headers or {})}
    return Response(envelope.model_dump_json(fallback=str), status, merged)
