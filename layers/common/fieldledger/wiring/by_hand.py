"""What people do with single postings."""

from fieldledger.domain.clock import Clock
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.services.inbox import Inbox
from fieldledger.services.posting.by_hand import PostingsByHand
from fieldledger.services.posting.waking import BooksWriters
from fieldledger.services.writing import WakeWriter
from fieldledger.settings import AuditSettings, ControlSettings, PostingsSettings, WritersQueueSettings
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.writers import writers_queues


class ByHandSettings(PostingsSettings, ControlSettings, AuditSettings, WritersQueueSettings):
    """What moving single postings needs."""


def postings_by_hand(settings: ByHandSettings) -> PostingsByHand:
    """On AWS."""
    queue, foundation = writers_queues(settings)
    return by_hand_over(document_store(settings), queue, clock(), foundation)


def by_hand_over(
    store: DocumentStore, queue: WakeWriter, time: Clock, foundation: WakeWriter | None = None
) -> PostingsByHand:
    """Over any store, queues and clock."""
    audit = DocumentAuditTrail(store)
    inbox = Inbox(DocumentExceptions(store), time, audit)
    return PostingsByHand(DocumentPostings(store), inbox, audit, store, BooksWriters(queue, foundation), time)
