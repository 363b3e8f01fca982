"""Mapping tables: reading them, their history, and changing them."""

from fieldledger.domain.clock import Clock
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.mapping_tables import DocumentMappingTables
from fieldledger.services.mappings.history import MappingHistory
from fieldledger.services.mappings.items import BoughtItems
from fieldledger.services.mappings.tables import ChangePlanning, MappingChanges
from fieldledger.services.writing import WakeWriter
from fieldledger.settings import RecordsSettings
from fieldledger.wiring.approvals import ApprovalSettings
from fieldledger.wiring.parked import parked_over
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.writers import writers_queues


def mapping_history(settings: RecordsSettings) -> MappingHistory:
    """Over the records table."""
    return MappingHistory(DocumentMappingTables(document_store(settings)))


def mapping_changes(settings: ApprovalSettings) -> MappingChanges:
    """Changing tables on AWS."""
    queue, foundation = writers_queues(settings)
    return changes_over(document_store(settings), queue, clock(), foundation)


def changes_over(
    store: DocumentStore, queue: WakeWriter, time: Clock, foundation: WakeWriter | None = None
) -> MappingChanges:
    """Changing tables over any store, queues and clock."""
    parked = parked_over(store, queue, time, foundation)
    tables, items = DocumentMappingTables(store), BoughtItems(DocumentCrosswalk(store))
    planning = ChangePlanning(tables, items, DocumentAuditTrail(store), time)
    return MappingChanges(tables, planning, store, parked)
