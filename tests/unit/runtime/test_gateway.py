"""API Gateway's payload format 2.0 without a framework."""

import base64
import json

import pytest

from fieldledger.domain.company import PayPeriod
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime.gateway import HttpEvent, failure_answer, raw_body, request_id, success_answer


def an_event(body: str | None, *, encoded: bool) -> HttpEvent:
    """A POST."""
    event: HttpEvent = {
        "requestContext": {"requestId": "request-1", "http": {"method": "POST", "path": "/v1/webhooks/quickbooks"}},
        "isBase64Encoded": encoded,
    }
    if body is not None:
        event["body"] = body
    return event


@pytest.mark.parametrize(
    ("body", "encoded", "raw"),
    [
        ('{"stuff":"5"}', False, b'{"stuff":"5"}'),
        (base64.b64encode(b"\xff\x00raw").decode(), True, b"\xff\x00raw"),
        (None, False, b""),
    ],
)
def test_the_raw_body_is_what_the_sender_sent(body: str | None, raw: bytes, *, encoded: bool) -> None:
    assert raw_body(an_event(body, encoded=encoded)) == raw


@pytest.mark.parametrize("event", [{}, {"requestContext": None}, {"requestContext": {}}])
def test_an_event_that_is_not_the_gateways_has_an_empty_request_id(event: dict[str, object]) -> None:
    assert request_id(event) == ""


def test_a_success_is_200_in_the_envelope_and_is_never_cached() -> None:
    period = PayPeriod.model_validate({"first_day": "2026-02-23", "last_day": "2026-03-01"})
    answer = success_answer(period, "request-1")

    assert answer["statusCode"] == 200
    assert answer["headers"]["cache-control"] == "no-store"
    assert answer["headers"]["x-request-id"] == "request-1"
    assert json.loads(answer["body"])["data"] == {"first_day": "2026-02-23", "last_day": "2026-03-01"}


def test_a_failure_has_the_status_of_its_code_and_keeps_inner_details_inside() -> None:
    failed = Result.fail("no", ErrorCode.STORE_UNAVAILABLE, {"cause": "Throttled", "keys": ["a"], "limit": 3})
    answer = failure_answer(failed, "request-1")

    assert answer["statusCode"] == 503
    assert json.loads(answer["body"])["error"]["details"] == {"limit": 3}
