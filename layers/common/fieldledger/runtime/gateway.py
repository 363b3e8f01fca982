"""API Gateway's payload format 2.0 without a web framework: for webhooks, the fallback route and last resorts."""

import base64
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final, NotRequired, TypedDict

from pydantic import BaseModel

from fieldledger.envelope import ApiResponse, error_envelope, failure_envelope, success_envelope
from fieldledger.result import Details, ErrorCode, Result, traits

HIDDEN_DETAILS: Final = frozenset({"cause", "keys", "outcome"})


class HttpContext(TypedDict):
    """``requestContext.http``."""

    method: str
    path: str


class RequestContext(TypedDict):
    """``requestContext``, as far as we read it without a framework."""

    requestId: str
    http: HttpContext


class HttpEvent(TypedDict):
    """An HTTP API event; header names are lower case and repeated headers joined by commas."""

    requestContext: RequestContext
    headers: NotRequired[dict[str, str]]
    rawQueryString: NotRequired[str]
    body: NotRequired[str]
    isBase64Encoded: NotRequired[bool]


class HttpAnswer(TypedDict):
    """What the gateway turns into an HTTP response."""

    statusCode: int
    headers: dict[str, str]
    body: str
    isBase64Encoded: bool


def request_id(event: Mapping[str, object]) -> str:
    """The gateway's request id; empty in an event that is not the gateway's."""
    context = event.get("requestContext")
    return str(context.get("requestId", "")) if isinstance(context, dict) else ""


def raw_body(event: HttpEvent) -> bytes:
    """The request's body as it was sent: signatures cover these bytes, not the gateway's encoding of them."""
    text = event.get("body") or ""
    return base64.b64decode(text) if event.get("isBase64Encoded") else text.encode()


def header(event: HttpEvent, name: str) -> str:
    """A header by its lower-case name, whatever the case in the event; empty if it is missing."""
    found = event.get("headers", {})
    return found.get(name) or next((value for key, value in found.items() if key.lower() == name), "")


def standard_headers(request: str) -> dict[str, str]:
    """Headers of every answer: nothing of a contractor's books is ever cached on the way."""
    return {"content-type": "application/json", "cache-control": "no-store", "x-request-id": request}


def public_details(details: Details) -> dict[str, object]:
    """Details for the caller: what only helps us stays in the logs."""
    return {name: value for name, value in details.items() if name not in HIDDEN_DETAILS}


def success_answer(data: BaseModel, request: str) -> HttpAnswer:
    """200 with ``data`` in the envelope."""
    return _answer(HTTPStatus.OK, success_envelope(data, request), request)


def failure_answer(failed: Result[object], request: str, headers: Mapping[str, str] | None = None) -> HttpAnswer:
    """The envelope of a failed result, with the status of its code."""
    shown = Result.fail(failed.error or "", failed.error_code or ErrorCode.UNKNOWN, public_details(failed.details))
    return _answer(failed.traits.status, failure_envelope(shown, request), request, headers)


def document_answer(text: str, kind: str, request: str, headers: Mapping[str, str] | None = None) -> HttpAnswer:
    """200 with a document of ours that is the same for everybody: kept by the caller, asked for again each time."""
    merged = {**standard_headers(request), "content-type": kind, "cache-control": "no-cache", **(headers or {})}
    return {"statusCode": HTTPStatus.OK, "headers": merged, "body": text, "isBase64Encoded": False}


def internal_error_answer(request: str) -> HttpAnswer:
    """500: the cause is in the log line with the same request id."""
    code = ErrorCode.INTERNAL
    return _answer(traits(code).status, error_envelope(code, "something went wrong on our side", request), request)


def _answer[T](
    status: int, envelope: ApiResponse[T], request: str, headers: Mapping[str, str] | None = None
) -> HttpAnswer:
    body = envelope.model_dump_json(fallback=str)
    merged = {**standard_headers(request), **{name.lower(): value for name, value in (headers or {}).items()}}
    return {"statusCode": status, "headers": merged, "body": body, "isBase64Encoded": False}
