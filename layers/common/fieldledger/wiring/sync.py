"""The Raken sync."""

from fieldledger.clients.wake_queue import SqsWriterQueue
from fieldledger.domain.clock import Clock
from fieldledger.domain.rate_windows import Priority
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.checkpoints import DocumentCheckpoints
from fieldledger.repositories.connections import Connections, DocumentConnections
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.runtime import aws
from fieldledger.services.approvals import WakeWriter
from fieldledger.services.inbox import Inbox
from fieldledger.services.sync.raken import lists
from fieldledger.services.sync.raken.lists import RakenRecords
from fieldledger.services.sync.raken.time_cards import TimeCardSource
from fieldledger.services.sync.raken_sync import Kept, RakenSync, RakenSyncParts
from fieldledger.settings import PostingsSettings, RakenSettings, RecordsSettings, WritersQueueSettings
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.sync_sources.raken import raken_sinks
from fieldledger.wiring.vendors import container_name, raken_client


class SyncSettings(RakenSettings, RecordsSettings, PostingsSettings, WritersQueueSettings):
    """What the Raken sync needs."""


def raken_sync(settings: SyncSettings) -> RakenSync:
    """The sync on AWS and the real vendor."""
    store = document_store(settings)
    queue = SqsWriterQueue(aws.sqs, settings.quickbooks_postings_queue_url)
    foundation = SqsWriterQueue(aws.sqs, settings.foundation_postings_queue_url)
    return sync_over(store, raken_client(settings, store, Priority.SYNC), queue, clock(), foundation)


def sync_over(
    store: DocumentStore, raken: RakenRecords, queue: WakeWriter, time: Clock, foundation: WakeWriter | None = None
) -> RakenSync:
    """The sync over any store, feed, queue and clock."""
    sinks = raken_sinks(store, queue, time, foundation)
    parts = RakenSyncParts(
        lists=(
            Kept(lists.projects(raken), sinks[SyncResource.RAKEN_PROJECTS]),
            Kept(lists.members(raken), sinks[SyncResource.RAKEN_MEMBERS]),
        ),
        time_cards=Kept(TimeCardSource(raken, time), sinks[SyncResource.RAKEN_TIME_CARDS]),
        checkpoints=DocumentCheckpoints(store),
        inbox=Inbox(DocumentExceptions(store), time),
        clock=time,
        owner=container_name,
    )
    return RakenSync(parts)


def connections(settings: SyncSettings) -> Connections:
    """Which companies are connected."""
    return DocumentConnections(document_store(settings))
