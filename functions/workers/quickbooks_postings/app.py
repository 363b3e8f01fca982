"""Wake-ups from SQS -> QuickBooks: writes the companies' pending postings to their books."""

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.clients.wake_queue import SqsWriterQueue
from fieldledger.runtime import aws
from fieldledger.runtime.lambda_entry import background
from fieldledger.runtime.sqs_batch import BatchAnswer, handle
from fieldledger.runtime.sqs_messages import SqsEvent, SqsPostponer
from fieldledger.runtime.wake_ups import WakeUp, woken
from fieldledger.settings import PostingsQueueSettings, loaded
from fieldledger.wiring.posting import WriterSettings, posting_writer
from fieldledger.wiring.store import clock

queue_url = loaded(PostingsQueueSettings).quickbooks_postings_queue_url
write = woken(posting_writer(loaded(WriterSettings)), SqsWriterQueue(aws.sqs, queue_url), clock())
postponer = SqsPostponer(aws.sqs, queue_url)


@background
def lambda_handler(event: SqsEvent, context: LambdaContext) -> BatchAnswer:
    """Write for each company of the batch once."""
    return handle(event, context, WakeUp, write, postponer=postponer, clock=clock())
