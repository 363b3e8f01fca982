"""POST /v1/webhooks/raken and /foundation: what relays of ours report."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldledger.clients.webhook_keys import ACCOUNT_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER
from fieldledger.domain.connection import VendorName
from tests.builders.webhooks import OLDER_WEBHOOK_KEY
from tests.support.log_lines import LogLines
from tests.unit.functions.conftest import Backend
from tests.unit.functions.doors import Door, a_door, reported

VENDORS = pytest.mark.parametrize("vendor", [VendorName.RAKEN, VendorName.FOUNDATION])


def an_event(place: int = 1, **changes: Any) -> dict[str, Any]:
    """A change of cost codes, which both vendors have."""
    event = {
        "id": f"event-{place}",
        "resource": "cost_codes",
        "record_id": str(place),
        "occurred_at": "2026-03-02T12:59:57Z",
    }
    return {**event, **changes}


def a_report(*events: object) -> dict[str, object]:
    return {"events": list(events) or [an_event()]}


@pytest.fixture
def door(backend: Backend) -> Iterator[Door]:
    with a_door(backend, VendorName.RAKEN) as opened:
        yield opened


@pytest.fixture
def now(backend: Backend) -> float:
    return backend.clock.now().timestamp()


@VENDORS
def test_a_signed_report_is_queued_for_its_account(vendor: VendorName, backend: Backend, now: float) -> None:
    with a_door(backend, vendor) as door:
        call = reported(a_report(an_event(scope_id="p-1", operation="deleted")), now, vendor=vendor)
        reply = call.to(door.handler)

        assert (reply.status, reply.data) == (200, {"events": 1, "unreadable": 0, "unknown": 0})
        [message] = door.queued()
    [event] = message.events
    assert (message.vendor, message.account_id) == (vendor, "account-1")
    assert (event.entity, event.entity_id, event.scope_id, event.operation) == ("cost_codes", "1", "p-1", "deleted")


def test_a_relay_of_one_vendor_or_account_does_not_speak_for_another(door: Door, now: float) -> None:
    foundation = reported(a_report(), now, vendor=VendorName.FOUNDATION)
    borrowed = replace(
        reported(a_report(), now), headers={**reported(a_report(), now).headers, ACCOUNT_HEADER: "other"}
    )

    assert [call.to(door.handler).code for call in (foundation, borrowed)] == ["SIGNATURE_INVALID"] * 2
    assert door.queued() == []


def test_a_key_of_the_previous_secret_still_counts(door: Door, now: float) -> None:
    assert reported(a_report(), now, key=OLDER_WEBHOOK_KEY).to(door.handler).status == 200


@pytest.mark.parametrize("missing", [ACCOUNT_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER])
def test_without_one_of_its_headers_a_report_is_401(missing: str, door: Door, now: float) -> None:
    call = reported(a_report(), now)
    headers = {name: value for name, value in call.headers.items() if name != missing}

    assert (replace(call, headers=headers).to(door.handler).code, door.queued()) == ("SIGNATURE_INVALID", [])


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_report_that_is_too_old_or_from_the_future_has_expired(seconds: int, door: Door, now: float) -> None:
    reply = reported(a_report(), now + seconds).to(door.handler)

    assert (reply.status, reply.code, door.queued()) == (401, "SIGNATURE_EXPIRED", [])


def test_a_report_played_back_with_a_new_timestamp_is_401(door: Door, now: float, backend: Backend) -> None:
    call = reported(a_report(), now)
    backend.clock.advance(600)
    fresh = {**call.headers, TIMESTAMP_HEADER: str(int(backend.clock.now().timestamp()))}

    assert replace(call, headers=fresh).to(door.handler).code == "SIGNATURE_INVALID"
    assert call.to(door.handler).code == "SIGNATURE_EXPIRED"


def test_played_back_in_time_the_same_events_are_queued_under_the_same_ids(door: Door, now: float) -> None:
    call = reported(a_report(), now)

    assert [call.to(door.handler).status for _ in range(2)] == [200, 200]
    assert {event.event_id for message in door.queued() for event in message.events} == {"event-1"}


def test_the_signature_covers_the_decoded_bytes_and_headers_may_be_in_any_case(door: Door, now: float) -> None:
    call = reported(a_report(), now)
    assert call.body is not None
    encoded = base64.b64encode(call.body.encode()).decode()
    headers = {name.title(): value for name, value in call.headers.items()}

    assert replace(call, headers=headers, body=encoded, encoded=True).to(door.handler).status == 200


def test_a_truncated_body_is_401(door: Door, now: float) -> None:
    call = reported(a_report(), now)
    assert call.body is not None

    assert replace(call, body=call.body[:-1]).to(door.handler).status == 401


@pytest.mark.parametrize("body", ["", "not json", "[]", "{}", '{"events": []}', '{"events": {}}', '{"events": [1]}'])
def test_a_signed_body_that_says_nothing_is_422(body: str, door: Door, now: float) -> None:
    reply = reported(body, now).to(door.handler)

    assert (reply.status, reply.code, door.queued()) == (422, "RECORD_MALFORMED", [])


def test_one_event_that_is_unreadable_or_unknown_does_not_hold_back_the_others(door: Door, now: float) -> None:
    report = a_report(an_event(), an_event(2, occurred_at="soon"), an_event(3, resource="jobs"))
    reply = reported(report, now).to(door.handler)

    assert reply.data == {"events": 1, "unreadable": 1, "unknown": 1}
    assert [len(message.events) for message in door.queued()] == [1]


@pytest.mark.parametrize(
    "body", [json.dumps(a_report(an_event(note="x" * 300_000))), json.dumps(a_report(*[an_event()] * 1001))]
)
def test_a_report_that_is_too_large_is_413(body: str, door: Door, now: float) -> None:
    reply = reported(body, now).to(door.handler)

    assert (reply.status, reply.code, door.queued()) == (413, "PAYLOAD_TOO_LARGE", [])


def test_a_queue_that_does_not_answer_is_503_so_that_the_relay_repeats(door: Door, now: float) -> None:
    door.sqs.delete_queue(QueueUrl=door.queue_url)

    assert reported(a_report(), now).to(door.handler).code == "QUEUE_UNAVAILABLE"


def test_refusals_are_logged_with_their_code_and_without_what_was_sent(door: Door, now: float, logs: LogLines) -> None:
    reported(a_report(an_event(record_id="secret-record")), now - 1000).to(door.handler)

    assert [line["code"] for line in logs.named("webhook_refused")] == ["SIGNATURE_EXPIRED"]
    assert "secret-record" not in logs.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.dictionaries(
        st.sampled_from(["id", "resource", "record_id", "scope_id", "operation", "occurred_at", "else"]),
        st.none() | st.integers() | st.text(max_size=300) | st.lists(st.integers(), max_size=3),
    )
)
def test_whatever_a_signed_event_holds_it_is_queued_or_counted(
    changes: dict[str, object], door: Door, now: float
) -> None:
    reply = reported(a_report(an_event(**changes), an_event(2)), now).to(door.handler)

    assert reply.status == 200
    assert sum(reply.data.values()) == 2
