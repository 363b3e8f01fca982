"""POST /v1/webhooks/procore, on a real queue in memory."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldledger.clients.webhook_keys import hook_bearer
from fieldledger.domain.connection import VendorName
from tests.builders.webhooks import OLDER_WEBHOOK_KEY, PROCORE_ACCOUNT, WEBHOOK_KEY, a_procore_body
from tests.support.api import REQUEST_ID
from tests.support.log_lines import LogLines
from tests.unit.functions.conftest import Backend
from tests.unit.functions.doors import Door, a_door, delivered

NOTHING = {"events": 0, "unreadable": 0, "unknown": 0}


@pytest.fixture
def door(backend: Backend) -> Iterator[Door]:
    with a_door(backend, VendorName.PROCORE) as opened:
        yield opened


@pytest.mark.parametrize("version", ["v2.0", "v3.0", "v4.0"])
def test_a_delivery_of_any_version_is_queued_for_its_company_and_answered_200(version: str, door: Door) -> None:
    reply = delivered(a_procore_body(version)).to(door.handler)

    assert (reply.status, reply.data) == (200, {**NOTHING, "events": 1})
    [message] = door.queued()
    assert (message.vendor, message.account_id) == (VendorName.PROCORE, PROCORE_ACCOUNT)
    assert [event.entity for event in message.events] == ["direct cost line items"]


def test_a_bearer_of_the_previous_key_still_counts(door: Door) -> None:
    assert delivered(a_procore_body(), OLDER_WEBHOOK_KEY).to(door.handler).status == 200


@pytest.mark.parametrize("header", ["authorization", "Authorization", "AUTHORIZATION"])
def test_the_headers_name_may_be_written_in_any_case(header: str, door: Door) -> None:
    call = replace(delivered(a_procore_body()), headers={header: hook_bearer(WEBHOOK_KEY, PROCORE_ACCOUNT)})

    assert call.to(door.handler).status == 200


def test_a_body_that_the_gateway_has_encoded_is_read(door: Door) -> None:
    encoded = base64.b64encode(json.dumps(a_procore_body()).encode()).decode()

    assert replace(delivered(encoded), encoded=True).to(door.handler).data["events"] == 1


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": ""}, {"authorization": hook_bearer("x" * 64, PROCORE_ACCOUNT)}]
)
def test_a_stranger_is_401_whatever_he_sends_and_it_is_counted(
    headers: dict[str, str], door: Door, logs: LogLines, capsys: pytest.CaptureFixture[str]
) -> None:
    for body in (json.dumps(a_procore_body()), "\u00e9" * 1_000_000, ""):
        reply = replace(delivered(body), headers=headers).to(door.handler)
        assert (reply.status, reply.code) == (401, "SIGNATURE_INVALID")

    assert door.queued() == []
    assert len(logs.named("webhook_refused")) == 3
    assert '"WebhooksRefused":[1.0]' in capsys.readouterr().out


def test_a_company_cannot_speak_for_another(door: Door) -> None:
    reply = delivered(a_procore_body(company_id=42)).to(door.handler)

    assert (reply.status, reply.code, door.queued()) == (401, "SIGNATURE_INVALID", [])


@pytest.mark.parametrize("body", ["", "not json", "[", '"text"', "4711", "{}", "[1, 2]", "\u0000" * 1_000_000])
def test_a_genuine_delivery_that_cannot_be_read_is_200_and_counted_since_a_refusal_would_stop_all_others(
    body: str, door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = delivered(body).to(door.handler)

    assert reply.status == 200
    assert reply.data["unreadable"] >= 1
    assert door.queued() == []
    assert '"WebhookEventsUnreadable":[' in capsys.readouterr().out


def test_a_resource_that_we_bring_nothing_of_is_200_and_counted_and_costs_no_message(
    door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = delivered(a_procore_body(resource_name="RFIs")).to(door.handler)

    assert (reply.status, reply.data, door.queued()) == (200, {**NOTHING, "unknown": 1}, [])
    assert '"WebhookEventsUnknown":[1.0]' in capsys.readouterr().out


def test_a_queue_that_does_not_answer_is_503_so_that_procore_repeats(door: Door) -> None:
    door.sqs.delete_queue(QueueUrl=door.queue_url)
    reply = delivered(a_procore_body()).to(door.handler)

    assert (reply.status, reply.code, reply.details) == (503, "QUEUE_UNAVAILABLE", {})


def test_events_carry_the_request_id_on_to_the_worker(door: Door) -> None:
    delivered(a_procore_body()).to(door.handler)
    [message] = door.sqs.receive_message(QueueUrl=door.queue_url, MessageAttributeNames=["All"])["Messages"]

    assert message["MessageAttributes"]["correlation_id"]["StringValue"] == REQUEST_ID


def test_no_key_and_no_bearer_reaches_an_answer_or_a_log(door: Door, logs: LogLines) -> None:
    replies = [
        delivered(body, key).to(door.handler) for body in (a_procore_body(), "x") for key in (WEBHOOK_KEY, "f" * 64)
    ]
    seen = logs.text + "".join(reply.text for reply in replies)

    assert WEBHOOK_KEY not in seen
    assert "fl1." not in seen


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.text(max_size=400), genuine=st.booleans())
def test_whatever_arrives_the_answer_is_200_for_procore_and_401_for_others(
    body: str, genuine: bool, door: Door
) -> None:
    call = delivered(body) if genuine else replace(delivered(body), headers={"authorization": body[:50]})

    assert call.to(door.handler).status == (200 if genuine else 401)
