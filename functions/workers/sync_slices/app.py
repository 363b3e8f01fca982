"""Slices of sync runs, and single records, from SQS: read from the vendor, keep what changed.

And the way back: what the books paid is pushed to Procore by the worker that knows its limits.
"""

from datetime import timedelta
from typing import Final

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel

from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import Remedy
from fieldledger.runtime import aws, metrics
from fieldledger.runtime.deadline import Deadline
from fieldledger.runtime.lambda_entry import background
from fieldledger.runtime.sqs_batch import BatchAnswer, Done, Outcome, Retry, handle, one_by_one
from fieldledger.runtime.sqs_messages import SqsEvent, SqsMessage, SqsPostponer
from fieldledger.runtime.sync_metrics import measure
from fieldledger.services.sync.engine import LEASE
from fieldledger.services.sync.source import Scope
from fieldledger.settings import SyncQueueSettings, loaded
from fieldledger.wiring.contract_payments import payment_push
from fieldledger.wiring.store import clock
from fieldledger.wiring.syncs import SliceSettings, syncing

SECONDS_EACH: Final = 80.0
_GIVE_UP_AFTER: Final = 5


class Slice(BaseModel):
    """A run to carry on, one record (under its scope) to read again, or with ``push`` payments to write to Procore."""

    company_id: str
    resource: SyncResource
    run_id: str | None = None
    record_id: str | None = None
    scope_id: str | None = None
    parent_id: str | None = None
    push: bool = False


syncs = syncing(loaded(SliceSettings))
pushes = payment_push(loaded(SliceSettings))
postponer = SqsPostponer(aws.sqs, loaded(SyncQueueSettings).sync_slices_queue_url)


@background
def lambda_handler(event: SqsEvent, context: LambdaContext) -> BatchAnswer:
    """Each message by itself."""
    process = one_by_one(_process, seconds_each=SECONDS_EACH)
    return handle(event, context, Slice, process, postponer=postponer, clock=clock())


async def _process(message: SqsMessage[Slice], deadline: Deadline) -> Outcome:
    asked = message.body
    if asked.push:
        return await _push(asked.company_id, deadline)
    if asked.record_id is not None:
        return await _one_record(asked, asked.record_id, message.receive_count)
    carried = await syncs.engine.carry_on(asked.company_id, asked.resource, asked.run_id or "", deadline)
    if carried.failed:  # our own store or queue: not before the lease of this attempt has run out
        return Retry(clock().now() + LEASE + timedelta(seconds=1))
    measure(carried.unwrap())
    return Done()


async def _push(company_id: str, deadline: Deadline) -> Outcome:
    """Whatever is left, the sweep finds again within a minute."""
    pushed = await pushes().push(company_id, deadline)
    if pushed.failed:
        metrics.count("PaymentPushFailed")
    return Done()


async def _one_record(asked: Slice, record_id: str, receive_count: int) -> Outcome:
    """What waiting does not mend is left to the next run; it is counted, and the run tells people."""
    scope = None if asked.scope_id is None else Scope(asked.scope_id, asked.parent_id)
    read = await syncs.single.read(asked.company_id, asked.resource, record_id, scope)
    waits = read.failed and (read.retry_at is not None or read.traits.remedy is Remedy.RETRY)
    if waits and receive_count < _GIVE_UP_AFTER:
        return Retry(read.retry_at)
    if read.failed:
        metrics.count("SingleSyncFailed")
    return Done()
