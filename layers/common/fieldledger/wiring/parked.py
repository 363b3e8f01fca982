"""Releasing parked postings, for everything that can learn what they waited for."""

from fieldledger.domain.clock import Clock
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.services.inbox import Inbox
from fieldledger.services.posting.release import ParkedPostings
from fieldledger.services.posting.waking import BooksWriters
from fieldledger.services.writing import WakeWriter


def parked_over(
    store: DocumentStore, queue: WakeWriter, time: Clock, foundation: WakeWriter | None = None
) -> ParkedPostings:
    """Parked postings over any store, queue and clock."""
    writers = BooksWriters(queue, foundation)
    return ParkedPostings(DocumentPostings(store), Inbox(DocumentExceptions(store), time), store, writers, time)
