"""Wake-ups from SQS -> FOUNDATION: records over REST and import files, whichever way a company has chosen."""

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.clients.wake_queue import SqsWriterQueue
from fieldledger.runtime import aws
from fieldledger.runtime.lambda_entry import background
from fieldledger.runtime.sqs_batch import BatchAnswer, handle
from fieldledger.runtime.sqs_messages import SqsEvent, SqsPostponer
from fieldledger.runtime.wake_ups import WakeUp, woken
from fieldledger.settings import FoundationQueueSettings, loaded
from fieldledger.wiring.foundation_posting import FoundationWriterSettings, foundation_turn
from fieldledger.wiring.store import clock

queue_url = loaded(FoundationQueueSettings).foundation_postings_queue_url
write = woken(foundation_turn(loaded(FoundationWriterSettings)), SqsWriterQueue(aws.sqs, queue_url), clock())
postponer = SqsPostponer(aws.sqs, queue_url)


@background
def lambda_handler(event: SqsEvent, context: LambdaContext) -> BatchAnswer:
    """Take each company's turn once."""
    return handle(event, context, WakeUp, write, postponer=postponer, clock=clock())
