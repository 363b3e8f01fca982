"""The Raken sync."""

from fieldledger.clients.raken.client import RakenFeed
from fieldledger.clients.wake_queue import SqsWriterQueue
from fieldledger.domain.clock import Clock
from fieldledger.domain.rate_windows import Priority
from fieldledger.repositories.checkpoints import DocumentCheckpoints
from fieldledger.repositories.connections import Connections, DocumentConnections
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.runtime import aws
from fieldledger.services.approvals import WakeWriter
from fieldledger.services.inbox import Inbox
from fieldledger.services.sync.master_data import MasterDataSync
from fieldledger.services.sync.raken_sync import RakenSync, RakenSyncParts
from fieldledger.services.sync.time_card_sync import TimeCardSync
from fieldledger.settings import PostingsSettings, RakenSettings, RecordsSettings, WritersQueueSettings
from fieldledger.wiring.parked import parked_over
from fieldledger.wiring.store import clock, document_store
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
    store: DocumentStore, feed: RakenFeed, queue: WakeWriter, time: Clock, foundation: WakeWriter | None = None
) -> RakenSync:
    """The sync over any store, feed, queue and clock."""
    inbox = Inbox(DocumentExceptions(store), time)
    checkpoints = DocumentCheckpoints(store)
    parts = RakenSyncParts(
        master_data=MasterDataSync(feed, DocumentProjects(store), DocumentEmployees(store), inbox),
        time_cards=TimeCardSync(feed, DocumentTimeCards(store), checkpoints, inbox, time),
        checkpoints=checkpoints,
        parked=parked_over(store, queue, time, foundation),
        inbox=inbox,
        clock=time,
        owner=container_name,
    )
    return RakenSync(parts)


def connections(settings: SyncSettings) -> Connections:
    """Which companies are connected."""
    return DocumentConnections(document_store(settings))
