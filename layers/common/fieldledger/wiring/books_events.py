"""What listens to the books: the worker of QuickBooks' events, apart from the writer that starts more often."""

from fieldledger.clients.quickbooks.client import QuickbooksBooks
from fieldledger.domain.clock import Clock
from fieldledger.domain.rate_windows import Priority
from fieldledger.repositories.books_preferences import DocumentBooksPreferences
from fieldledger.repositories.checkpoints import DocumentCheckpoints
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.seen_events import DocumentSeenEvents
from fieldledger.services.posting.books_events import BooksEvents
from fieldledger.services.posting.closed_books import ClosedBooks
from fieldledger.services.posting.deleted_time import DeletedTime
from fieldledger.services.posting.directory import BooksDirectory
from fieldledger.services.writing import WakeWriter
from fieldledger.settings import WritersQueueSettings
from fieldledger.wiring.parked import parked_over
from fieldledger.wiring.posted_records import posted_records_over
from fieldledger.wiring.posting import WriterSettings
from fieldledger.wiring.quickbooks import quickbooks_client
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.writers import writers_queues


class EventsSettings(WriterSettings, WritersQueueSettings):
    """What the worker of QuickBooks' events needs."""


def books_events(settings: EventsSettings) -> BooksEvents:
    """The events worker on AWS and the real vendor."""
    store = document_store(settings)
    queue, foundation = writers_queues(settings)
    return events_over(store, quickbooks_client(settings, store, Priority.SYNC), queue, clock(), foundation)


def events_over(
    store: DocumentStore, books: QuickbooksBooks, queue: WakeWriter, time: Clock, foundation: WakeWriter | None = None
) -> BooksEvents:
    """The events worker over any store, books, queue and clock."""
    parked = parked_over(store, queue, time, foundation)
    return BooksEvents(
        books=books,
        connections=DocumentConnections(store),
        posted=posted_records_over(store, time),
        directory=BooksDirectory(books, DocumentCrosswalk(store), DocumentCheckpoints(store), time),
        closed_books=ClosedBooks(books, DocumentBooksPreferences(store), parked, time),
        parked=parked,
        seen=DocumentSeenEvents(store),
        deleted_time=DeletedTime(DocumentMirror(store)),
        clock=time,
    )
