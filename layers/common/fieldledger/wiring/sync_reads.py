"""Reading where one sync stands."""

from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.services.queries.syncs import SyncQueries
from fieldledger.settings import ControlSettings
from fieldledger.wiring.store import document_store


def sync_reads(settings: ControlSettings) -> SyncQueries:
    """Over the control table."""
    return SyncQueries(DocumentSyncStates(document_store(settings)))
