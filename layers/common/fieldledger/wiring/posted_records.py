"""Comparing records in the books with what was posted."""

from fieldledger.domain.clock import Clock
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.services.inbox import Inbox
from fieldledger.services.posting.drift_notes import DriftNotes
from fieldledger.services.posting.posted_records import PostedRecords, PostedRecordsParts


def posted_records_over(store: DocumentStore, time: Clock) -> PostedRecords:
    """Over any store and clock."""
    return PostedRecords(PostedRecordsParts(DocumentPostings(store), drift_notes_over(store, time), time))


def drift_notes_over(store: DocumentStore, time: Clock) -> DriftNotes:
    """Over any store and clock."""
    exceptions = DocumentExceptions(store)
    return DriftNotes(DocumentPostings(store), exceptions, Inbox(exceptions, time), store)
