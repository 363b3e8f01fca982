"""The crosswalk: links, suggestions, merges, and what follows from a sync's changes."""

from dataclasses import dataclass

from fieldledger.domain.clock import Clock
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.canonical import DocumentCanonicalRecords
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.parties import DocumentParties
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.services.crosswalk.auto_linking import AutoLinking
from fieldledger.services.crosswalk.changes import ChangesFollowed
from fieldledger.services.crosswalk.comparing import Comparing
from fieldledger.services.crosswalk.deciding import LinkDecisions
from fieldledger.services.crosswalk.joining import Joining
from fieldledger.services.crosswalk.keeping import Keepers, RecordKeeping
from fieldledger.services.crosswalk.links import IdentityLinks
from fieldledger.services.crosswalk.lists import MirroredLists
from fieldledger.services.crosswalk.merging import Merging
from fieldledger.services.crosswalk.placing import Placing
from fieldledger.services.crosswalk.unlinking import Unlinking
from fieldledger.services.crosswalk.waking import WaitingForLinks
from fieldledger.services.inbox import Inbox
from fieldledger.services.writing import WakeWriter
from fieldledger.wiring.parked import parked_over


@dataclass(frozen=True, slots=True)
class CrosswalkParts:
    """What people (``links``, ``unlinking``, ``merging``) and syncs (``changes``, ``keeping``, ``auto``) work with."""

    links: IdentityLinks
    unlinking: Unlinking
    merging: Merging
    auto: AutoLinking
    keeping: RecordKeeping
    changes: ChangesFollowed


def lists_over(store: DocumentStore) -> MirroredLists:
    """The vendors' records in any store."""
    return MirroredLists(DocumentCrosswalk(store), DocumentMirror(store), DocumentParties(store))


def comparing_over(store: DocumentStore) -> Comparing:
    """Both sides of a kind in any store."""
    return Comparing(DocumentCompanies(store), DocumentIdentities(store), DocumentParties(store), lists_over(store))


def crosswalk_over(
    store: DocumentStore, queue: WakeWriter, time: Clock, foundation: WakeWriter | None = None
) -> CrosswalkParts:
    """The crosswalk over any store, queue and clock."""
    identities, parties, audit = DocumentIdentities(store), DocumentParties(store), DocumentAuditTrail(store)
    mirror = DocumentMirror(store)
    lists = lists_over(store)
    comparing = comparing_over(store)
    decisions = LinkDecisions(identities, parties, audit, time)
    waiting = WaitingForLinks(DocumentPostings(store), parked_over(store, queue, time, foundation))
    links = IdentityLinks(identities, parties, lists, comparing, decisions, store, waiting)
    inbox = Inbox(DocumentExceptions(store), time)
    keepers = Keepers(identities, DocumentCanonicalRecords(store), mirror, audit, store, inbox)
    keeping = RecordKeeping(comparing, Placing(comparing, links, decisions, store), keepers, time)
    auto = AutoLinking(comparing, decisions, store)
    merging = Merging(identities, parties, audit, store, waiting, time)
    joining = Joining(comparing, merging)
    return CrosswalkParts(
        links=links,
        unlinking=Unlinking(identities, decisions, store),
        merging=merging,
        auto=auto,
        keeping=keeping,
        changes=ChangesFollowed(keeping, comparing, auto, decisions, store, waiting, joining),
    )
