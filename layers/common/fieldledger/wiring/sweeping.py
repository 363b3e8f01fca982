"""The sweeps of both sets of books, apart from the writers: they start every minute and need no vendor's client."""

from fieldledger.clients.wake_queue import SqsWriterQueue
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.runtime import aws
from fieldledger.services.posting.sweep import PostingSweep
from fieldledger.settings import PostingsSettings, WritersQueueSettings
from fieldledger.wiring.store import clock, document_store


class SweepSettings(PostingsSettings, WritersQueueSettings):
    """What the sweep needs."""


def posting_sweeps(settings: SweepSettings) -> tuple[PostingSweep, ...]:
    """The sweeps of both sets of books on AWS."""
    postings, time = DocumentPostings(document_store(settings)), clock()
    quickbooks = SqsWriterQueue(aws.sqs, settings.quickbooks_postings_queue_url, lane="sweep")
    foundation = SqsWriterQueue(aws.sqs, settings.foundation_postings_queue_url, lane="sweep")
    return PostingSweep(postings, quickbooks, time), PostingSweep(postings, foundation, time, "foundation")
