"""The posting engine."""

from dataclasses import dataclass

from fieldledger.clients.quickbooks.client import QuickbooksBooks
from fieldledger.domain.clock import Clock
from fieldledger.domain.rate_windows import Priority
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.books_preferences import DocumentBooksPreferences
from fieldledger.repositories.checkpoints import DocumentCheckpoints
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.mapping_tables import DocumentMappingTables
from fieldledger.repositories.parties import DocumentParties
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.source_versions import DocumentSourceVersions
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.services.crosswalk.deciding import LinkDecisions
from fieldledger.services.inbox import Inbox
from fieldledger.services.mappings.settings import MappedCompanies
from fieldledger.services.posting.closed_books import ClosedBooks
from fieldledger.services.posting.delivery import Delivery
from fieldledger.services.posting.directory import BooksDirectory
from fieldledger.services.posting.linked_parties import LinkedParties
from fieldledger.services.posting.lookup import BooksLookup
from fieldledger.services.posting.parking import Parking
from fieldledger.services.posting.party_linking import PartyLinking
from fieldledger.services.posting.pending import PendingPostings
from fieldledger.services.posting.preparing import Preparing
from fieldledger.services.posting.readying import Readying
from fieldledger.services.posting.recording import Recorder
from fieldledger.services.posting.resolution import PostingResolver
from fieldledger.services.posting.sealing import Sealer
from fieldledger.services.posting.sending import Sending
from fieldledger.services.posting.settling import Settlement
from fieldledger.services.posting.waking import NobodyToWake
from fieldledger.services.posting.waves import Waves
from fieldledger.services.posting.writer import PostingWriter, WriterParts
from fieldledger.settings import (
    AuditSettings,
    PostingsSettings,
    QuickbooksSettings,
    RecordsSettings,
)
from fieldledger.wiring.parked import parked_over
from fieldledger.wiring.quickbooks import quickbooks_client
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.vendors import container_name


class WriterSettings(QuickbooksSettings, RecordsSettings, PostingsSettings, AuditSettings):
    """What the QuickBooks writer needs."""


@dataclass(frozen=True, slots=True)
class WriterOptions:
    """How the writer works; the values come from ``QuickbooksSettings``."""

    batch_items: int
    settle_seconds: int


def posting_writer(settings: WriterSettings) -> PostingWriter:
    """The writer on AWS and the real vendor."""
    store = document_store(settings)
    options = WriterOptions(settings.quickbooks_batch_items, settings.quickbooks_settle_seconds)
    return writer_over(store, quickbooks_client(settings, store, Priority.POSTING), clock(), options)


def writer_over(
    store: DocumentStore, books: QuickbooksBooks, time: Clock, options: WriterOptions, owner: str | None = None
) -> PostingWriter:
    """The writer over any store, books and clock; ``owner`` names it in leases (default: this container)."""
    postings = DocumentPostings(store)
    inbox = Inbox(DocumentExceptions(store), time)
    parking = Parking(postings, inbox, store, time)
    crosswalk = DocumentCrosswalk(store)
    identities, parties = DocumentIdentities(store), DocumentParties(store)
    decisions = LinkDecisions(identities, parties, DocumentAuditTrail(store), time)
    linking = PartyLinking(identities, decisions, store)
    recorder = Recorder(postings, linking, parking, inbox, store, time)
    lookup = BooksLookup(books)
    delivery = Delivery(books, lookup, recorder, time)
    checkpoints, connections = DocumentCheckpoints(store), DocumentConnections(store)
    sources, sealer = DocumentSourceVersions(store), Sealer(postings, store, time, options.settle_seconds)
    resolver = PostingResolver(crosswalk, identities, parties, decisions, store)
    released_here = parked_over(store, NobodyToWake(), time)
    parts = WriterParts(
        companies=MappedCompanies(DocumentCompanies(store), DocumentMappingTables(store)),
        postings=postings,
        pending=PendingPostings(postings, Waves(postings, store), time, "quickbooks"),
        linked=LinkedParties(identities, postings, store, time),
        readying=Readying(
            directory=BooksDirectory(books, crosswalk, checkpoints, time, DocumentSyncStates(store)),
            sources=sources,
            resolver=resolver,
            closed_books=ClosedBooks(books, DocumentBooksPreferences(store), released_here, time),
            preparing=Preparing(books, postings),
            parked=released_here,
        ),
        leases=checkpoints,
        owner=owner or container_name(),
        parking=parking,
        inbox=inbox,
        sending=Sending(connections, sources, sealer, delivery, time, options.batch_items),
        settlement=Settlement(lookup, postings, recorder, delivery, store, time, options.settle_seconds),
        clock=time,
    )
    return PostingWriter(parts)
