"""The whole description, OpenAPI 3.1: the functions' own routes, put together and completed."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Final, cast

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from boundaries.openapi.areas import tags
from boundaries.openapi.examples import Examples, Sample, documented_answers
from boundaries.openapi.failures import JSON, components, example
from boundaries.openapi.fastapi_routes import add_route
from boundaries.openapi.operations import BEARER, Described, finished
from boundaries.openapi.plain import plain_route
from boundaries.openapi.schemas import Json, always_whole, named_for_readers, referenced, tidied
from boundaries.sources import RouteFunction
from fieldledger.error_codes import ErrorCode

_DESCRIPTION: Final = (
    "The back office of a construction contractor. Every answer of a function is in the envelope "
    "`{success, data, error, meta}`; what API Gateway answers by itself is `{message}`."
)


def describe(functions: Sequence[RouteFunction], samples: Path, document: str) -> Json:
    """The description of ``functions``, with examples of ``samples`` (events) and of ``document`` (docs/api.md)."""
    found = get_openapi(title="Fieldledger", version="1", routes=[_route(function) for function in functions])
    schemas, renamed = named_for_readers(cast("dict[str, Json]", tidied(found["components"]["schemas"])))
    paths: dict[str, dict[str, Json]] = {}
    for function in functions:
        route = function.route
        operation = cast("Json", renamed(tidied(found["paths"][route.path][route.method.lower()])))
        described = Described(operation, schemas)
        paths.setdefault(route.path, {})[route.method.lower()] = finished(function, described)
    kept = _kept(paths, schemas)
    _add_examples(functions, paths, kept, samples, documented_answers(document))
    return {
        "openapi": "3.1.0",
        "info": {"title": "Fieldledger", "version": "1", "description": _DESCRIPTION},
        "servers": [{"url": "/", "description": "The stack's output ApiUrl."}],
        "tags": tags(),
        "paths": paths,
        "components": {
            "schemas": dict(sorted(kept.items())),
            "examples": {code.value: example(code) for code in ErrorCode if f'"{code}"' in json.dumps(paths)},
            "securitySchemes": {BEARER: _bearer()},
        },
    }


def operations(document: Mapping[str, object]) -> dict[str, tuple[str, str, Json]]:
    """Method, path and operation of a description, by operation id."""
    paths = cast("Mapping[str, Mapping[str, Json]]", document["paths"])
    return {
        str(operation["operationId"]): (method.upper(), path, operation)
        for path, methods in paths.items()
        for method, operation in methods.items()
    }


def _route(function: RouteFunction) -> APIRoute:
    app = getattr(function.module, "app", None)
    if app is not None:
        return add_route(FastAPI(), app.served[0], _copied)
    found = plain_route(function.route)
    if found is None:
        raise LookupError(f"boundaries/openapi/plain.py does not describe {function.route.operation_id}")
    return found


def _copied(call: Callable[..., object]) -> Callable[..., object]:
    """FastAPI reads its signature and documentation and never calls it."""

    @wraps(call)
    def copy() -> None:
        raise NotImplementedError

    return copy


def _kept(paths: Mapping[str, Mapping[str, Json]], schemas: Mapping[str, Json]) -> dict[str, Json]:
    """Schemas that are used; those of answers alone hold every field."""
    every: dict[str, Json] = {**schemas, **components()}
    operations_ = [operation for methods in paths.values() for operation in methods.values()]
    asked = referenced([[each.get("requestBody"), each["parameters"]] for each in operations_], every)
    answered = referenced([each["responses"] for each in operations_], every) - asked
    return {
        name: always_whole(schema) if name in answered and name in schemas else schema
        for name, schema in every.items()
        if name in asked | answered
    }


def _bearer() -> Json:
    return {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A person's ID token. Operations name the scope that they need and the roles that bring it.",
    }


def _add_examples(
    functions: Sequence[RouteFunction],
    paths: Mapping[str, Mapping[str, Json]],
    schemas: Mapping[str, Json],
    samples: Path,
    documented: Mapping[str, Json],
) -> None:
    examples = Examples(schemas)
    answers = {}
    for function in functions:
        route = function.route
        operation = paths[route.path][route.method.lower()]
        _add_request(operation, Sample(samples / f"{function.sample}.json"), function, examples)
        shown = documented.get(f"{route.method} {route.path}")
        schema = _success_schema(operation)
        if shown is not None and schema is not None:
            whole = examples.completed(schema, shown)
            if examples.fits(schema, whole):
                answers[route.operation_id] = whole
                examples.learn(schema, whole)
    for function in functions:
        operation = paths[function.route.path][function.route.method.lower()]
        for media in _success_media(operation):
            schema = cast("Json", media.get("schema", {}))
            media["example"] = answers.get(function.route.operation_id) or examples.make(schema)


def _add_request(operation: Json, sample: Sample, function: RouteFunction, examples: Examples) -> None:
    values = sample.parameters(function.route)
    for parameter in cast("list[Json]", operation["parameters"]):
        value = values.get((str(parameter["in"]), _known_as(parameter)))
        if value is not None:
            parameter["example"] = _typed(value, parameter, examples)
        elif parameter.get("required"):
            parameter["example"] = examples.make(parameter["schema"])
    body = cast("Json", operation.get("requestBody", {}))
    media = cast("dict[str, Json]", body.get("content", {})).get(JSON)
    if media is not None:
        given = sample.body()
        media["example"] = examples.make(media["schema"]) if given is None else given


def _known_as(parameter: Json) -> str:
    name = str(parameter["name"])
    return name.lower() if parameter["in"] == "header" else name


def _typed(value: str, parameter: Json, examples: Examples) -> object:
    """Text of an address as the type that its schema names."""
    schema = cast("Json", parameter["schema"])
    options = (value, int(value) if value.lstrip("-").isdigit() else value, value == "true", [value])
    return next((option for option in options if examples.fits(schema, option)), value)


def _success_media(operation: Json) -> list[Json]:
    answers = cast("dict[str, Json]", operation["responses"])
    return [
        media
        for status, answer in answers.items()
        if status.startswith("2")
        for kind, media in cast("dict[str, Json]", answer.get("content", {})).items()
        if kind == JSON
    ]


def _success_schema(operation: Json) -> Json | None:
    found = _success_media(operation)
    return cast("Json", found[0]["schema"]) if found else None
