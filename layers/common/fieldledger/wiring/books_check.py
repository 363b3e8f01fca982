"""Comparing the books with what was posted."""

from fieldledger.clients.quickbooks.client import QuickbooksBooks
from fieldledger.domain.clock import Clock
from fieldledger.domain.rate_windows import Priority
from fieldledger.repositories.books_checks import DocumentBooksChecks
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.foundation_outbox import DocumentFoundationOutbox
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.services.closing.checking import BooksCheck, BooksCheckParts
from fieldledger.services.closing.foundation_check import FoundationWeekCheck, ReadableFoundation
from fieldledger.services.closing.week_check import WeekCheck
from fieldledger.services.inbox import Inbox
from fieldledger.settings import FoundationSettings, PostingsSettings, QuickbooksSettings, RecordsSettings
from fieldledger.wiring.foundation import foundation_client
from fieldledger.wiring.posted_records import drift_notes_over, posted_records_over
from fieldledger.wiring.quickbooks import quickbooks_client
from fieldledger.wiring.store import clock, document_store


class CheckSettings(QuickbooksSettings, FoundationSettings, RecordsSettings, PostingsSettings):
    """What a comparison with the books needs."""


def books_check(settings: CheckSettings, priority: Priority) -> BooksCheck:
    """On AWS and the real vendor; ``INTERACTIVE`` where a person waits for it."""
    store = document_store(settings)
    foundation = foundation_client(settings, store, priority)
    return books_check_over(store, quickbooks_client(settings, store, priority), foundation, clock())


def books_check_over(
    store: DocumentStore, quickbooks: QuickbooksBooks, foundation: ReadableFoundation, time: Clock
) -> BooksCheck:
    """Over any store, books and clock."""
    postings, outbox = DocumentPostings(store), DocumentFoundationOutbox(store)
    notes = drift_notes_over(store, time)
    return BooksCheck(
        BooksCheckParts(
            weeks={
                "quickbooks": WeekCheck(quickbooks, postings, posted_records_over(store, time)),
                "foundation": FoundationWeekCheck(foundation, postings, outbox, notes, time),
            },
            checks=DocumentBooksChecks(store),
            companies=DocumentCompanies(store),
            connections=DocumentConnections(store),
            inbox=Inbox(DocumentExceptions(store), time),
            clock=time,
        )
    )
