"""The worker of vendors' events, and the upkeep of Procore's hooks."""

from collections.abc import Sequence

from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.clients.vendor_event_queue import SqsVendorEventQueue, VendorEventQueue
from fieldledger.domain.clock import Clock
from fieldledger.domain.rate_windows import Priority
from fieldledger.repositories.connections import Connections, DocumentConnections
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.hook_states import DocumentHookStates
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.read_marks import DocumentReadMarks
from fieldledger.result import Result
from fieldledger.runtime import aws
from fieldledger.runtime.secrets import WebhookKeysSecret, read_secret
from fieldledger.services.inbox import Inbox
from fieldledger.services.sync.resync import RequestSync, SingleResync
from fieldledger.services.webhooks.procore_hooks import HookOptions, ProcoreHooks
from fieldledger.services.webhooks.vendor_events import VendorEventHandler
from fieldledger.settings import (
    ProcoreHookSettings,
    ProcoreSettings,
    RecordsSettings,
    VendorEventsQueueSettings,
    WebhookKeysSettings,
)
from fieldledger.wiring.oauth import app_secret
from fieldledger.wiring.procore import procore_api
from fieldledger.wiring.starting_syncs import StartSettings, sync_starter
from fieldledger.wiring.store import clock, document_store
from fieldledger.wiring.syncs import EventSettings, syncing_events


class HooksSettings(
    ProcoreSettings,
    ProcoreHookSettings,
    RecordsSettings,
    VendorEventsQueueSettings,
    WebhookKeysSettings,
    StartSettings,
):
    """What the upkeep of hooks needs."""


class VendorEventsSettings(EventSettings, VendorEventsQueueSettings):
    """What the worker of events needs: their queue, and what reading a record of each vendor takes."""


def vendor_events(settings: VendorEventsSettings) -> VendorEventHandler:
    """The handler of events on AWS and the real vendors."""
    store = document_store(settings)
    syncs = syncing_events(settings)
    return events_over(store, syncs.single, syncs.starter, clock())


def events_over(store: DocumentStore, resync: SingleResync, syncs: RequestSync, time: Clock) -> VendorEventHandler:
    """The handler of events over any store, resync and clock."""
    return VendorEventHandler(
        DocumentConnections(store),
        DocumentHookStates(store),
        DocumentReadMarks(store),
        DocumentMirror(store),
        resync,
        syncs,
        time,
    )


def procore_hooks(settings: HooksSettings) -> ProcoreHooks:
    """The upkeep on AWS and the real vendor."""
    store = document_store(settings)
    app = app_secret(settings.procore_secret_id)

    async def keys() -> Result[Sequence[str]]:
        return (await read_secret(settings.webhook_keys_secret_id, WebhookKeysSecret)).map(lambda secret: secret.keys)

    async def application_id() -> Result[str]:
        return (await app()).map(lambda secret: secret.client_id)

    options = HookOptions(
        url=settings.public_api_url,
        namespace=settings.procore_hook_namespace,
        per_project=settings.procore_hook_scope == "project",
        keys=keys,
        application_id=application_id,
    )
    queue = SqsVendorEventQueue(aws.sqs, settings.vendor_events_queue_url)
    return hooks_over(
        store, procore_api(settings, store, Priority.SYNC), queue, sync_starter(settings), clock(), options
    )


def hooks_over(
    store: DocumentStore,
    api: ProcoreApi,
    queue: VendorEventQueue,
    syncs: RequestSync,
    time: Clock,
    options: HookOptions,
) -> ProcoreHooks:
    """The upkeep over any store, API, queue and clock."""
    return ProcoreHooks(
        api.preflight,
        api.webhooks_v2,
        DocumentConnections(store),
        DocumentHookStates(store),
        DocumentMirror(store),
        queue,
        syncs,
        Inbox(DocumentExceptions(store), time),
        time,
        options,
    )


def connections(settings: HooksSettings) -> Connections:
    """Which companies are connected."""
    return DocumentConnections(document_store(settings))
