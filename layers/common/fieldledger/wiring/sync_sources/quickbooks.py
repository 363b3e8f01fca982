"""What is brought from QuickBooks, and where it goes."""

from collections.abc import Mapping

from fieldledger.domain.clock import Clock
from fieldledger.domain.crosswalk import LISTS
from fieldledger.domain.facts.quickbooks_documents import SPENDING
from fieldledger.domain.rate_windows import Priority
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.job_records import DocumentJobBills, DocumentJobSpending, DocumentJobTime
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.services.approvals import WakeWriter
from fieldledger.services.sync.mirroring import MirrorSink
from fieldledger.services.sync.quickbooks.books import BooksReads, BooksSource
from fieldledger.services.sync.quickbooks.sinks import CounterpartSink, PostedDocumentSink, SpendingSink
from fieldledger.services.sync.sinking import RecordSink
from fieldledger.services.sync.source import SyncSource
from fieldledger.settings import QuickbooksSettings
from fieldledger.wiring.parked import parked_over
from fieldledger.wiring.posted_records import posted_records_over
from fieldledger.wiring.store import clock
from fieldledger.wiring.vendors import quickbooks_client


def quickbooks_sources(
    settings: QuickbooksSettings, store: DocumentStore, priority: Priority
) -> Mapping[SyncResource, SyncSource]:
    """The books. Their single records are read through the same source."""
    return quickbooks_sources_over(quickbooks_client(settings, store, priority), clock())


def quickbooks_sources_over(books: BooksReads, time: Clock) -> Mapping[SyncResource, SyncSource]:
    """The same over any client and clock."""
    return {SyncResource.QUICKBOOKS_BOOKS: BooksSource(books, time)}


def quickbooks_sinks(store: DocumentStore, queue: WakeWriter, time: Clock) -> Mapping[SyncResource, RecordSink]:
    """Names, documents that are posted from here, and what else is spent; all others go to the mirror as they are."""
    names = CounterpartSink(DocumentCrosswalk(store), parked_over(store, queue, time))
    posted = posted_records_over(store, time)
    mirror = MirrorSink(DocumentMirror(store), time)
    documents = PostedDocumentSink(mirror, posted, DocumentJobBills(store))
    spending = SpendingSink(mirror, DocumentJobSpending(store))
    return {
        **dict.fromkeys(LISTS, names),
        **dict.fromkeys(SPENDING, spending),
        SyncResource.QUICKBOOKS_BILLS: documents,
        SyncResource.QUICKBOOKS_INVOICES: documents,
        SyncResource.QUICKBOOKS_TIME_ACTIVITIES: PostedDocumentSink(mirror, posted, DocumentJobTime(store)),
    }
