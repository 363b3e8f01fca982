"""The API's functions as they are deployed: wired by their own code, with a store in memory where DynamoDB would be.

Other tests put services into a function's module. Here nothing of a function is replaced but what AWS is to it, so that
a new function is tested without a line of its own.
"""

import importlib.util
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import parse_qsl

import boto3
import pytest
from moto import mock_aws

from fieldledger.http.routes.route import Route
from fieldledger.runtime import aws
from fieldledger.wiring import store as wiring
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.support.api import Call, Handler, Reply, claims
from tests.support.contract import promised
from tests.unit.functions.environment import ENVIRONMENT

_REPOSITORY: Final = Path(__file__).parents[3]
_CLIENTS: Final = (aws.sqs, aws.kms, aws.s3, aws.dynamodb, aws.secrets_manager)


@dataclass
class Deployment:
    """``store`` may be replaced between two calls: the functions find whatever stands there."""

    store: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    _handlers: dict[str, Handler] = field(default_factory=dict)

    def handler(self, route: Route) -> Handler:
        """The Lambda handler of a route, imported once; its answers are held to the API's description."""
        if route.operation_id not in self._handlers:
            name = f"deployed_{route.operation_id}"
            path = _REPOSITORY / "functions" / "api" / route.operation_id / "app.py"
            spec = importlib.util.spec_from_file_location(name, path)
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            spec.loader.exec_module(module)
            self._handlers[route.operation_id] = promised(cast("Handler", module.lambda_handler))
        return self._handlers[route.operation_id]

    def answer(self, route: Route, call: Call) -> Reply:
        """What the route answers."""
        return call.to(self.handler(route))


class _CurrentStore:
    """Passes everything on to the deployment's store of this moment."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment

    def __getattr__(self, name: str) -> object:
        return getattr(self._deployment.store, name)


@contextmanager
def a_deployment() -> Iterator[Deployment]:
    """Functions over one store and one clock; no vendor has a secret, so that none is ever called."""
    deployment, clock = Deployment(), FakeClock()
    with pytest.MonkeyPatch.context() as patches, mock_aws():
        _forget_clients()
        for name, value in ENVIRONMENT.items():
            patches.setenv(name, value)
        patches.setattr(wiring, "DynamoDocumentStore", lambda _: _CurrentStore(deployment))
        patches.setattr(wiring, "SystemClock", lambda: clock)
        secret = json.dumps({"keys": ["k" * 32]})
        boto3.client("secretsmanager").create_secret(Name=ENVIRONMENT["CURSOR_SECRET_ID"], SecretString=secret)
        yield deployment
    _forget_clients()


def _forget_clients() -> None:
    for client in _CLIENTS:
        client.cache_clear()


def sample(route: Route) -> Call:
    """The request of the route's sample event."""
    event: dict[str, Any] = json.loads((_REPOSITORY / "events" / f"{route.operation_id}.json").read_text())
    return Call(
        route.method,
        event["rawPath"],
        query=dict(parse_qsl(event["rawQueryString"])),
        headers=event["headers"],
        body=event.get("body"),
    )


def as_(call: Call, role: str | None, *, company_id: str, user_id: str = "user-1", scope: str = "") -> Call:
    """The request of somebody; ``role`` None: of nobody. ``scope`` is the token's own."""
    if role is None:
        return replace(call, claims=None)
    who: Mapping[str, str] = claims(role, company_id=company_id, user_id=user_id)
    return replace(call, claims={**who, "scope": scope} if scope else who)
