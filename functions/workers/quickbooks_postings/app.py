"""Wake-ups from SQS -> QuickBooks: writes the companies' pending postings to their books."""

from asyncio import TaskGroup
from collections import defaultdict
from collections.abc import Mapping, Sequence

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import AwareDatetime, BaseModel

from fieldledger.clients.wake_queue import SqsWriterQueue
from fieldledger.runtime import aws
from fieldledger.runtime.coming_back import ComingBack
from fieldledger.runtime.deadline import Deadline
from fieldledger.runtime.lambda_entry import background
from fieldledger.runtime.sqs_batch import BatchAnswer, Done, Outcome, Retry, handle
from fieldledger.runtime.sqs_messages import SqsEvent, SqsMessage, SqsPostponer
from fieldledger.settings import PostingsQueueSettings, loaded
from fieldledger.wiring.posting import WriterSettings, posting_writer
from fieldledger.wiring.store import clock


class WakeUp(BaseModel):
    """A hint what to look at first; what has to be written is in the postings table. Not to be heeded too early."""

    company_id: str
    posting_ids: list[str]
    not_before: AwareDatetime | None = None


writer = posting_writer(loaded(WriterSettings))
queue_url = loaded(PostingsQueueSettings).quickbooks_postings_queue_url
postponer = SqsPostponer(aws.sqs, queue_url)
coming_back = ComingBack(SqsWriterQueue(aws.sqs, queue_url), clock())


@background
def lambda_handler(event: SqsEvent, context: LambdaContext) -> BatchAnswer:
    """Write for each company of the batch once."""
    return handle(event, context, WakeUp, _write, postponer=postponer, clock=clock())


async def _write(messages: Sequence[SqsMessage[WakeUp]], deadline: Deadline) -> Mapping[str, Outcome]:
    """Companies side by side: one that waits for its vendor or its budget keeps no other waiting."""
    by_company: dict[str, list[SqsMessage[WakeUp]]] = defaultdict(list)
    early: dict[str, Outcome] = {}
    for message in messages:
        moment = message.body.not_before
        if moment is not None and moment > clock().now():
            early[message.message_id] = Retry(moment)
        else:
            by_company[message.body.company_id].append(message)
    async with TaskGroup() as group:
        rounds = [group.create_task(_write_one(key, each, deadline)) for key, each in by_company.items()]
    return early | {message_id: outcome for each in rounds for message_id, outcome in each.result().items()}


async def _write_one(
    company_id: str, messages: Sequence[SqsMessage[WakeUp]], deadline: Deadline
) -> Mapping[str, Outcome]:
    posting_ids = [posting_id for message in messages for posting_id in message.body.posting_ids]
    written = await writer.write(company_id, posting_ids, deadline)
    # One message is enough to come back with, and the last one holds nothing of its group back.
    outcomes: dict[str, Outcome] = {message.message_id: Done() for message in messages}
    last = messages[-1]
    return outcomes | {last.message_id: await coming_back.after(company_id, last.group, last.receive_count, written)}
