"""Wake-ups from SQS -> QuickBooks: writes a company's pending postings to its books."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel

from fieldledger.result import Remedy, Result
from fieldledger.runtime import aws, metrics
from fieldledger.runtime.deadline import Deadline
from fieldledger.runtime.lambda_entry import background
from fieldledger.runtime.sqs_batch import BatchAnswer, Done, Outcome, Retry, handle
from fieldledger.runtime.sqs_messages import SqsEvent, SqsMessage, SqsPostponer
from fieldledger.services.posting.writer import WriterReport
from fieldledger.settings import PostingsQueueSettings, loaded
from fieldledger.wiring.posting import WriterSettings, posting_writer
from fieldledger.wiring.store import clock

# Waiting must not end in the dead-letter queue: after so many receives the sweep wakes the company instead.
HAND_TO_SWEEP_AFTER: Final = 12
PAUSE: Final = timedelta(seconds=30)


class WakeUp(BaseModel):
    """A hint what to look at first; what has to be written is in the postings table."""

    company_id: str
    posting_ids: list[str]


writer = posting_writer(loaded(WriterSettings))
postponer = SqsPostponer(aws.sqs, loaded(PostingsQueueSettings).quickbooks_postings_queue_url)


@background
def lambda_handler(event: SqsEvent, context: LambdaContext) -> BatchAnswer:
    """Write for each company of the batch once."""
    return handle(event, context, WakeUp, _write, postponer=postponer, clock=clock())


async def _write(messages: Sequence[SqsMessage[WakeUp]], deadline: Deadline) -> Mapping[str, Outcome]:
    by_company: dict[str, list[SqsMessage[WakeUp]]] = defaultdict(list)
    for message in messages:
        by_company[message.body.company_id].append(message)
    outcomes: dict[str, Outcome] = {}
    for company_id, group in by_company.items():
        posting_ids = [posting_id for message in group for posting_id in message.body.posting_ids]
        written = await writer.write(company_id, posting_ids, deadline)
        # One message is enough to come back with, and the last one holds nothing of its group back.
        outcomes |= {message.message_id: Done() for message in group}
        outcomes[group[-1].message_id] = _outcome(written, group[-1].receive_count)
    return outcomes


def _outcome(written: Result[WriterReport], receive_count: int) -> Outcome:
    metrics.count("Posted", written.map(lambda report: report.posted).unwrap_or(0))
    if written.success:
        again_at = written.unwrap().again_at
        waits = again_at is not None
    else:
        again_at = clock().now() + PAUSE
        waits = written.traits.remedy in {Remedy.RETRY, Remedy.RECONNECT}
        if written.traits.remedy is Remedy.RECONNECT:
            metrics.count("ReconnectRequired")
    if again_at is None or (waits and receive_count >= HAND_TO_SWEEP_AFTER):
        return Done()
    return Retry(again_at)
