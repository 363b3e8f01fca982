"""Comparing the books with what was posted."""

from fieldledger.clients.quickbooks.client import QuickbooksBooks
from fieldledger.domain.clock import Clock
from fieldledger.domain.rate_windows import Priority
from fieldledger.repositories.books_checks import DocumentBooksChecks
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.services.closing.checking import BooksCheck, BooksCheckParts
from fieldledger.services.closing.week_check import WeekCheck
from fieldledger.services.inbox import Inbox
from fieldledger.settings import PostingsSettings, QuickbooksSettings, RecordsSettings
from fieldledger.wiring.posted_records import posted_records_over
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.vendors import quickbooks_client


class CheckSettings(QuickbooksSettings, RecordsSettings, PostingsSettings):
    """What a comparison with the books needs."""


def books_check(settings: CheckSettings, priority: Priority) -> BooksCheck:
    """On AWS and the real vendor; ``INTERACTIVE`` where a person waits for it."""
    store = document_store(settings)
    return books_check_over(store, quickbooks_client(settings, store, priority), clock())


def books_check_over(store: DocumentStore, books: QuickbooksBooks, time: Clock) -> BooksCheck:
    """Over any store, books and clock."""
    return BooksCheck(
        BooksCheckParts(
            weeks=WeekCheck(books, DocumentPostings(store), posted_records_over(store, time)),
            checks=DocumentBooksChecks(store),
            companies=DocumentCompanies(store),
            connections=DocumentConnections(store),
            inbox=Inbox(DocumentExceptions(store), time),
            clock=time,
        )
    )
