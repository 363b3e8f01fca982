"""The sample events in ``events/``: one for each function, each in the shape that the function is really fed."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from fieldledger.clients.procore.webhook_events import read_delivery as read_procore
from fieldledger.clients.quickbooks.webhooks import is_genuine, read_delivery
from fieldledger.clients.relay_events import read_report
from fieldledger.clients.webhook_keys import (
    ACCOUNT_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    account_of_bearer,
    check_relay,
    relay_key,
)
from fieldledger.domain.connection import VendorName
from fieldledger.domain.vendor_event import VendorEvents
from fieldledger.http.routes.catalogue import ROUTES
from fieldledger.runtime.gateway import HttpEvent, raw_body, request_id
from fieldledger.runtime.sqs_messages import SqsEvent, read_message
from fieldledger.services.webhooks.subjects import subject_of
from tests.unit.functions.conftest import Backend

REPOSITORY = Path(__file__).parents[3]
API_ROUTES = [route for route in ROUTES if not route.operation_id.endswith("_webhook")]
WEBHOOKS = [route for route in ROUTES if route.operation_id.endswith("_webhook")]
PUBLISHED_KEY = "k" * 64


def sample(name: str) -> Any:
    """The event of a function's folder."""
    return json.loads((REPOSITORY / "events" / f"{name}.json").read_text())


def test_every_function_has_a_sample_event_and_no_event_is_left_over() -> None:
    folders = {path.parent.name for path in REPOSITORY.glob("functions/*/*/app.py")}

    assert folders == {path.stem for path in REPOSITORY.glob("events/*.json")}


@pytest.mark.parametrize("route", API_ROUTES, ids=lambda route: route.operation_id)
def test_an_api_sample_is_a_request_of_its_route(route: Any) -> None:
    event = sample(route.operation_id)
    TypeAdapter(HttpEvent).validate_python(event)

    assert event["version"] == "2.0"
    assert event["routeKey"] == f"{route.method} {route.path}"
    assert event["requestContext"]["http"]["method"] == route.method
    assert route.matches(event["requestContext"]["http"]["path"])
    assert ("authorizer" in event["requestContext"]) is (route.scope is not None)


@pytest.mark.parametrize("route", WEBHOOKS, ids=lambda route: route.operation_id)
def test_a_webhooks_sample_is_a_request_of_its_route(route: Any) -> None:
    event = sample(route.operation_id.removesuffix("_webhook"))
    TypeAdapter(HttpEvent).validate_python(event)

    assert event["routeKey"] == f"{route.method} {route.path}"
    assert event["requestContext"]["http"]["path"] == event["rawPath"] == route.path
    assert route.scope is None


def test_the_procore_sample_carries_a_bearer_of_the_published_key() -> None:
    event = sample("procore")
    account = account_of_bearer(event["headers"]["authorization"], [PUBLISHED_KEY]).unwrap()

    assert read_procore(raw_body(event), account).unwrap().unreadable == 0


@pytest.mark.parametrize("vendor", [VendorName.RAKEN, VendorName.FOUNDATION])
def test_a_relays_sample_is_signed_with_the_published_key(vendor: VendorName) -> None:
    event = sample(vendor)
    headers, body = event["headers"], raw_body(event)
    account, at = headers[ACCOUNT_HEADER], headers[TIMESTAMP_HEADER]
    key, now = relay_key(PUBLISHED_KEY, vendor, account), datetime.fromtimestamp(int(at), UTC)

    assert check_relay(body, headers[SIGNATURE_HEADER], at, [key], now).success
    assert [subject_of(event) for event in read_report(body, vendor, account).unwrap().events] != [None]


def test_the_webhook_sample_is_signed_with_the_published_token() -> None:
    event = sample("quickbooks")
    body = raw_body(event)

    assert is_genuine(body, event["headers"]["intuit-signature"], ["verify_me"])
    assert read_delivery(body).unwrap().unreadable == 0


@pytest.mark.parametrize(
    ("folder", "model"),
    [
        ("workers/quickbooks_postings", "WakeUp"),
        ("workers/foundation_postings", "WakeUp"),
        ("workers/quickbooks_events", "VendorEvents"),
        ("workers/vendor_events", "VendorEvents"),
    ],
)
def test_a_queue_sample_is_a_message_that_its_worker_understands(folder: str, model: str, backend: Backend) -> None:
    event = TypeAdapter(SqsEvent).validate_python(sample(folder.removeprefix("workers/")))
    worker = backend.function(folder)

    assert [read_message(record, getattr(worker, model)).success for record in event["Records"]] == [True]


def test_the_events_sample_is_what_the_webhook_sends() -> None:
    [record] = sample("quickbooks_events")["Records"]
    sent = VendorEvents.model_validate_json(record["body"])
    received = read_delivery(raw_body(sample("quickbooks"))).unwrap()

    assert sent.events == received.events
    assert record["messageAttributes"]["correlation_id"]["stringValue"] == request_id(sample("quickbooks"))


def test_the_vendor_events_sample_is_what_procores_webhook_sends() -> None:
    [record] = sample("vendor_events")["Records"]
    sent = VendorEvents.model_validate_json(record["body"])
    received = read_procore(raw_body(sample("procore")), sent.account_id).unwrap()

    assert sent.events == received.events
    assert record["messageAttributes"]["correlation_id"]["stringValue"] == request_id(sample("procore"))
