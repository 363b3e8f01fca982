"""The queues that wake the writers of both sets of books, on AWS."""

from fieldledger.clients.wake_queue import SqsWriterQueue
from fieldledger.runtime import aws
from fieldledger.settings import WritersQueueSettings


def writers_queues(settings: WritersQueueSettings) -> tuple[SqsWriterQueue, SqsWriterQueue]:
    """QuickBooks' writer's and FOUNDATION's."""
    quickbooks = SqsWriterQueue(aws.sqs, settings.quickbooks_postings_queue_url)
    return quickbooks, SqsWriterQueue(aws.sqs, settings.foundation_postings_queue_url)
