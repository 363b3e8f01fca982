"""The real functions in this process, on a queue, a store and a vendor in memory."""

import io
import os
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from importlib import import_module
from types import ModuleType
from typing import Final

from benchmarks.webhook_burst.burst import BEARER, Delivery
from benchmarks.webhook_burst.queue import Queue
from benchmarks.webhook_burst.vendor import Procore
from fieldledger.domain.connection import VendorName
from fieldledger.log import logger
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.result import Result
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.secrets import WebhookKeysSecret
from fieldledger.services.webhooks.intake import ProcoreIntake
from fieldledger.wiring.webhooks import events_over
from tests.builders import a_connection
from tests.builders.webhooks import PROCORE_ACCOUNT, WEBHOOK_KEY
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.support.api import Call
from tests.support.lambda_context import FakeLambdaContext
from tests.unit.functions.environment import ENVIRONMENT

TIMEOUT_MILLIS: Final = 300_000
_OK: Final = 200


class Deployment:
    """One deployment with one company; ``door_seconds`` are real ones, the rest is virtual."""

    def __init__(self, queue: Queue, procore: Procore, clock: FakeClock) -> None:
        os.environ.update(ENVIRONMENT, AWS_DEFAULT_REGION="us-east-1")
        logger.setLevel("CRITICAL")
        self.store = InMemoryDocumentStore()
        self.door_seconds: list[float] = []
        connection = a_connection(vendor=VendorName.PROCORE, account_id=PROCORE_ACCOUNT)
        run(DocumentConnections(self.store).claim_account(connection)).unwrap()
        self._door = _patched("webhooks.procore", intake=ProcoreIntake(queue), read_secret=_read_secret)
        self._worker = _patched(
            "workers.vendor_events",
            handler=events_over(self.store, procore, procore, clock),
            queue=queue,
            postponer=queue,
            clock=lambda: clock,
        )

    def post(self, delivery: Delivery) -> bool:
        """Whether the door acknowledged the delivery."""
        headers = {"authorization": BEARER, "content-type": "application/json"}
        call = Call("POST", "/v1/webhooks/procore", claims=None, headers=headers, body=delivery.body)
        begun = time.perf_counter()
        answer = _quietly(lambda: self._door.lambda_handler(call.event, FakeLambdaContext()))
        self.door_seconds.append(time.perf_counter() - begun)
        return bool(answer["statusCode"] == _OK)

    def work(self, batch: Sequence[dict[str, object]]) -> set[str]:
        """The messages that stay."""
        context = FakeLambdaContext(remaining_millis=TIMEOUT_MILLIS)
        answer = _quietly(lambda: self._worker.lambda_handler({"Records": list(batch)}, context))
        return {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}

    @property
    def writes(self) -> int:
        """Writes of the store."""
        return sum(call in {"put", "transact"} for call in self.store.calls)


def _patched(name: str, **parts: object) -> ModuleType:
    module = import_module(f"functions.{name}.app")
    for part, value in parts.items():
        setattr(module, part, value)
    return module


async def _read_secret(_secret_id: str, _kind: type[WebhookKeysSecret]) -> Result[WebhookKeysSecret]:
    return Result.ok(WebhookKeysSecret(keys=(WEBHOOK_KEY,)))


def _quietly[T](work: Callable[[], T]) -> T:
    """Metrics go to the standard output, a line for each invocation."""
    with redirect_stdout(io.StringIO()):
        return work()
