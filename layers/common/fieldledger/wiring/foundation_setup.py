"""What people set for FOUNDATION. No vendor's client is needed for that."""

from fieldledger.clients.wake_queue import SqsWriterQueue
from fieldledger.domain.clock import Clock
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.mappings_for_foundation import DocumentMappingsForFoundation
from fieldledger.repositories.parties import DocumentParties
from fieldledger.repositories.settings_versions import DocumentSettingsVersions
from fieldledger.runtime import aws
from fieldledger.services.crosswalk.deciding import LinkDecisions
from fieldledger.services.foundation_posting.setup import FoundationSetup
from fieldledger.services.writing import WakeWriter
from fieldledger.settings import (
    AuditSettings,
    ControlSettings,
    FoundationQueueSettings,
    PostingsSettings,
    RecordsSettings,
)
from fieldledger.wiring.parked import parked_over
from fieldledger.wiring.store import clock, document_store


class SetupSettings(RecordsSettings, PostingsSettings, ControlSettings, AuditSettings, FoundationQueueSettings):
    """What setting a company up for FOUNDATION needs."""


def foundation_setup(settings: SetupSettings) -> FoundationSetup:
    """Setting companies up on AWS."""
    queue = SqsWriterQueue(aws.sqs, settings.foundation_postings_queue_url)
    return setup_over(document_store(settings), queue, clock())


def setup_over(store: DocumentStore, queue: WakeWriter, time: Clock) -> FoundationSetup:
    """Setting companies up over any store, queue of the FOUNDATION writer and clock."""
    return FoundationSetup(
        DocumentMappingsForFoundation(store),
        DocumentSettingsVersions(store, "FOUNDATION"),
        LinkDecisions(DocumentIdentities(store), DocumentParties(store), DocumentAuditTrail(store), time),
        parked_over(store, queue, time, queue),
        DocumentAuditTrail(store),
        store,
        time,
    )
