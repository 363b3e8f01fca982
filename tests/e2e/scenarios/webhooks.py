"""QuickBooks' webhooks, from the public address through the queue to the worker."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from uuid import uuid4

import httpx

from local.demo.contractor import REALM
from tests.e2e.scenarios.access import code_of
from tests.e2e.world import World, eventually

EVENTS_QUEUE = "QuickbooksEventsQueue"
EVENTS_WORKER = "QuickbooksEventsFunction"


def a_customer_changed(world: World) -> tuple[str, str]:
    """A delivery about one of the books' customers, and the customer's id."""
    customer_id = min(world.vendors.names("Customer"))
    event = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "intuit.sample",
        "type": "qbo.customer.updated.v1",
        "datacontenttype": "application/json",
        "time": datetime.now(UTC).isoformat(),
        "intuitentityid": customer_id,
        "intuitaccountid": REALM,
        "data": {},
    }
    return json.dumps([event]), customer_id


def deliver(world: World, body: str, verifier_token: str) -> httpx.Response:
    """Post a delivery, signed as Intuit signs."""
    digest = hmac.new(verifier_token.encode(), body.encode(), hashlib.sha256).digest()
    headers = {"Content-Type": "application/json", "intuit-signature": base64.b64encode(digest).decode()}
    return world.send("POST", "/v1/webhooks/quickbooks", token=None, content=body, headers=headers)


def reads_of(world: World, customer_id: str) -> int:
    """How often QuickBooks was asked for one customer."""
    path = f"/v3/company/{REALM}/customer/{customer_id}"
    url = f"{world.state.urls['quickbooks']}/_admin/requests"
    return len(world.http.get(url, params={"method": "GET", "path": path}).json()["requests"])


class WebhookScenarios:
    """Only what Intuit signed gets further than the door."""

    def test_a_delivery_with_a_wrong_signature_is_refused_and_nothing_is_queued(self, world: World) -> None:
        body, customer_id = a_customer_changed(world)
        eventually(lambda: world.queue_depth(EVENTS_QUEUE) == 0, "earlier events handled")
        before = reads_of(world, customer_id)
        with world.paused(EVENTS_WORKER):
            waiting = world.queue_depth(EVENTS_QUEUE)
            refused = deliver(world, body, "not the verifier token")
            assert (refused.status_code, code_of(refused)) == (401, "SIGNATURE_INVALID")
            assert world.queue_depth(EVENTS_QUEUE) == waiting
        assert reads_of(world, customer_id) == before

    def test_a_genuine_delivery_is_queued_and_what_changed_is_read_again(self, world: World) -> None:
        body, customer_id = a_customer_changed(world)
        eventually(lambda: world.queue_depth(EVENTS_QUEUE) == 0, "earlier events handled")
        before = reads_of(world, customer_id)
        with world.paused(EVENTS_WORKER):
            accepted = deliver(world, body, world.state.credentials.verifier_token)
            assert (accepted.status_code, accepted.json()["data"]) == (200, {"events": 1, "unreadable": 0})
            assert world.queue_depth(EVENTS_QUEUE) == 1
        eventually(lambda: world.queue_depth(EVENTS_QUEUE) == 0, "the event handled")
        assert reads_of(world, customer_id) == before + 1
        deliver(world, body, world.state.credentials.verifier_token)
        eventually(lambda: world.queue_depth(EVENTS_QUEUE) == 0, "the repeated event handled")
        assert reads_of(world, customer_id) == before + 1, "an event that comes twice is read for once"
