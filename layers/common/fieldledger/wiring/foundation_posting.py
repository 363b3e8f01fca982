"""The FOUNDATION writer, its import files, and what people set for it."""

from dataclasses import dataclass

from fieldledger.clients.export_files import ExportFiles, S3ExportFiles
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_windows import Priority
from fieldledger.repositories.checkpoints import DocumentCheckpoints
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.foundation_exports import DocumentFoundationExports
from fieldledger.repositories.foundation_outbox import DocumentFoundationOutbox
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.mapping_tables import DocumentMappingTables
from fieldledger.repositories.mappings_for_foundation import DocumentMappingsForFoundation
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.source_versions import DocumentSourceVersions
from fieldledger.repositories.told_weeks import DocumentToldWeeks
from fieldledger.runtime import aws
from fieldledger.services.crosswalk.books_links import BooksLinks
from fieldledger.services.foundation_posting.books import BooksRecords, FoundationBooks
from fieldledger.services.foundation_posting.delivery import FoundationDelivery
from fieldledger.services.foundation_posting.export_copies import ExportCopies
from fieldledger.services.foundation_posting.export_run import ExportParts, ExportRun
from fieldledger.services.foundation_posting.exporting import FoundationExporting
from fieldledger.services.foundation_posting.gathering import ExportGathering
from fieldledger.services.foundation_posting.ids import LinkedIds
from fieldledger.services.foundation_posting.looking import FoundationLookUp
from fieldledger.services.foundation_posting.preparing import FoundationPreparing
from fieldledger.services.foundation_posting.recording import FoundationRecorder
from fieldledger.services.foundation_posting.sealing import FoundationSealer
from fieldledger.services.foundation_posting.settling import FoundationSettlement
from fieldledger.services.foundation_posting.told_weeks import WeeksSoFar
from fieldledger.services.foundation_posting.turn import FoundationTurn, TurnParts
from fieldledger.services.foundation_posting.writer import FoundationParts, FoundationWriter
from fieldledger.services.inbox import Inbox
from fieldledger.services.mappings.settings import MappedForFoundation
from fieldledger.services.posting.parking import Parking
from fieldledger.services.posting.pending import PendingPostings
from fieldledger.services.posting.waves import Waves
from fieldledger.settings import (
    ExportFilesSettings,
    FoundationQueueSettings,
    FoundationSettings,
    PostingsSettings,
    RecordsSettings,
)
from fieldledger.wiring.foundation import foundation_client
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.vendors import container_name


class FoundationWriterSettings(
    FoundationSettings, RecordsSettings, PostingsSettings, ExportFilesSettings, FoundationQueueSettings
):
    """What the FOUNDATION worker needs."""


class CopySettings(PostingsSettings, ExportFilesSettings):
    """What copies of exports need."""


@dataclass(frozen=True, slots=True)
class FoundationOptions:
    """How the writer works; ``owner`` names it in leases."""

    settle_seconds: int
    owner: str


def foundation_turn(settings: FoundationWriterSettings) -> FoundationTurn:
    """The writer on AWS and the real vendor."""
    store = document_store(settings)
    options = FoundationOptions(settings.foundation_settle_seconds, container_name())
    files = S3ExportFiles(aws.s3, settings.export_bucket)
    return turn_over(store, foundation_client(settings, store, Priority.POSTING), files, clock(), options)


def turn_over(
    store: DocumentStore, books: FoundationBooks, files: ExportFiles, time: Clock, options: FoundationOptions
) -> FoundationTurn:
    """The writer over any store, books, bucket and clock."""
    postings = DocumentPostings(store)
    inbox = Inbox(DocumentExceptions(store), time)
    parking = Parking(postings, inbox, store, time)
    mappings = MappedForFoundation(DocumentMappingsForFoundation(store), DocumentMappingTables(store))
    parts = TurnParts(
        mappings=mappings,
        writer=_writer(store, books, time, options, parking, inbox),
        exports=_exports(store, books, files, time, parking),
        leases=DocumentCheckpoints(store),
        inbox=inbox,
        clock=time,
        owner=options.owner,
    )
    return FoundationTurn(parts)


def _preparing(store: DocumentStore, so_far: WeeksSoFar | None = None) -> FoundationPreparing:
    links = BooksLinks(DocumentIdentities(store), VendorName.FOUNDATION)
    return FoundationPreparing(LinkedIds(links, DocumentEmployees(store), DocumentProjects(store)), so_far)


def _pending(store: DocumentStore, time: Clock) -> PendingPostings:
    postings = DocumentPostings(store)
    return PendingPostings(postings, Waves(postings, store), time, "foundation")


def _writer(
    store: DocumentStore,
    books: FoundationBooks,
    time: Clock,
    options: FoundationOptions,
    parking: Parking,
    inbox: Inbox,
) -> FoundationWriter:
    postings, outbox, records = DocumentPostings(store), DocumentFoundationOutbox(store), BooksRecords(books)
    recorder = FoundationRecorder(postings, outbox, parking, inbox, store, time)
    look_up = FoundationLookUp(records, postings, outbox)
    so_far = WeeksSoFar(DocumentToldWeeks(store), postings)
    sealer = FoundationSealer(postings, outbox, store, time, options.settle_seconds, so_far)
    delivery = FoundationDelivery(records, look_up, recorder, time)
    parts = FoundationParts(
        companies=DocumentCompanies(store),
        pending=_pending(store, time),
        outbox=outbox,
        sources=DocumentSourceVersions(store),
        preparing=_preparing(store, so_far),
        records=records,
        look_up=look_up,
        sealer=sealer,
        delivery=delivery,
        recorder=recorder,
        settlement=FoundationSettlement(look_up, sealer, delivery, recorder),
        parking=parking,
        clock=time,
    )
    return FoundationWriter(parts)


def _exports(
    store: DocumentStore, books: FoundationBooks, files: ExportFiles, time: Clock, parking: Parking
) -> ExportRun:
    postings, exports, outbox = (
        DocumentPostings(store),
        DocumentFoundationExports(store),
        DocumentFoundationOutbox(store),
    )
    sources = DocumentSourceVersions(store)
    gathering = ExportGathering(postings, exports, outbox, sources, BooksRecords(books), store, time)
    parts = ExportParts(
        companies=DocumentCompanies(store),
        pending=_pending(store, time),
        exports=exports,
        outbox=outbox,
        sources=sources,
        preparing=_preparing(store),
        exporting=FoundationExporting(gathering, exports, postings, files, store, books.dialect, time),
        parking=parking,
        dialect=books.dialect,
        clock=time,
    )
    return ExportRun(parts)


def export_copies(settings: CopySettings) -> ExportCopies:
    """Copies of exports on AWS."""
    files = S3ExportFiles(aws.s3, settings.export_bucket)
    return ExportCopies(DocumentFoundationExports(document_store(settings)), files, clock())
