"""The sweeps of postings, apart from the writers: they start every minute and need no vendor's client."""

from fieldledger.clients.sync_queue import SqsPushQueue
from fieldledger.clients.wake_queue import SqsWriterQueue
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.runtime import aws
from fieldledger.services.posting.sweep import PostingSweep
from fieldledger.settings import ControlSettings, PostingsSettings, SyncQueueSettings, WritersQueueSettings
from fieldledger.wiring.store import clock, document_store


class SweepSettings(PostingsSettings, ControlSettings, WritersQueueSettings, SyncQueueSettings):
    """What the sweep needs."""


def posting_sweeps(settings: SweepSettings) -> tuple[PostingSweep, ...]:
    """The sweeps of both sets of books, and of what goes back to Procore, on AWS."""
    store, time = document_store(settings), clock()
    postings, connections = DocumentPostings(store), DocumentConnections(store)
    quickbooks = SqsWriterQueue(aws.sqs, settings.quickbooks_postings_queue_url, lane="sweep")
    foundation = SqsWriterQueue(aws.sqs, settings.foundation_postings_queue_url, lane="sweep")
    procore = SqsPushQueue(aws.sqs, settings.sync_slices_queue_url)
    return (
        PostingSweep(postings, connections, quickbooks, time),
        PostingSweep(postings, connections, foundation, time, "foundation"),
        PostingSweep(postings, connections, procore, time, "procore"),
    )
