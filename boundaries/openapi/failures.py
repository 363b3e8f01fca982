"""What a route answers when it cannot do what it was asked: the envelope, and the gateway's own words."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from fieldledger.error_codes import ErrorCode

type Json = dict[str, object]

JSON: Final = "application/json"
# What API Gateway answers by itself, before or instead of a function (docs/api.md).
_GATEWAY: Final = {
    401: "Unauthorized",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
_SIGN_IN: Final = 401
_BODY: Final = 413
_RETRY: Final = frozenset({409, 503})
_REQUEST_ID: Final = "JKJaXmPLvHcESH05A="


def components() -> dict[str, Json]:
    """The schemas that all failures share."""
    nothing: Json = {"type": "null"}
    error = _closed(
        code={"type": "string", "description": "Stable: for programs."},
        message={"type": "string", "description": "For people; may change."},
        details={"type": "object", "additionalProperties": True, "description": "Depends on the code."},
    )
    fault = _closed(field={"type": "string"}, problem={"type": "string"})
    pagination = _closed(
        limit={"type": "integer"},
        count={"type": "integer"},
        next_cursor={"type": ["string", "null"], "description": "Send it as `cursor`; null on the last page."},
    )
    return {
        "Failure": _closed(success={"const": False}, data=nothing, error=error, meta={"$ref": _ref("Meta")}),
        "FieldFault": fault,
        "Gateway": {
            **_closed(message={"type": "string"}),
            "description": "An answer of API Gateway itself: not in the envelope, told by the missing `success`.",
        },
        "Freshness": _freshness(),
        "Meta": _meta(nothing),
        "PageMeta": _meta({"$ref": _ref("Pagination")}),
        "Pagination": pagination,
    }


def _meta(pagination: Json) -> Json:
    """About an answer; only one from a vendor's stored copy says how old it is."""
    request = {"type": "string", "description": "The id that the logs carry."}
    known = {"request_id": request, "pagination": pagination}
    return {**_closed(**known), "properties": {**known, "freshness": {"$ref": _ref("Freshness")}}}


def _freshness() -> Json:
    fields = _closed(
        as_of={"type": "string", "format": "date-time", "description": "When its oldest part was known to be right."},
        age_seconds={"type": "integer"},
        stale={"type": "boolean", "description": "Older than it should be."},
        stale_because={
            "type": ["string", "null"],
            "description": "The code of what kept it from being read again; null where that is on its way.",
        },
    )
    return {**fields, "description": "There only where the answer comes from a vendor's stored copy."}


def success_schema(data: object, *, paged: bool) -> Json:
    """The envelope around ``data``."""
    meta = "PageMeta" if paged else "Meta"
    return _closed(success={"const": True}, data=data, error={"type": "null"}, meta={"$ref": _ref(meta)})


def responses(codes: dict[int, list[ErrorCode]], *, signed_in: bool, has_body: bool) -> dict[str, Json]:
    """A response for each status that the route or the gateway answers."""
    gateway = {429, 500, 503} | ({_SIGN_IN} if signed_in else set()) | ({_BODY} if has_body else set())
    return {str(status): _response(status, codes.get(status, []), gateway) for status in sorted({*codes, *gateway})}


def headers() -> dict[str, Json]:
    """Headers of every answer of a function."""
    return {"X-Request-Id": {"description": "The id that the logs carry.", "schema": {"type": "string"}}}


def _response(status: int, codes: Sequence[ErrorCode], gateway: set[int]) -> Json:
    options: list[Json] = [_failure(codes)] if codes else []
    examples: dict[str, Json] = {code.value: {"$ref": f"#/components/examples/{code}"} for code in codes}
    if status in gateway:
        options.append({"$ref": _ref("Gateway")})
        examples["gateway"] = {"value": {"message": _GATEWAY[status]}}
    schema = options[0] if len(options) == 1 else {"oneOf": options}
    described = ", ".join(
        [*(f"`{code}`" for code in codes), *(["API Gateway's own answer"] if status in gateway else [])]
    )
    found: Json = {"description": f"{HTTPStatus(status).phrase}: {described}."}
    found["headers"] = _failure_headers(status, only_gateway=not codes, also_gateway=status in gateway)
    found["content"] = {JSON: {"schema": schema, "examples": examples}}
    return {name: value for name, value in found.items() if value}


def _failure_headers(status: int, *, only_gateway: bool, also_gateway: bool) -> dict[str, Json]:
    if only_gateway:
        return {}
    found = {} if also_gateway else headers()
    if status in _RETRY:
        found["Retry-After"] = {
            "description": "Seconds, where it is known.",
            "schema": {"type": "string", "pattern": "^[0-9]+$"},
        }
    return found


def _failure(codes: Sequence[ErrorCode]) -> Json:
    error: Json = {"type": "object", "properties": {"code": {"enum": [code.value for code in codes]}}}
    if ErrorCode.VALIDATION_FAILED in codes:
        fields = {"type": "array", "items": {"$ref": _ref("FieldFault")}, "description": "With `VALIDATION_FAILED`."}
        error["properties"] = {
            "code": {"enum": [code.value for code in codes]},
            "details": {"type": "object", "properties": {"fields": fields}},
        }
    return {"allOf": [{"$ref": _ref("Failure")}, {"type": "object", "properties": {"error": error}}]}


def example(code: ErrorCode) -> Json:
    """The envelope of a failure."""
    details: Json = {}
    if code is ErrorCode.VALIDATION_FAILED:
        details = {"fields": [{"field": "body.last_day", "problem": "must not be before the first day"}]}
    error = {"code": code.value, "message": code.value.replace("_", " ").lower(), "details": details}
    meta = {"request_id": _REQUEST_ID, "pagination": None}
    return {"value": {"success": False, "data": None, "error": error, "meta": meta}}


def _closed(**properties: object) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _ref(name: str) -> str:
    return f"#/components/schemas/{name}"
