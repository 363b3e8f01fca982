"""Beginning sync runs, on AWS. No vendor's client is needed for that."""

from fieldledger.clients.sync_queue import SqsSliceQueue
from fieldledger.repositories.connections import Connections, DocumentConnections
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.runtime import aws
from fieldledger.services.sync.asking import SyncDesk
from fieldledger.services.sync.enrolling import Enrolment
from fieldledger.services.sync.starting import SyncStarter
from fieldledger.settings import ControlSettings, SyncQueueSettings
from fieldledger.wiring.store import clock, document_store


class StartSettings(ControlSettings, SyncQueueSettings):
    """What beginning runs needs."""


def sync_starter(settings: StartSettings) -> SyncStarter:
    """Over the control table and the queue of slices."""
    store = document_store(settings)
    return SyncStarter(DocumentSyncStates(store), DocumentConnections(store), _queue(settings), clock())


def sync_desk(settings: StartSettings) -> SyncDesk:
    """What people may ask."""
    return SyncDesk(sync_starter(settings), _queue(settings))


def enrolment(settings: ControlSettings) -> Enrolment:
    """Over the control table."""
    return Enrolment(DocumentSyncStates(document_store(settings)), clock())


def connections(settings: ControlSettings) -> Connections:
    """Which companies are connected."""
    return DocumentConnections(document_store(settings))


def _queue(settings: SyncQueueSettings) -> SqsSliceQueue:
    return SqsSliceQueue(aws.sqs, settings.sync_slices_queue_url)
