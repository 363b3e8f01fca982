"""POST /v1/webhooks/quickbooks, on a real queue in memory."""

import base64
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

import boto3
import pytest
from moto import mock_aws

from fieldledger.clients.vendor_event_queue import SqsVendorEventQueue
from fieldledger.runtime.secrets import SecretReader
from fieldledger.services.quickbooks_intake import QuickbooksIntake
from tests.support.api import REQUEST_ID, Call
from tests.support.log_lines import LogLines
from tests.unit.functions.conftest import Backend
from tests.unit.functions.doors import Door

CURRENT, PREVIOUS, FOREIGN = "verify_me", "verify_me_before", "somebody_else"


def a_cloud_event(place: int, realm: str = "310687") -> dict[str, object]:
    return {
        "specversion": "1.0",
        "id": f"event-{realm}-{place}",
        "type": "qbo.timeactivity.updated.v1",
        "time": "2026-03-02T12:59:58.179851517Z",
        "intuitentityid": str(place),
        "intuitaccountid": realm,
        "data": {},
    }


def signed(body: str, token: str = CURRENT) -> Call:
    """A delivery, signed with ``token``."""
    signature = base64.b64encode(hmac.digest(token.encode(), body.encode(), sha256)).decode()
    headers = {"content-type": "application/json", "intuit-signature": signature}
    return Call("POST", "/v1/webhooks/quickbooks", claims=None, headers=headers, body=body)


@pytest.fixture
def webhook(backend: Backend) -> Iterator[Door]:
    with mock_aws():
        sqs, secrets = boto3.client("sqs"), boto3.client("secretsmanager")
        url = sqs.create_queue(QueueName="events")["QueueUrl"]
        tokens = {"client_id": "id", "client_secret": "secret", "verifier_tokens": [CURRENT, PREVIOUS]}
        secrets.create_secret(Name="quickbooks", SecretString=json.dumps(tokens))
        read_secret = SecretReader(lambda: secrets, backend.clock).read
        intake = QuickbooksIntake(SqsVendorEventQueue(lambda: sqs, url))
        handler = backend.handler("webhooks/quickbooks", intake=intake, read_secret=read_secret)
        yield Door(handler, sqs, url)


def test_a_signed_delivery_is_queued_and_answered_200(webhook: Door) -> None:
    reply = signed(json.dumps([a_cloud_event(1), a_cloud_event(2)])).to(webhook.handler)

    assert (reply.status, reply.data) == (200, {"events": 2, "unreadable": 0})
    [message] = webhook.queued()
    assert (message.account_id, [event.entity_id for event in message.events]) == ("310687", ["1", "2"])


def test_a_signature_of_the_previous_token_still_counts(webhook: Door) -> None:
    assert signed(json.dumps([a_cloud_event(1)]), PREVIOUS).to(webhook.handler).status == 200


def test_a_foreign_signature_is_401_and_nothing_is_queued(webhook: Door, logs: LogLines) -> None:
    reply = signed(json.dumps([a_cloud_event(1)]), FOREIGN).to(webhook.handler)

    assert (reply.status, reply.code) == (401, "SIGNATURE_INVALID")
    assert webhook.queued() == []
    assert logs.named("webhook_refused")[0]["code"] == "SIGNATURE_INVALID"


@pytest.mark.parametrize("headers", [{}, {"intuit-signature": ""}, {"intuit-signature": "h\u00e9"}])
def test_a_delivery_without_a_proper_signature_is_401(headers: dict[str, str], webhook: Door) -> None:
    reply = replace(signed("[]"), headers=headers).to(webhook.handler)

    assert (reply.status, webhook.queued()) == (401, [])


def test_a_body_changed_after_signing_is_401(webhook: Door) -> None:
    call = signed(json.dumps([a_cloud_event(1)]))
    reply = replace(call, body=json.dumps([a_cloud_event(2)])).to(webhook.handler)

    assert (reply.status, webhook.queued()) == (401, [])


def test_the_signature_covers_the_decoded_bytes_of_an_encoded_body(webhook: Door) -> None:
    call = signed(json.dumps([a_cloud_event(1)]))
    assert call.body is not None
    encoded = base64.b64encode(call.body.encode()).decode()

    assert replace(call, body=encoded, encoded=True).to(webhook.handler).status == 200


def test_events_of_several_realms_go_in_messages_of_their_own(webhook: Door) -> None:
    signed(json.dumps([a_cloud_event(1), a_cloud_event(1, "42"), a_cloud_event(2)])).to(webhook.handler)

    assert {(m.account_id, len(m.events)) for m in webhook.queued()} == {("310687", 2), ("42", 1)}


def test_a_message_carries_at_most_a_hundred_events_and_none_is_lost(webhook: Door) -> None:
    signed(json.dumps([a_cloud_event(place) for place in range(1050)])).to(webhook.handler)
    messages = webhook.queued()

    assert max(len(message.events) for message in messages) == 100
    assert {event.entity_id for m in messages for event in m.events} == {str(place) for place in range(1050)}


@pytest.mark.parametrize("body", ["", "not json", '{"stuff":"5"}', "4711", '[{"specversion":"1.0"}]'])
def test_a_signed_body_that_says_nothing_is_counted_and_never_asked_for_again(
    body: str, webhook: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    reply = signed(body).to(webhook.handler)

    assert (reply.status, reply.data, webhook.queued()) == (200, {"events": 0, "unreadable": 1}, [])
    assert '"WebhookEventsUnreadable":[1.0]' in capsys.readouterr().out


def test_one_unreadable_event_does_not_hold_back_the_others(webhook: Door, capsys: pytest.CaptureFixture[str]) -> None:
    reply = signed(json.dumps([a_cloud_event(1), {"type": "qbo.unknown"}])).to(webhook.handler)

    assert (reply.status, reply.data) == (200, {"events": 1, "unreadable": 1})
    assert '"WebhookEventsUnreadable":[1.0]' in capsys.readouterr().out


def test_a_queue_that_does_not_answer_is_503_so_that_the_vendor_repeats(webhook: Door) -> None:
    webhook.sqs.delete_queue(QueueUrl=webhook.queue_url)
    reply = signed(json.dumps([a_cloud_event(1)])).to(webhook.handler)

    assert (reply.status, reply.code, reply.details) == (503, "QUEUE_UNAVAILABLE", {})


def test_events_carry_the_request_id_on_to_the_worker(webhook: Door) -> None:
    signed(json.dumps([a_cloud_event(1)])).to(webhook.handler)
    received = webhook.sqs.receive_message(QueueUrl=webhook.queue_url, MessageAttributeNames=["All"])

    [message] = received["Messages"]
    assert message["MessageAttributes"]["correlation_id"]["StringValue"] == REQUEST_ID


def test_no_token_of_the_secret_reaches_an_answer_or_a_log(webhook: Door, logs: LogLines) -> None:
    replies = [signed("[]", token).to(webhook.handler) for token in (CURRENT, FOREIGN)]

    assert CURRENT not in logs.text + "".join(reply.text for reply in replies)


def test_nothing_is_believed_while_the_verifier_tokens_cannot_be_read(backend: Backend) -> None:
    with mock_aws():
        secrets = boto3.client("secretsmanager")
        read_secret = SecretReader(lambda: secrets, backend.clock).read
        handler = backend.handler("webhooks/quickbooks", read_secret=read_secret)
        reply = signed(json.dumps([a_cloud_event(1)])).to(handler)

    assert (reply.status, reply.code) == (503, "STORE_UNAVAILABLE")
