"""CloudEvents: content, signature, gathering, retries, the background task."""

import asyncio
import base64
import hashlib
import hmac
import json
import random

import pytest

from simulators.kit.clock import SimClock
from simulators.quickbooks.settings import SettingsHolder
from simulators.quickbooks.webhook_sender import WebhookSender
from simulators.quickbooks.webhooks import Webhooks, WebhookTarget, signature
from tests.unit.simulators.quickbooks.bench import NOON, REALM, Bench, Inbox, hours, item

TARGET = {"url": "https://app.example/hook", "verifier_token": "verify_me", "enabled": False}


@pytest.fixture
async def listening(bench: Bench) -> Bench:
    await bench.admin("webhooks", TARGET)
    return bench


async def flush(bench: Bench) -> int:
    return int(str((await bench.admin("webhooks/flush", None))["delivered"]))


def test_the_published_vector_is_reproduced() -> None:
    assert signature("verify_me", b'{"stuff":"5"}') == "nfPLN16u3vMvv08ghDs+dOkLuirEVDy5wAeG/lmM2OA="


async def test_a_write_is_told_as_a_signed_cloud_event(listening: Bench) -> None:
    await listening.post("timeactivity", hours())
    assert await flush(listening) == 1
    request = listening.inbox.received[0]
    event = json.loads(request.content)[0]
    assert (event["specversion"], event["type"]) == ("1.0", "qbo.timeactivity.created.v1")
    assert (event["intuitentityid"], event["intuitaccountid"], event["data"]) == ("1", REALM, {})
    assert event["time"] == "2026-11-23T20:00:00.000000000Z"
    expected = hmac.new(b"verify_me", request.content, hashlib.sha256).digest()
    assert request.headers["intuit-signature"] == base64.b64encode(expected).decode()


async def test_updates_and_deletes_are_told_too(listening: Bench) -> None:
    await listening.post("timeactivity", hours())
    await listening.post("timeactivity", hours(Id="1", SyncToken="0"))
    await listening.post("timeactivity", {"Id": "1", "SyncToken": "1"}, operation="delete")
    await flush(listening)
    events = json.loads(listening.inbox.received[0].content)
    assert [event["type"].split(".")[2] for event in events] == ["created", "updated", "deleted"]
    assert len({event["id"] for event in events}) == 3


async def test_events_gather_until_their_window_ends(listening: Bench) -> None:
    await listening.admin("settings", {"webhook": {"aggregation_seconds": 300}})
    await listening.post("timeactivity", hours())
    listening.clock.advance(299)
    assert await flush(listening) == 0
    listening.clock.advance(1)
    assert await flush(listening) == 1


async def test_one_delivery_holds_no_more_events_than_set(listening: Bench) -> None:
    await listening.admin("settings", {"webhook": {"events_per_delivery": 2}})
    await listening.batch(*(item(str(n)) for n in range(5)))
    await flush(listening)
    assert [len(json.loads(request.content)) for request in listening.inbox.received] == [2, 2, 1]


async def test_a_refused_delivery_is_tried_again_on_the_compressed_schedule(listening: Bench) -> None:
    await listening.admin("settings", {"webhook": {"retry_scale": 0.1}})
    listening.inbox.status = 500
    await listening.post("timeactivity", hours())
    tries = []
    for pause in (0, 0.9, 0.1, 1.9, 0.1):
        listening.clock.advance(pause)
        await flush(listening)
        tries.append(len(listening.inbox.received))
    assert tries == [1, 1, 2, 2, 3]


async def test_a_retry_sends_the_same_bytes_and_stops_once_acknowledged(listening: Bench) -> None:
    listening.inbox.status = 500
    await listening.post("timeactivity", hours())
    await flush(listening)
    listening.inbox.status = 200
    listening.clock.advance(10)
    await flush(listening)
    listening.clock.advance(86400)
    await flush(listening)
    assert len(listening.inbox.received) == 2
    assert listening.inbox.received[0].content == listening.inbox.received[1].content
    shown = (await listening.http.get("/_admin/webhooks/deliveries")).json()["deliveries"][0]
    assert [attempt["status"] for attempt in shown["attempts"]] == [500, 200]
    assert (shown["delivered"], shown["due"]) == (True, None)


async def test_a_delivery_can_be_sent_twice(listening: Bench) -> None:
    await listening.admin("settings", {"webhook": {"deliver_twice": True}})
    await listening.post("timeactivity", hours())
    await flush(listening)
    ids = [json.loads(request.content)[0]["id"] for request in listening.inbox.received]
    assert len(ids) == 2
    assert ids[0] == ids[1]


async def test_events_of_two_companies_can_share_a_post(listening: Bench) -> None:
    await listening.admin("realms", {"realm_id": "77"})
    await listening.seed("Class", {"Name": "Field"})
    await listening.http.post("/_admin/realms/77/entities/Class", json=[{"Name": "Field"}])
    await flush(listening)
    events = json.loads(listening.inbox.received[0].content)
    assert {event["intuitaccountid"] for event in events} == {REALM, "77"}


async def test_without_an_address_nothing_is_kept(bench: Bench) -> None:
    await bench.post("timeactivity", hours())
    await bench.admin("webhooks", TARGET)
    assert await flush(bench) == 0


async def test_the_background_task_sends_while_enabled_and_stops_when_told() -> None:
    inbox, looked = Inbox(), asyncio.Event()
    webhooks = Webhooks(SimClock.frozen_at(NOON), SettingsHolder(), random.Random(1), inbox.client)
    webhooks.target = WebhookTarget("https://app.example/hook", "v", enabled=True)
    webhooks.note(REALM, "Customer", "created", "5")

    async def wait_for_ever(_seconds: float) -> None:
        looked.set()
        await asyncio.Event().wait()

    sender = WebhookSender(webhooks, wait_for_ever)
    await sender.follow(enabled=True)
    await asyncio.wait_for(looked.wait(), timeout=5)
    assert len(inbox.received) == 1
    await sender.follow(enabled=False)
    assert not sender.running
