"""The functions behind a small HTTP server: `python -m tests.fuzz.gateway PORT`.

In place of API Gateway: the same events, the same authorizer's answer. In place of the tables a store in memory, in
place of SQS, KMS, S3 and Secrets Manager moto, in place of every vendor one that refuses. A bearer token is the name of
a role.
"""

import base64
import importlib
import json
import os
import sys
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, Final
from unittest import mock
from urllib.parse import unquote, urlsplit

import boto3
import httpx
from moto import mock_aws

from boundaries.sources import TEMPLATE, environment_of, folder_of
from boundaries.template import DeployedTemplate, section
from fieldledger.http.roles import Role
from fieldledger.http.routes.catalogue import ROUTES, route_of
from fieldledger.runtime import http_client
from fieldledger.runtime.gateway import HttpEvent
from fieldledger.wiring import store as wired
from tests.fakes.documents import InMemoryDocumentStore
from tests.fuzz.records import fill
from tests.support.api import REQUEST_ID, Handler, claims
from tests.support.lambda_context import FakeLambdaContext
from tests.support.moto_connection import moto_behind_direct_aws

_SECRET: Final = {
    "keys": ["k" * 64],
    "verifier_tokens": ["verify_me"],
    "client_id": "client",
    "client_secret": "secret",
    "subscription_key": "subscription",
}
type Answered = tuple[int, Mapping[str, str], str]

_UNAUTHORIZED: Final = json.dumps({"message": "Unauthorized"})


def prepare(template: DeployedTemplate) -> dict[str, str]:
    """What the template's variables name, made in moto; the functions' environment."""
    environment = environment_of(template)
    told = {name: value for each in template.functions.values() for name, value in template.variables(each).items()}
    for name, value in told.items():
        if name.endswith("_QUEUE_URL"):
            environment[name] = _queue(template, str(section(value)["Ref"]))
        if name.endswith("_SECRET_ID"):
            boto3.client("secretsmanager").create_secret(Name=environment[name], SecretString=json.dumps(_SECRET))
        if name.endswith("_BUCKET"):
            boto3.client("s3").create_bucket(Bucket=environment[name])
    environment["CONNECTIONS_KEY_ID"] = boto3.client("kms").create_key()["KeyMetadata"]["KeyId"]
    return environment


def _queue(template: DeployedTemplate, logical_id: str) -> str:
    fifo = bool(template.of_type("AWS::SQS::Queue")[logical_id].get("FifoQueue"))
    attributes: dict[Any, str] = {"FifoQueue": "true"} if fifo else {}
    name = f"{logical_id}.fifo" if fifo else logical_id
    return str(boto3.client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])


class Functions:
    """The handler of each route, and the fallback's."""

    def __init__(self, store: InMemoryDocumentStore) -> None:
        with mock.patch.object(wired, "DynamoDocumentStore", return_value=store):
            self._handlers: dict[str, Handler] = {route.operation_id: _handler(folder_of(route)) for route in ROUTES}
            self._fallback = _handler("api/fallback")

    def answer(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        """What the API answers to a request, as the gateway passes it on."""
        path = unquote(urlsplit(target).path)
        route = route_of(method, path)
        role = headers.get("authorization", "").removeprefix("Bearer ")
        if route is not None and route.scope is not None and role not in Role:
            return 401, {"Content-Type": "application/json"}, _UNAUTHORIZED.encode()
        event = _event(method, target, headers, body, role if route is not None and route.scope is not None else None)
        handler = self._fallback if route is None else self._handlers[route.operation_id]
        answer = handler(event, FakeLambdaContext())
        body = base64.b64decode(answer["body"]) if answer["isBase64Encoded"] else answer["body"].encode()
        passed = {name: value for name, value in answer["headers"].items() if name.lower() != "content-length"}
        return answer["statusCode"], passed, body


def _handler(folder: str) -> Handler:
    found: Handler = importlib.import_module(f"functions.{folder.replace('/', '.')}.app").lambda_handler
    return found


def _event(method: str, target: str, headers: Mapping[str, str], body: bytes, role: str | None) -> HttpEvent:
    """As API Gateway makes it: what is not text comes in base64."""
    parts = urlsplit(target)
    try:
        text, encoded = body.decode(), False
    except UnicodeDecodeError:
        text, encoded = base64.b64encode(body).decode(), True
    http = {"method": method, "path": unquote(parts.path), "sourceIp": "203.0.113.24"}
    context: dict[str, object] = {"requestId": REQUEST_ID, "http": http}
    if role is not None:
        context["authorizer"] = {"jwt": {"claims": claims(role), "scopes": None}}
    event: Any = {
        "version": "2.0",
        "rawPath": unquote(parts.path),
        "rawQueryString": parts.query,
        "headers": dict(headers),
        "requestContext": context,
        "isBase64Encoded": encoded,
    }
    return event if not body else {**event, "body": text}


def _refusal(request: httpx.Request) -> httpx.Response:
    """No request of this test leaves the machine."""
    return httpx.Response(HTTPStatus.BAD_REQUEST, json={"error": "invalid_client"}, request=request)


def serve(port: int, functions: Functions, server: type[HTTPServer] = HTTPServer) -> None:
    """Answer requests for good; the server decides whether one after the other."""

    class Door(BaseHTTPRequestHandler):
        def answer(self) -> None:
            """Any method."""
            length = int(self.headers.get("content-length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, answered, body = functions.answer(self.command, self.path, headers, self.rfile.read(length))
            self.send_response_only(status)
            for name, value in answered.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(b"" if self.command == "HEAD" else body)

        def __getattr__(self, name: str) -> object:
            if name.startswith("do_"):
                return self.answer
            raise AttributeError(name)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server(("127.0.0.1", port), Door).serve_forever()


if __name__ == "__main__":
    with mock_aws(), moto_behind_direct_aws():
        os.environ |= {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
        os.environ |= prepare(DeployedTemplate.read(TEMPLATE))
        memory = InMemoryDocumentStore()
        fill(memory)
        vendors = httpx.MockTransport(_refusal)
        with mock.patch.object(http_client, "AsyncHTTPTransport", return_value=vendors):
            serve(int(sys.argv[1]), Functions(memory))
