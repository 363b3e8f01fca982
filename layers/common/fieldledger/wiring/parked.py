"""Releasing parked postings, for everything that can learn what they waited for."""

from fieldledger.domain.clock import Clock
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.services.approvals import WakeWriter
from fieldledger.services.inbox import Inbox
from fieldledger.services.posting.release import ParkedPostings


def parked_over(store: DocumentStore, queue: WakeWriter, time: Clock) -> ParkedPostings:
    """Parked postings over any store, queue and clock."""
    return ParkedPostings(DocumentPostings(store), Inbox(DocumentExceptions(store), time), store, queue, time)
