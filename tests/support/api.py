"""Calling a function as API Gateway does: an event in payload format 2.0 in, an HTTP answer out."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast
from urllib.parse import urlencode

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.runtime.gateway import HttpAnswer, HttpEvent
from tests.builders import ACCOUNTANT, COMPANY
from tests.support.lambda_context import FakeLambdaContext

type Handler = Callable[[HttpEvent, LambdaContext], HttpAnswer]

REQUEST_ID: Final = "JKJaXmPLvHcESHA="


def claims(role: str = "accountant", *, company_id: str = COMPANY, user_id: str = ACCOUNTANT) -> dict[str, str]:
    """What the authorizer verified of an access token; every claim is text."""
    return {"sub": user_id, "custom:company_id": company_id, "custom:role": role, "iss": "https://issuer.example"}


SIGNED_IN: Final = claims()


@dataclass(frozen=True)
class Reply:
    """An HTTP answer with its envelope parsed."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def envelope(self) -> dict[str, Any]:
        """The whole body."""
        return cast("dict[str, Any]", json.loads(self.text))

    @property
    def data(self) -> Any:
        """The data of a success."""
        assert self.envelope["success"], self.text
        return self.envelope["data"]

    @property
    def code(self) -> str:
        """The code of an error."""
        assert not self.envelope["success"], self.text
        return str(self.envelope["error"]["code"])

    @property
    def details(self) -> dict[str, Any]:
        """The details of an error."""
        return cast("dict[str, Any]", self.envelope["error"]["details"])


@dataclass(frozen=True)
class Call:
    """One request; ``claims`` None means that no token was checked."""

    method: str
    path: str
    claims: Mapping[str, str] | None = field(default_factory=lambda: SIGNED_IN)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    encoded: bool = False

    @property
    def event(self) -> HttpEvent:
        """The event that API Gateway makes of it."""
        http = {"method": self.method, "path": self.path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.24"}
        context: dict[str, object] = {"requestId": REQUEST_ID, "http": http}
        if self.claims is not None:
            context["authorizer"] = {"jwt": {"claims": dict(self.claims), "scopes": None}}
        event = {
            "version": "2.0",
            "rawPath": self.path,
            "rawQueryString": urlencode(self.query),
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "requestContext": context,
            "isBase64Encoded": self.encoded,
        } | ({} if self.body is None else {"body": self.body})
        return cast("HttpEvent", event)

    def to(self, handler: Handler) -> Reply:
        """The handler's reply."""
        answer = handler(self.event, FakeLambdaContext())
        return Reply(answer["statusCode"], answer["headers"], answer["body"])


def get(path: str, **query: str) -> Call:
    """A GET of a signed-in accountant."""
    return Call("GET", path, query=query)


def post(path: str, body: object, **headers: str) -> Call:
    """A POST of a signed-in accountant; underscores in header names become hyphens."""
    return send("POST", path, body, **headers)


def send(method: str, path: str, body: object, **headers: str) -> Call:
    """The same by any method."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    text = json.dumps(body)
    return Call(method, path, headers={"content-type": "application/json", **named}, body=text)
