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
from fieldledger.services.approvals import WakeWriter
from fieldledger.services.crosswalk.deciding import LinkDecisions
from fieldledger.services.exceptions.desk import ExceptionsDesk
from fieldledger.services.exceptions.listing import ExceptionListing
from fieldledger.services.exceptions.mending import Mending
from fieldledger.services.exceptions.rehearsing import Rehearsal
from fieldledger.services.inbox import Inbox
from fieldledger.services.mappings.settings import MappedCompanies
from fieldledger.services.mappings.tables import ChangePlanning
from fieldledger.services.posting.release import ParkedPostings
from fieldledger.services.posting.waking import BooksWriters


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
        mending=Mending(crosswalk, decisions, companies, ChangePlanning(tables, audit, time)),
        rehearsal=Rehearsal(crosswalk, identities, parties, DocumentSourceVersions(store), audit, time),
        inbox=inbox,
        transactions=store,
    )
