"""Requests are read as FastAPI reads them: the same values, the same faults, in the same order."""

from dataclasses import replace
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field

from fieldledger.http.app import App, create_app, handler_of, serve
from fieldledger.http.books_spans import AskedSpan
from fieldledger.http.declarations import Query
from fieldledger.http.idempotency import IdempotencyKey
from fieldledger.http.paging import PageRequest
from fieldledger.http.parameters import Day, Money, RecordId, SearchText
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.route import Route
from fieldledger.http.scopes import Scope
from fieldledger.result import Result
from fieldledger.settings import AccessSettings
from tests.support.api import Call, claims
from tests.support.fastapi_reference import reference_of
from tests.support.lambda_context import FakeLambdaContext

LIST = Route("list_projects", "GET", "/v1/projects", Scope.PROJECTS_READ)
SPAN = Route("get_books_reconciliation", "GET", "/v1/spans/{place}", Scope.PROJECTS_READ)
WRITE = Route("approve", "POST", "/v1/cards/{card_id}", Scope.TIME_APPROVE)


class Line(BaseModel):
    """A part of a body."""

    amount: Money
    days: list[Day] = Field(default=[], max_length=2)


class Body(BaseModel):
    """A body with parts."""

    lines: list[Line]
    note: SearchText | None = None


def an_app() -> App:
    """Routes with every kind of parameter."""
    app = create_app(AccessSettings(stage="local"))

    @serve(app, LIST, dict[str, object])
    async def listed(
        request: Request,
        caller: Caller,
        paging: PageRequest,
        q: SearchText | None = None,
        sort: Literal["id", "name"] = "id",
        only_open: Annotated[bool, Query(alias="open")] = False,
    ) -> Response:
        found = [caller.user_id, paging.limit, paging.cursor, q, sort, only_open]
        return respond(request, Result.ok(found))

    @serve(app, SPAN, dict[str, object])
    async def spanned(request: Request, span: AskedSpan, place: Literal["one", "two"]) -> Response:
        return respond(request, Result.ok([str(span), place]))

    @serve(app, WRITE, dict[str, object])
    async def written(request: Request, key: IdempotencyKey, card_id: RecordId, body: Body) -> Response:
        return respond(request, Result.ok([key, card_id, body]))

    return app


JSON = {"content-type": "application/json"}
KEY = {"idempotency-key": "key-12345678"}
GOOD = '{"lines": [{"amount": "1.50", "days": ["2026-03-02"]}]}'
CALLS = {
    "nothing asked": Call("GET", "/v1/projects"),
    "all asked": Call("GET", "/v1/projects", query={"limit": "7", "q": " a b ", "sort": "name", "open": "yes"}),
    "all wrong": Call(
        "GET", "/v1/projects", query={"limit": "0", "q": "", "sort": "x", "open": "?", "cursor": "c" * 3000}
    ),
    "no number": Call("GET", "/v1/projects", query={"limit": "seven"}),
    "empty values": Call("GET", "/v1/projects", query={"limit": "", "q": "", "open": ""}),
    "unknown parameters": Call("GET", "/v1/projects", query={"nobody": "1"}),
    "nobody signed in": Call("GET", "/v1/projects", claims=None, query={"limit": "0"}),
    "days": Call("GET", "/v1/spans/one", query={"from": "2026-03-02", "to": "2026-03-09"}),
    "days in the wrong order and a wrong place": Call(
        "GET", "/v1/spans/three", query={"from": "2026-03-09", "to": "2026-03-02"}
    ),
    "no days": Call("GET", "/v1/spans/three"),
    "days of another time": Call("GET", "/v1/spans/one", query={"from": "1999-01-01", "to": "soon"}),
    "a body": Call("POST", "/v1/cards/c-1", headers=JSON | KEY, body=GOOD),
    "an encoded path": Call("POST", "/v1/cards/c%2D1", headers=JSON | KEY, body=GOOD),
    "an id that is none": Call("POST", "/v1/cards/c%201", headers=JSON | KEY, body=GOOD),
    "no key": Call("POST", "/v1/cards/c 1", headers=JSON, body='{"lines": 1}'),
    "a short key": Call("POST", "/v1/cards/c-1", headers=JSON | {"Idempotency-Key": "short"}, body=GOOD),
    "no body": Call("POST", "/v1/cards/c-1", headers=KEY),
    "an empty body": Call("POST", "/v1/cards/c-1", headers=JSON | KEY, body=""),
    "null": Call("POST", "/v1/cards/c-1", headers=JSON | KEY, body="null"),
    "a list": Call("POST", "/v1/cards/c-1", headers=JSON | KEY, body="[1]"),
    "no JSON": Call("POST", "/v1/cards/c-1", headers=JSON | KEY, body='{"lines": ['),
    "wrong parts": Call(
        "POST",
        "/v1/cards/c-1",
        headers=JSON | KEY,
        body='{"lines": [{"amount": -1}, {"days": ["x", "y", "z"]}, 3], "note": "\\u0000"}',
    ),
    "a role without the scope": Call(
        "POST", "/v1/cards/c-1", claims=claims("viewer"), headers=JSON, body='{"lines": 1}'
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_an_answer_is_the_one_that_fastapi_gives(name: str) -> None:
    app = an_app()
    event, context = CALLS[name].event, FakeLambdaContext()
    ours = handler_of(app)(event, context)

    assert dict(ours) == dict(reference_of(app)(event, context))


def test_of_a_repeated_parameter_the_last_counts_as_with_fastapi() -> None:
    app = an_app()
    event = replace(CALLS["nothing asked"]).event
    event["rawQueryString"] = "limit=3&limit=4&q=%C3%A9&q=+x+"
    ours = handler_of(app)(event, FakeLambdaContext())

    assert dict(ours) == dict(reference_of(app)(event, FakeLambdaContext()))
