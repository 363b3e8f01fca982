"""Emulated AWS in this process, whose own time is known: what a contestant takes is what is left.

moto stands in for DynamoDB, SQS and Secrets Manager behind botocore's last step before the network, and behind
``direct_aws``'s, so that whatever a contestant does to make a request and to read an answer is its own.
"""

import copy
import json
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest import mock

import boto3
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber
from moto.dynamodb.models import dynamodb_backends
from moto.sqs.models import sqs_backends
from mypy_boto3_sqs.literals import QueueAttributeNameType

from benchmarks.kit.books import CREDENTIALS
from fieldledger.repositories.documents import TableName
from tests.builders.webhooks import WEBHOOK_KEY
from tests.support.moto_connection import moto_behind_direct_aws
from tests.support.tables import create_tables
from tests.unit.functions.environment import ENVIRONMENT

VERIFIER: Final = "verify_me"
CURSOR_KEY: Final = "c" * 32
_ACCOUNT: Final = "123456789012"
_REGION: Final = CREDENTIALS["AWS_DEFAULT_REGION"]
_QUEUES: Final = ("postings.fifo", "foundation.fifo", "events", "vendor-events")
_SECRETS: Final = {
    "cursor": {"keys": [CURSOR_KEY]},
    "quickbooks": {"verifier_tokens": [VERIFIER]},
    "webhook-keys": {"keys": [WEBHOOK_KEY]},
}
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|\+00:00)")

type Tables = dict[str, Any]


class EmulatedAws:
    """``wall`` and ``cpu`` are what it took itself since ``begin``, in seconds; ``calls`` counts operations."""

    def __init__(self) -> None:
        self.wall = 0.0
        self.cpu = 0.0
        self.calls: Counter[str] = Counter()
        self._answer = BotocoreStubber.__call__
        self._kept: Tables = {}

    def begin(self) -> None:
        """Count anew."""
        self.wall = self.cpu = 0.0
        self.calls.clear()

    def keep(self) -> None:
        """The tables as ``restore`` brings them back."""
        self._kept = {name: copy.deepcopy(table.items) for name, table in self._tables().items()}

    def restore(self) -> None:
        """The tables as they were kept, and empty queues."""
        for name, table in self._tables().items():
            table.items = copy.deepcopy(self._kept[name])
        self.empty_queues()

    def empty_queues(self) -> None:
        """Without what was sent."""
        for queue in sqs_backends[_ACCOUNT][_REGION].queues.values():
            queue._messages.clear()  # noqa: SLF001 - purging over the API is limited to once a minute

    def state(self) -> list[str]:
        """Every item and message as text, with moments taken out: equal for equal work."""
        items = [
            _MOMENT.sub("<moment>", json.dumps([name, item.to_json()], sort_keys=True))
            for name, table in self._tables().items()
            for ranges in table.items.values()
            for item in (ranges.values() if isinstance(ranges, dict) else [ranges])
        ]
        queues = sqs_backends[_ACCOUNT][_REGION].queues
        sent = [f"{name} {each.body}" for name, queue in queues.items() for each in queue._messages]  # noqa: SLF001
        return sorted(re.sub(r'"expires_at": {"N": "\d+"}', "<expiry>", each) for each in [*items, *sent])

    def __call__(self, stubber: BotocoreStubber, event_name: str, request: Any, **more: Any) -> Any:
        """moto's own answer; runs in whichever thread the contestant calls from."""
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            return self._answer(stubber, event_name, request, **more)
        finally:
            target = request.headers.get("X-Amz-Target", b"")
            self.calls[target.decode() if isinstance(target, bytes) else target] += 1
            self.wall += time.perf_counter() - wall
            self.cpu += time.thread_time() - cpu

    @staticmethod
    def _tables() -> Tables:
        return dict(dynamodb_backends[_ACCOUNT][_REGION].tables)


@contextmanager
def emulated_aws() -> Iterator[EmulatedAws]:
    """The tables of the template, the queues and the secrets, under the environment of deployed functions."""
    os.environ.update(CREDENTIALS | ENVIRONMENT)
    inside = EmulatedAws()

    def answer(stubber: BotocoreStubber, event_name: str, request: Any, **more: Any) -> Any:
        return inside(stubber, event_name, request, **more)

    with mock_aws(), mock.patch.object(BotocoreStubber, "__call__", answer), moto_behind_direct_aws():
        create_tables(ENVIRONMENT["RECORDS_TABLE"].removesuffix(f"-{TableName.RECORDS}"))
        sqs, secrets = boto3.client("sqs"), boto3.client("secretsmanager")
        for queue in _QUEUES:
            fifo: dict[QueueAttributeNameType, str] = {"FifoQueue": "true"} if queue.endswith(".fifo") else {}
            sqs.create_queue(QueueName=queue, Attributes=fifo)
        for name, secret in _SECRETS.items():
            secrets.create_secret(Name=name, SecretString=json.dumps(secret))
        yield inside
