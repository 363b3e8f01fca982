"""Webhooks as both peers take them: check, read, one call of SQS."""

import base64
import hmac
import os
import re
from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities import parameters
from pydantic import BaseModel, TypeAdapter

from fieldledger.clients.procore.webhook_events import ProcoreEvent
from fieldledger.clients.quickbooks.webhook_notices import CloudEvent
from fieldledger.clients.webhook_keys import hook_bearer
from fieldledger.domain.connection import VendorName
from fieldledger.domain.vendor_event import VendorEvent, VendorEvents
from fieldledger.services.webhooks.subjects import subject_of

_KEPT_SECONDS: Final = 300
_NOTICES: Final = TypeAdapter(list[CloudEvent])
_TYPE: Final = re.compile(r"qbo\.(?P<entity>[a-z0-9]+)\.(?P<operation>[a-z]+)\.v\d+", re.IGNORECASE)
_FINER: Final = re.compile(r"(\.\d{6})\d+")

logger: Final = Logger()
metrics: Final = Metrics(namespace="Peer", service="webhooks")
sqs: Final = boto3.client("sqs")


class Received(BaseModel):
    """What was queued."""

    events: int
    unreadable: int = 0
    unknown: int = 0


class QuickbooksReceived(BaseModel):
    """What was queued of QuickBooks."""

    events: int
    unreadable: int = 0


def secret(name: str) -> dict[str, list[str]]:
    """A JSON secret, kept for five minutes."""
    found = parameters.get_secret(os.environ[name], transform="json", max_age=_KEPT_SECONDS)
    return {key: list(values) for key, values in found.items()}


def from_quickbooks(body: bytes, signature: str, correlation_id: str) -> QuickbooksReceived | None:
    """None for a body that nobody of Intuit's signed."""
    tokens = secret("QUICKBOOKS_SECRET_ID")["verifier_tokens"]
    expected = [base64.b64encode(hmac.digest(token.encode(), body, sha256)) for token in tokens]
    if not any(hmac.compare_digest(signature.encode(), each) for each in expected):
        return None
    events = [_of_quickbooks(notice) for notice in _NOTICES.validate_json(body)]
    _queue(os.environ["QUICKBOOKS_EVENTS_QUEUE_URL"], VendorName.QUICKBOOKS, events, correlation_id)
    return QuickbooksReceived(events=len(events))


def _of_quickbooks(notice: CloudEvent) -> VendorEvent:
    kind = _TYPE.fullmatch(notice.type)
    if kind is None:
        raise ValueError(notice.type)
    return VendorEvent.model_validate(
        {
            "vendor": VendorName.QUICKBOOKS,
            "account_id": notice.intuitaccountid,
            "entity": kind["entity"].lower(),
            "entity_id": notice.intuitentityid,
            "operation": kind["operation"].lower(),
            "event_id": notice.id,
            "occurred_at": _FINER.sub(r"\1", notice.time),
        }
    )


def from_procore(body: bytes, bearer: str, correlation_id: str) -> Received | None:
    """None for a delivery that carries no bearer of ours."""
    account_id = bearer.split(".")[1] if bearer.count(".") == 2 else ""  # noqa: PLR2004 - the bearer's parts
    expected = [hook_bearer(key, account_id) for key in secret("WEBHOOK_KEYS_SECRET_ID")["keys"]]
    if not any(hmac.compare_digest(bearer.encode(), each.encode()) for each in expected):
        return None
    events = [ProcoreEvent.model_validate_json(body).told()]
    known = [event for event in events if subject_of(event) is not None]
    _queue(os.environ["VENDOR_EVENTS_QUEUE_URL"], VendorName.PROCORE, known, correlation_id)
    return Received(events=len(known), unknown=len(events) - len(known))


def _queue(url: str, vendor: VendorName, events: Sequence[VendorEvent], correlation_id: str) -> None:
    accounts: dict[str, list[VendorEvent]] = defaultdict(list)
    for event in events:
        accounts[event.account_id].append(event)
    for account_id, told in accounts.items():
        message = VendorEvents(vendor=vendor, account_id=account_id, events=tuple(told))
        attributes = {"correlation_id": {"DataType": "String", "StringValue": correlation_id}}
        entry = {"Id": "0", "MessageBody": message.model_dump_json(), "MessageAttributes": attributes}
        sqs.send_message_batch(QueueUrl=url, Entries=[entry])  # type: ignore[list-item]
    metrics.add_metric(name="WebhookEventsUnreadable", unit=MetricUnit.Count, value=0)
    metrics.add_metric(name="WebhookEventsUnknown", unit=MetricUnit.Count, value=0)
    logger.info("webhook_queued", extra={"messages": len(accounts), "events": len(events)})
    metrics.flush_metrics()
