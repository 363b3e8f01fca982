"""Every answer that a test gets of a function is held to contracts/openapi.json: its status, its code, its shape."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import jsonschema_rs
from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.http.routes.catalogue import route_of
from fieldledger.runtime.gateway import HttpAnswer, HttpEvent
from tests.support.api import Handler

_CONTRACT: Final = Path(__file__).parents[2] / "contracts" / "openapi.json"


def promised(handler: Handler) -> Handler:
    """The handler of an API function or webhook, whose every answer has to be one that the description promises."""

    def call(event: HttpEvent, context: LambdaContext) -> HttpAnswer:
        answer = handler(event, context)
        http = event["requestContext"]["http"]
        kind = answer["headers"].get("content-type", "")
        assert_as_promised(http["method"], http["path"], answer["statusCode"], answer["body"], kind)
        return answer

    return call


def assert_as_promised(method: str, path: str, status: int, body: str, kind: str = "") -> None:
    """The answer is one that the description promises; routes that it does not know yet are let through."""
    route = route_of(method, path)
    responses = _responses().get("" if route is None else route.operation_id)
    if responses is None:
        return
    assert route is not None
    advice = f"declare it in `codes` of the route {route.operation_id}, then `make contracts`"
    assert str(status) in responses, f"{route.operation_id} promises no {status}: {advice}\n{body}"
    media = kind.partition(";")[0]
    if media and media != "application/json":
        assert media in responses[str(status)]["content"], f"{route.operation_id} promises no {media}: {advice}"
        return
    validator = _validator(route.operation_id, str(status))
    if validator is not None:
        problem = next(validator.iter_errors(json.loads(body)), None)
        assert problem is None, f"{route.operation_id} {status}: {problem}\n{advice}\n{body}"


@cache
def _document() -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(_CONTRACT.read_text(encoding="utf-8")))


@cache
def _responses() -> dict[str, dict[str, Any]]:
    return {
        operation["operationId"]: operation["responses"]
        for methods in _document()["paths"].values()
        for operation in methods.values()
    }


@cache
def _validator(operation_id: str, status: str) -> jsonschema_rs.Draft202012Validator | None:
    media = _responses()[operation_id][status].get("content", {}).get("application/json")
    if media is None:
        return None
    return jsonschema_rs.Draft202012Validator({**media["schema"], "components": _document()["components"]})
