"""Comparing records in the books with what was posted."""

from fieldledger.domain.clock import Clock
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.services.inbox import Inbox
from fieldledger.services.posting.posted_records import PostedRecords, PostedRecordsParts


def posted_records_over(store: DocumentStore, time: Clock) -> PostedRecords:
    """Over any store and clock."""
    exceptions = DocumentExceptions(store)
    return PostedRecords(
        PostedRecordsParts(
            postings=DocumentPostings(store),
            exceptions=exceptions,
            inbox=Inbox(exceptions, time),
            transactions=store,
            clock=time,
        )
    )
