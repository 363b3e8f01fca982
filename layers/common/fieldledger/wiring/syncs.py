"""The sync engine on AWS and the real vendors. A vendor's parts are imported when its first record is read."""

from collections.abc import Callable, Mapping
from functools import cache

from fieldledger.clients.sync_queue import SqsSliceQueue
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_windows import Priority
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.metered import MeteredStore
from fieldledger.runtime import aws
from fieldledger.services.sync.sinking import RecordSink
from fieldledger.services.sync.source import SyncSource
from fieldledger.services.sync.sources import Sinks, Sources
from fieldledger.services.writing import WakeWriter
from fieldledger.settings import (
    AuditSettings,
    FoundationSettings,
    PostingsSettings,
    ProcoreSettings,
    QuickbooksSettings,
    RakenSettings,
    RecordsSettings,
    WritersQueueSettings,
)
from fieldledger.wiring.crosswalk import crosswalk_over
from fieldledger.wiring.invoice_changes import invoice_changes_over
from fieldledger.wiring.starting_syncs import StartSettings
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.sync_engine import Syncing, syncing_over
from fieldledger.wiring.writers import writers_queues

type MakeSources = Callable[[Priority], Mapping[SyncResource, SyncSource]]
type MakeSinks = Callable[[], Mapping[SyncResource, RecordSink]]


class EventSettings(
    RakenSettings,
    ProcoreSettings,
    FoundationSettings,
    RecordsSettings,
    PostingsSettings,
    AuditSettings,
    WritersQueueSettings,
    StartSettings,
):
    """What reading the records takes that webhooks and relays tell of: QuickBooks' have a worker of their own."""


class SliceSettings(EventSettings, QuickbooksSettings):  # type: ignore[misc]  # the plugin's names for constructors clash
    """What reading any vendor's records takes."""


def syncing(settings: SliceSettings) -> Syncing:
    """Everything that there is to sync with."""
    store = MeteredStore(document_store(settings))
    sources = _told(settings, store) | {VendorName.QUICKBOOKS: _quickbooks(settings, store)}
    return _over(settings, store, sources)


def syncing_events(settings: EventSettings) -> Syncing:
    """The same without QuickBooks."""
    store = MeteredStore(document_store(settings))
    return _over(settings, store, _told(settings, store))


def _over(settings: EventSettings, store: DocumentStore, makers: Mapping[VendorName, MakeSources]) -> Syncing:
    queue = SqsSliceQueue(aws.sqs, settings.sync_slices_queue_url)
    writer, foundation = writers_queues(settings)
    crosswalk = crosswalk_over(store, writer, clock(), foundation)
    invoices = invoice_changes_over(store, crosswalk.links, clock())
    sinks = _sinks(store, writer, foundation)
    return syncing_over(store, sources_of(makers), sinks, queue, clock(), crosswalk.changes, invoices)


def sources_of(makers: Mapping[VendorName, MakeSources]) -> Sources:
    """Sources that are made at first use, once for each lane of a vendor's budget."""

    @cache
    def made(vendor: VendorName, priority: Priority) -> Mapping[SyncResource, SyncSource]:
        return makers[vendor](priority) if vendor in makers else {}

    return lambda resource, priority: made(resource.vendor, priority).get(resource)


def sinks_of(makers: Mapping[VendorName, MakeSinks]) -> Sinks:
    """Sinks that are made at first use; what has none goes to the mirror."""

    @cache
    def made(vendor: VendorName) -> Mapping[SyncResource, RecordSink]:
        return makers[vendor]() if vendor in makers else {}

    return lambda resource: made(resource.vendor).get(resource)


def _told(settings: EventSettings, store: DocumentStore) -> dict[VendorName, MakeSources]:
    def raken(priority: Priority) -> Mapping[SyncResource, SyncSource]:
        from fieldledger.wiring.sync_sources.raken import raken_sources  # noqa: PLC0415 - imported at first use

        return raken_sources(settings, store, priority)

    def procore(priority: Priority) -> Mapping[SyncResource, SyncSource]:
        from fieldledger.wiring.sync_sources.procore import procore_sources  # noqa: PLC0415 - imported at first use

        return procore_sources(settings, store, priority)

    def foundation(priority: Priority) -> Mapping[SyncResource, SyncSource]:
        from fieldledger.wiring.sync_sources.foundation import foundation_sources  # noqa: PLC0415 - at first use

        return foundation_sources(settings, store, priority)

    return {VendorName.RAKEN: raken, VendorName.PROCORE: procore, VendorName.FOUNDATION: foundation}


def _quickbooks(settings: QuickbooksSettings, store: DocumentStore) -> MakeSources:
    def quickbooks(priority: Priority) -> Mapping[SyncResource, SyncSource]:
        from fieldledger.wiring.sync_sources.quickbooks import quickbooks_sources  # noqa: PLC0415 - at first use

        return quickbooks_sources(settings, store, priority)

    return quickbooks


def _sinks(store: DocumentStore, writer: WakeWriter, foundation: WakeWriter) -> Sinks:
    def raken() -> Mapping[SyncResource, RecordSink]:
        from fieldledger.wiring.sync_sources.raken import raken_sinks  # noqa: PLC0415 - imported at first use

        return raken_sinks(store, writer, clock(), foundation)

    def quickbooks() -> Mapping[SyncResource, RecordSink]:
        from fieldledger.wiring.sync_sources.quickbooks import quickbooks_sinks  # noqa: PLC0415 - at first use

        return quickbooks_sinks(store, writer, clock())

    return sinks_of({VendorName.RAKEN: raken, VendorName.QUICKBOOKS: quickbooks})
