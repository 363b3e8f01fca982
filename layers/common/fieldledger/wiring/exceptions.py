"""The desk of the exceptions inbox."""

from fieldledger.domain.clock import Clock
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.mapping_tables import DocumentMappingTables
from fieldledger.repositories.parties import DocumentParties
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.source_versions import DocumentSourceVersions
from fieldledger.services.crosswalk.deciding import LinkDecisions
from fieldledger.services.exceptions.desk import ExceptionsDesk
from fieldledger.services.exceptions.explaining import Explaining
from fieldledger.services.exceptions.listing import ExceptionListing
from fieldledger.services.exceptions.many import ManyExceptions
from fieldledger.services.exceptions.mending import Mending
from fieldledger.services.exceptions.rehearsing import Rehearsal
from fieldledger.services.inbox import Inbox
from fieldledger.services.mappings.items import BoughtItems
from fieldledger.services.mappings.settings import MappedCompanies
from fieldledger.services.mappings.tables import ChangePlanning
from fieldledger.services.posting.release import ParkedPostings
from fieldledger.services.posting.waking import BooksWriters, NobodyToWake
from fieldledger.services.writing import WakeWriter
from fieldledger.settings import (
    AuditSettings,
    ControlSettings,
    PostingsSettings,
    RecordsSettings,
    WritersQueueSettings,
)
from fieldledger.wiring.previews import foundation_rehearsal
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.writers import writers_queues


class DryRunSettings(RecordsSettings, PostingsSettings, ControlSettings):
    """What trying a fix needs: nothing is written and nobody woken."""


class DeskSettings(DryRunSettings, AuditSettings, WritersQueueSettings):
    """What carrying out a fix needs."""


class ExplainingSettings(PostingsSettings, ControlSettings):
    """What explaining an item needs."""


def exceptions_listing(settings: ControlSettings) -> ExceptionListing:
    """Looking through the inbox on AWS."""
    return listing_over(document_store(settings))


def explaining(settings: ExplainingSettings) -> Explaining:
    """Explaining items on AWS."""
    return explaining_over(document_store(settings))


def dry_run_desk(settings: DryRunSettings) -> ExceptionsDesk:
    """A desk on AWS at which fixes are tried."""
    return desk_over(document_store(settings), NobodyToWake(), clock())


def exceptions_desk(settings: DeskSettings) -> ExceptionsDesk:
    """The desk on AWS."""
    queue, foundation = writers_queues(settings)
    return desk_over(document_store(settings), queue, clock(), foundation)


def many_exceptions(settings: DeskSettings) -> ManyExceptions:
    """Working through many items on AWS."""
    return ManyExceptions(exceptions_desk(settings), DocumentExceptions(document_store(settings)), clock())


def explaining_over(store: DocumentStore) -> Explaining:
    """Explaining items of any store."""
    return Explaining(DocumentExceptions(store), DocumentPostings(store))


def listing_over(store: DocumentStore) -> ExceptionListing:
    """Looking through the inbox in any store."""
    return ExceptionListing(DocumentExceptions(store))


def desk_over(
    store: DocumentStore, queue: WakeWriter, time: Clock, foundation: WakeWriter | None = None
) -> ExceptionsDesk:
    """The desk over any store, queue and clock; what people close there is audited."""
    postings = DocumentPostings(store)
    crosswalk = DocumentCrosswalk(store)
    audit = DocumentAuditTrail(store)
    inbox = Inbox(DocumentExceptions(store), time, audit)
    identities, parties = DocumentIdentities(store), DocumentParties(store)
    tables = DocumentMappingTables(store)
    companies = MappedCompanies(DocumentCompanies(store), tables)
    decisions = LinkDecisions(identities, parties, audit, time)
    return ExceptionsDesk(
        exceptions=DocumentExceptions(store),
        postings=postings,
        parked=ParkedPostings(postings, inbox, store, BooksWriters(queue, foundation), time),
        mending=Mending(crosswalk, decisions, companies, ChangePlanning(tables, BoughtItems(crosswalk), audit, time)),
        rehearsal=Rehearsal(
            crosswalk,
            identities,
            parties,
            DocumentSourceVersions(store),
            audit,
            time,
            foundation_rehearsal(store),
        ),
        inbox=inbox,
        transactions=store,
    )
