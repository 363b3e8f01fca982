"""What people see of links, and decide about them."""

from dataclasses import dataclass

from fieldledger.domain.clock import Clock
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.parties import DocumentParties
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.services.crosswalk.deciding import LinkDecisions
from fieldledger.services.crosswalk.desk import LinkDesk
from fieldledger.services.crosswalk.doubles import Doubling
from fieldledger.services.crosswalk.links import IdentityLinks
from fieldledger.services.crosswalk.merging import Merging
from fieldledger.services.crosswalk.overview import LinkOverview
from fieldledger.services.crosswalk.unlinking import Unlinking
from fieldledger.services.crosswalk.waking import WaitingForLinks
from fieldledger.services.writing import WakeWriter
from fieldledger.settings import AuditSettings, RecordsSettings
from fieldledger.wiring.approvals import ApprovalSettings
from fieldledger.wiring.crosswalk import comparing_over, lists_over
from fieldledger.wiring.parked import parked_over
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.writers import writers_queues


class DecidingSettings(RecordsSettings, AuditSettings):
    """What taking links away needs."""


@dataclass(frozen=True, slots=True)
class LinkParts:
    """Deciding about links, and about records that are one."""

    desk: LinkDesk
    merging: Merging


def link_overview(settings: RecordsSettings) -> LinkOverview:
    """Over the records table."""
    return LinkOverview(comparing_over(document_store(settings)))


def doubling(settings: RecordsSettings) -> Doubling:
    """Over the records table."""
    store = document_store(settings)
    return Doubling(DocumentIdentities(store), DocumentParties(store))


def unlinking(settings: DecidingSettings) -> Unlinking:
    """Taking links away on AWS."""
    return unlinking_over(document_store(settings), clock())


def unlinking_over(store: DocumentStore, time: Clock) -> Unlinking:
    """Taking links away over any store and clock."""
    identities, parties = DocumentIdentities(store), DocumentParties(store)
    return Unlinking(identities, LinkDecisions(identities, parties, DocumentAuditTrail(store), time), store)


def link_parts(settings: ApprovalSettings) -> LinkParts:
    """Deciding on AWS."""
    queue, foundation = writers_queues(settings)
    return link_parts_over(document_store(settings), queue, clock(), foundation)


def link_parts_over(
    store: DocumentStore, queue: WakeWriter, time: Clock, foundation: WakeWriter | None = None
) -> LinkParts:
    """Deciding over any store, queues and clock."""
    identities, parties, audit = DocumentIdentities(store), DocumentParties(store), DocumentAuditTrail(store)
    comparing = comparing_over(store)
    waiting = WaitingForLinks(DocumentPostings(store), parked_over(store, queue, time, foundation))
    decisions = LinkDecisions(identities, parties, audit, time)
    links = IdentityLinks(identities, parties, lists_over(store), comparing, decisions, store, waiting)
    return LinkParts(LinkDesk(links, identities, comparing), Merging(identities, parties, audit, store, waiting, time))
