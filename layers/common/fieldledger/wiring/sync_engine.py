"""The sync engine and what begins its runs, over any store, sources, queue and clock."""

from dataclasses import dataclass

from fieldledger.clients.sync_queue import SliceQueue
from fieldledger.domain.clock import Clock
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.holdings import DocumentHoldings
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.services.crosswalk.changes import CrosswalkChanges
from fieldledger.services.inbox import Inbox
from fieldledger.services.invoices.changes import InvoiceChanges
from fieldledger.services.sync.ending import Ending
from fieldledger.services.sync.engine import EngineParts, SyncEngine
from fieldledger.services.sync.mirroring import MirrorSink
from fieldledger.services.sync.reading import PageKeeping
from fieldledger.services.sync.reconciling import Reconciling
from fieldledger.services.sync.second_look import SecondLook
from fieldledger.services.sync.single import SingleRecordSync
from fieldledger.services.sync.sources import Registry, Sinks, Sources
from fieldledger.services.sync.starting import SyncStarter
from fieldledger.services.sync.time_card_periods import TimeCardPeriods


@dataclass(frozen=True, slots=True)
class Syncing:
    """What there is to sync with."""

    engine: SyncEngine
    starter: SyncStarter
    single: SingleRecordSync


def syncing_over(
    store: DocumentStore,
    sources: Sources,
    sinks: Sinks,
    queue: SliceQueue,
    time: Clock,
    crosswalk: CrosswalkChanges | None = None,
    invoices: InvoiceChanges | None = None,
) -> Syncing:
    """``store`` is a ``MeteredStore`` where the units of a run shall be counted."""
    states, mirror = DocumentSyncStates(store), DocumentMirror(store)
    inbox = Inbox(DocumentExceptions(store), time)
    registry = Registry(sources, sinks, MirrorSink(mirror, time), crosswalk, invoices)
    keeping = PageKeeping(registry, inbox, time)
    companies, holdings = DocumentCompanies(store), DocumentHoldings(store)
    periods = TimeCardPeriods(registry, DocumentTimeCards(store), companies, keeping, inbox, time)
    reconciling = Reconciling(mirror, holdings, SecondLook(registry, holdings, keeping), periods, inbox)
    ending = Ending(states, companies, inbox, time)
    parts = EngineParts(states, mirror, registry, keeping, reconciling, ending, queue, time)
    starter = SyncStarter(states, DocumentConnections(store), queue, time)
    return Syncing(SyncEngine(parts), starter, SingleRecordSync(registry, keeping))
