"""One operation of the description: what FastAPI knows of it, and what it cannot know."""

import inspect
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, cast

from boundaries.openapi.areas import tag_of
from boundaries.openapi.codes import IDEMPOTENCY_HEADER, by_status, codes_of
from boundaries.openapi.failures import JSON, headers, responses, success_schema
from boundaries.openapi.plain import KEPT
from boundaries.openapi.schemas import PREFIX, Json, without_null
from boundaries.sources import RouteFunction
from fieldledger.http.idempotency import MAX_LENGTH, MIN_LENGTH
from fieldledger.http.scopes import PREFIX as SCOPE_PREFIX

BEARER: Final = "bearer"
_STATUS: Final = re.compile(r"HTTPStatus\.([A-Z_]+)")
_SUCCESS: Final = range(200, 400)
_REDIRECT: Final = 300
_ENVELOPE: Final = {"success", "data", "error", "meta"}
_KEY: Final = {
    "type": "string",
    "minLength": MIN_LENGTH,
    "maxLength": MAX_LENGTH,
    "pattern": r"^[!-~]([ -~]*[!-~])?$",
}
_REPLAYED: Final = {
    "description": "`true` for the first answer given again.",
    "schema": {"type": "string", "enum": ["true"]},
}


@dataclass(frozen=True, slots=True)
class Described:
    """An operation as FastAPI describes it, and all schemas."""

    operation: Json
    schemas: dict[str, Json]


def finished(function: RouteFunction, described: Described) -> Json:
    """The operation with its area, its sign-in, true parameters, and every answer."""
    route, operation = function.route, described.operation
    listed = cast("list[Json]", operation.get("parameters", []))
    parameters = [_parameter(each) for each in listed if each["name"] != "Authorization"]
    body = operation.get("requestBody")
    whole: Json = {"parameters": parameters, **({"requestBody": body} if body else {})}
    codes = codes_of(route, whole, function.module)
    signed_in = route.scope is not None
    answers = {
        **_successes(function, described, paged=any(each["name"] == "cursor" for each in parameters)),
        **responses(by_status(codes), signed_in=signed_in, has_body=body is not None),
    }
    found: Json = {
        "operationId": route.operation_id,
        "tags": [tag_of(route)],
        "summary": _summary(function),
        "description": operation.get("description", ""),
        "deprecated": route.deprecated,
        "security": [{BEARER: [f"{SCOPE_PREFIX}{route.scope}"]}] if signed_in else [],
        "x-fieldledger-scope": None if route.scope is None else str(route.scope),
        "x-fieldledger-roles": [role.value for role in route.roles] if signed_in else None,
        **whole,
        "responses": answers,
    }
    return {name: value for name, value in found.items() if value not in (None, False, "") or name == "security"}


def _summary(function: RouteFunction) -> str:
    """The first line of the function's file, without the route that it begins with."""
    first = str(function.module.__doc__).strip().splitlines()[0]
    text = first.partition(": ")[2] or first
    return f"{text[0].upper()}{text[1:]}".rstrip(".")


def _parameter(parameter: Json) -> Json:
    name = str(parameter["name"])
    found: Json = {**parameter, "schema": without_null(cast("Json", parameter["schema"]))}
    if name.lower() == IDEMPOTENCY_HEADER.lower():
        found |= {
            "name": IDEMPOTENCY_HEADER,
            "required": True,
            "schema": _KEY,
            "description": "New for each decision, the same when that decision is repeated.",
        }
    return found


def _successes(function: RouteFunction, described: Described, *, paged: bool) -> dict[str, Json]:
    """A response for each status of success that the function's file names; 200 if it names none."""
    named = _STATUS.findall(inspect.getsource(function.module)) if hasattr(function.module, "app") else []
    statuses = sorted({HTTPStatus[name] for name in named if HTTPStatus[name] in _SUCCESS}) or [HTTPStatus.OK]
    declared = cast("dict[str, Json]", described.operation["responses"])
    content = cast("dict[str, Json]", next(iter(declared.values()))["content"])
    keyed = any(
        each["name"] == "idempotency-key" for each in cast("list[Json]", described.operation.get("parameters", []))
    )
    kept = {"304": _unchanged()} if function.route in KEPT else {}
    return kept | {
        str(status.value): _success(status, content, described, paged=paged, keyed=keyed) for status in statuses
    }


def _unchanged() -> Json:
    status = HTTPStatus.NOT_MODIFIED
    return {"description": f"{status.phrase}.", "headers": headers()}


def _success(status: HTTPStatus, content: dict[str, Json], described: Described, *, paged: bool, keyed: bool) -> Json:
    known = headers() | ({"Idempotency-Replayed": cast("Json", _REPLAYED)} if keyed else {})
    if status >= _REDIRECT:
        location: Json = {"description": "Where to go on.", "required": True, "schema": {"type": "string"}}
        return {"description": f"{status.phrase}.", "headers": {**known, "Location": location}}
    if JSON not in content:
        return {"description": f"{status.phrase}.", "headers": known, "content": content}
    schema = _enveloped(cast("Json", content[JSON].get("schema", {})), described.schemas, paged=paged)
    files = {kind: media for kind, media in content.items() if kind != JSON}
    return {"description": f"{status.phrase}.", "headers": known, "content": {JSON: {"schema": schema}, **files}}


def _enveloped(schema: Json, schemas: dict[str, Json], *, paged: bool) -> Json:
    """FastAPI's type of the envelope holds data or an error: a success holds data."""
    envelope = schemas.get(str(schema.get("$ref", "")).removeprefix(PREFIX), {})
    properties = cast("dict[str, Json]", envelope.get("properties", {}))
    if set(properties) != _ENVELOPE:
        return schema
    options = cast("list[Json]", properties["data"]["anyOf"])
    kept = [option for option in options if option != {"type": "null"}]
    return success_schema(kept[0] if len(kept) == 1 else {"anyOf": kept}, paged=paged)
