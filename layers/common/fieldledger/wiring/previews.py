"""What would be sent, from our own tables: no vendor's client is needed for that."""

from fieldledger.clients.foundation.assumptions import ASSUMED
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import VendorName
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.books_preferences import DocumentBooksPreferences
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.mapping_tables import DocumentMappingTables
from fieldledger.repositories.mappings_for_foundation import DocumentMappingsForFoundation
from fieldledger.repositories.parties import DocumentParties
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.source_versions import DocumentSourceVersions
from fieldledger.services.crosswalk.books_links import BooksLinks
from fieldledger.services.crosswalk.deciding import LinkDecisions
from fieldledger.services.foundation_posting.ids import LinkedIds
from fieldledger.services.foundation_posting.preparing import FoundationPreparing
from fieldledger.services.foundation_posting.previewing import FoundationPreview
from fieldledger.services.foundation_posting.rehearsing import FoundationRehearsal
from fieldledger.services.mappings.settings import MappedCompanies
from fieldledger.services.posting.preview_desk import PostingPreviews
from fieldledger.services.posting.previewing import QuickbooksPreview
from fieldledger.services.posting.resolution import PostingResolver
from fieldledger.settings import PostingsSettings, RecordsSettings
from fieldledger.wiring.store import clock, document_store


class PreviewSettings(RecordsSettings, PostingsSettings):
    """What previews need."""


def posting_previews(settings: PreviewSettings) -> PostingPreviews:
    """On AWS."""
    return previews_over(document_store(settings), clock())


def previews_over(store: DocumentStore, time: Clock) -> PostingPreviews:
    """Over any store and clock."""
    postings, crosswalk = DocumentPostings(store), DocumentCrosswalk(store)
    identities, parties = DocumentIdentities(store), DocumentParties(store)
    decisions = LinkDecisions(identities, parties, DocumentAuditTrail(store), time)
    return PostingPreviews(
        companies=MappedCompanies(DocumentCompanies(store), DocumentMappingTables(store)),
        postings=postings,
        sources=DocumentSourceVersions(store),
        quickbooks=QuickbooksPreview(
            postings=postings,
            crosswalk=crosswalk,
            resolver=PostingResolver(crosswalk, identities, parties, decisions, None),
            preferences=DocumentBooksPreferences(store),
        ),
        foundation=FoundationPreview(foundation_rehearsal(store), _foundation_ids(store)),
    )


def foundation_rehearsal(store: DocumentStore) -> FoundationRehearsal:
    """Preparing for FOUNDATION without FOUNDATION."""
    preparing = FoundationPreparing(_foundation_ids(store))
    return FoundationRehearsal(DocumentMappingsForFoundation(store), preparing, ASSUMED)


def _foundation_ids(store: DocumentStore) -> LinkedIds:
    links = BooksLinks(DocumentIdentities(store), VendorName.FOUNDATION)
    return LinkedIds(links, DocumentEmployees(store), DocumentProjects(store))
