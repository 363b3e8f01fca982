"""The webhook functions on a real queue in memory, with keys that the tests know."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from moto import mock_aws

from fieldledger.clients.vendor_event_queue import SqsVendorEventQueue
from fieldledger.clients.webhook_keys import (
    ACCOUNT_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    hook_bearer,
    relay_key,
    relay_signature,
)
from fieldledger.domain.connection import VendorName
from fieldledger.domain.vendor_event import VendorEvents
from fieldledger.runtime.secrets import SecretReader
from fieldledger.services.webhooks.intake import ProcoreIntake, RelayIntake
from tests.builders.webhooks import OLDER_WEBHOOK_KEY, PROCORE_ACCOUNT, WEBHOOK_KEY
from tests.support.api import Call, Handler
from tests.unit.functions.conftest import Backend

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass
class Door:
    """A function and the queue behind it."""

    handler: Handler
    sqs: "SQSClient"
    queue_url: str

    def queued(self) -> list[VendorEvents]:
        """Take every message off the queue."""
        bodies: list[VendorEvents] = []
        while messages := self.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10).get("Messages"):
            bodies += [VendorEvents.model_validate_json(message["Body"]) for message in messages]
        return bodies


@contextmanager
def a_door(backend: Backend, vendor: VendorName) -> Iterator[Door]:
    """The function of ``functions/webhooks/<vendor>``."""
    with mock_aws():
        sqs, secrets = boto3.client("sqs"), boto3.client("secretsmanager")
        url = sqs.create_queue(QueueName="vendor-events")["QueueUrl"]
        keys = json.dumps({"keys": [WEBHOOK_KEY, OLDER_WEBHOOK_KEY]})
        secrets.create_secret(Name="webhook-keys", SecretString=keys)
        queue = SqsVendorEventQueue(lambda: sqs, url)
        procore = vendor is VendorName.PROCORE
        intake = ProcoreIntake(queue) if procore else RelayIntake(vendor, queue, backend.clock)
        read_secret = SecretReader(lambda: secrets, backend.clock).read
        yield Door(backend.handler(f"webhooks/{vendor}", intake=intake, read_secret=read_secret), sqs, url)


def delivered(body: object, key: str = WEBHOOK_KEY, account_id: str = PROCORE_ACCOUNT) -> Call:
    """A delivery of Procore."""
    text = body if isinstance(body, str) else json.dumps(body)
    headers = {"content-type": "application/json", "authorization": hook_bearer(key, account_id)}
    return Call("POST", "/v1/webhooks/procore", claims=None, headers=headers, body=text)


def reported(
    body: object,
    at: float,
    *,
    vendor: VendorName = VendorName.RAKEN,
    account: str = "account-1",
    key: str = WEBHOOK_KEY,
) -> Call:
    """A delivery of a relay, signed at ``at`` (unix seconds)."""
    text = body if isinstance(body, str) else json.dumps(body)
    stamp = str(int(at))
    headers = {
        "content-type": "application/json",
        ACCOUNT_HEADER: account,
        TIMESTAMP_HEADER: stamp,
        SIGNATURE_HEADER: relay_signature(relay_key(key, vendor, account), stamp, text.encode()),
    }
    return Call("POST", f"/v1/webhooks/{vendor}", claims=None, headers=headers, body=text)
