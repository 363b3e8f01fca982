"""Every route that takes a body, sent what an attacker would: fields that are not theirs, and JSON that hurts to read.

Made from the routes themselves, so that a new route is in it from its first line on.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pytest

from fieldledger.http.routes.catalogue import ROUTES
from fieldledger.http.routes.route import Route
from fieldledger.repositories.documents import TableName
from tests.fakes.documents import InMemoryDocumentStore
from tests.support.api import Reply
from tests.unit.functions.contents import OWNER, asking, fill
from tests.unit.functions.deployed import Deployment, a_deployment, as_, sample

TAKING: Final = tuple(
    route for route in ROUTES if route.scope is not None and route.method != "GET" and sample(route).body is not None
)
NOT_THEIRS: Final = {
    "company_id": "birch-builders",
    "user_id": "somebody-else",
    "role": "admin",
    "custom:role": "admin",
    "state": "posted",
    "approved_by": "somebody-else",
    "created_at": "2020-01-01T00:00:00Z",
    "__class__": "Company",
}
"""What a caller would like to set: whose record it is, who they are, and what only the product decides."""
HURTING: Final = (
    "[" * 20_000 + "]" * 20_000,
    '{"a":' * 20_000 + "1" + "}" * 20_000,
    "[" * 20_000,
    "[" * 9_000 + "]" * 9_000,
    "9" * 5_000,
    "[" + "9" * 5_000 + "]",
)
"""Beyond what Python's parser reads, and within it but beyond what code that calls itself could walk through."""
ODD: Final = ('"\\ud800"', "NaN", "-Infinity", "1e400", "1e-400", '{"$ne":null}', "null", "[]", '""')


@pytest.fixture(scope="module")
def functions() -> Iterator[Deployment]:
    with a_deployment() as deployment:
        yield deployment


@pytest.fixture
def deployment(functions: Deployment) -> Deployment:
    functions.store = InMemoryDocumentStore()
    fill(functions.store)
    return functions


def named(route: Route) -> str:
    return route.operation_id


def sent(deployment: Deployment, route: Route, body: str) -> Reply:
    """An administrator's request with another body."""
    return deployment.answer(route, as_(replace(asking(route), body=body), "admin", company_id=OWNER))


def kept(deployment: Deployment) -> list[object]:
    return [each for table in TableName for each in deployment.store.documents(table)]


def fields_of(route: Route) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(asking(route).body or "{}")
    return found


def with_value(body: dict[str, Any], field: str, text: str) -> str:
    """The body with a value that no serialiser would write."""
    return json.dumps({**body, field: "@"}).replace('"@"', text)


@pytest.mark.parametrize("route", TAKING, ids=named)
def test_a_field_that_is_not_the_callers_to_set_is_refused_and_nothing_is_kept(
    deployment: Deployment, route: Route
) -> None:
    body, before = fields_of(route), kept(deployment)
    for field in NOT_THEIRS.keys() - body.keys():
        reply = sent(deployment, route, json.dumps({**body, field: NOT_THEIRS[field]}))
        assert (reply.status, reply.code) == (422, "VALIDATION_FAILED"), field
        assert f"body.{field}" in [fault["field"] for fault in reply.details["fields"]]
    assert kept(deployment) == before


@pytest.mark.parametrize("route", TAKING, ids=named)
def test_json_that_is_made_to_hurt_is_422_as_a_whole_and_as_any_value(deployment: Deployment, route: Route) -> None:
    body, before = fields_of(route), kept(deployment)
    for text in HURTING:
        whole = [text, *(with_value(body, field, text) for field in (*list(body)[:1], "more"))]
        replies = [sent(deployment, route, each) for each in whole]
        assert {(reply.status, reply.code) for reply in replies} == {(422, "VALIDATION_FAILED")}, text[:10]
    assert kept(deployment) == before


@pytest.mark.parametrize("route", TAKING, ids=named)
def test_no_value_of_any_field_is_a_bug_of_ours(deployment: Deployment, route: Route) -> None:
    body = fields_of(route)
    for field in body:
        for text in ODD:
            reply = sent(deployment, route, with_value(body, field, text))
            assert reply.status != 500, f"{field}: {text}"


def test_the_routes_that_take_a_body_are_found() -> None:
    assert len(TAKING) > 20
