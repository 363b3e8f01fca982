"""Probes of everything that the functions depend on."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from anyio import to_thread
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import BaseModel

from fieldledger.clients.app_secret import AppSecret
from fieldledger.domain.connection import ConnectionState
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime import aws
from fieldledger.runtime.secrets import CursorSecret, WebhookKeysSecret, WebhookSecret, read_secret
from fieldledger.services.health import DependencyKind, Probe
from fieldledger.services.queries.connections import VendorConnection
from fieldledger.settings import (
    CursorSettings,
    EventsQueueSettings,
    PostingsSettings,
    QuickbooksSecretSettings,
    RecordsSettings,
    SyncQueueSettings,
    VaultSettings,
    VendorEventsQueueSettings,
    WebhookKeysSettings,
    WritersQueueSettings,
)
from fieldledger.wiring.store import document_store

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

type Ask = Callable[[], Awaitable[Result[None]]]


class HealthSettings(
    RecordsSettings,
    PostingsSettings,
    VaultSettings,
    CursorSettings,
    WebhookKeysSettings,
    QuickbooksSecretSettings,
    WritersQueueSettings,
    SyncQueueSettings,
    EventsQueueSettings,
    VendorEventsQueueSettings,
):
    """What is asked about."""

    raken_secret_id: str
    procore_secret_id: str
    foundation_secret_id: str


def probes(settings: HealthSettings) -> list[Probe]:
    """Tables, queues, secrets and the key."""
    return [*_tables(document_store(settings)), *_queues(settings), *_secrets(settings), _key(settings)]


def vendor_probe(vendor: VendorConnection) -> Probe:
    """What we know of a vendor without asking it: the state of the company's grant."""
    state = ConnectionState.DISCONNECTED if vendor.connection is None else vendor.connection.state

    async def ask() -> Result[None]:
        return _of_state(state)

    return Probe(DependencyKind.VENDOR, vendor.vendor.value, ask)


_CODES: Final = {
    ConnectionState.DISCONNECTED: ErrorCode.NOT_CONNECTED,
    ConnectionState.RECONNECT_REQUIRED: ErrorCode.RECONNECT_REQUIRED,
}


def _of_state(state: ConnectionState) -> Result[None]:
    if state is ConnectionState.CONNECTED:
        return Result.ok(None)
    return Result.fail(f"the vendor is {state}", _CODES[state])


def _tables(store: DocumentStore) -> Iterator[Probe]:
    """Looks for a document that never exists. Functions may append to the audit table, not read it."""

    async def ask(table: TableName) -> Result[None]:
        return (await store.get(table, "HEALTH", "HEALTH")).map(lambda _: None)

    for table in (TableName.RECORDS, TableName.POSTINGS, TableName.CONTROL):
        yield Probe(DependencyKind.TABLE, table.value, partial(ask, table))


def _queues(settings: HealthSettings) -> Iterator[Probe]:
    urls = {
        "quickbooks_postings": settings.quickbooks_postings_queue_url,
        "foundation_postings": settings.foundation_postings_queue_url,
        "sync_slices": settings.sync_slices_queue_url,
        "quickbooks_events": settings.quickbooks_events_queue_url,
        "vendor_events": settings.vendor_events_queue_url,
    }
    for name, url in urls.items():
        yield Probe(DependencyKind.QUEUE, name, partial(_in_thread, partial(_queue, url)))


def _secrets(settings: HealthSettings) -> Iterator[Probe]:
    """A secret that was never filled in is not ok: its vendor cannot be used."""
    kinds: dict[str, tuple[str, type[BaseModel]]] = {
        "cursor": (settings.cursor_secret_id, CursorSecret),
        "webhook_keys": (settings.webhook_keys_secret_id, WebhookKeysSecret),
        "raken": (settings.raken_secret_id, AppSecret),
        "quickbooks": (settings.quickbooks_secret_id, AppSecret),
        "quickbooks_webhook": (settings.quickbooks_secret_id, WebhookSecret),
        "procore": (settings.procore_secret_id, AppSecret),
        "foundation": (settings.foundation_secret_id, AppSecret),
    }
    for name, (secret_id, kind) in kinds.items():
        yield Probe(DependencyKind.SECRET, name, partial(_secret, secret_id, kind))


async def _secret(secret_id: str, kind: type[BaseModel]) -> Result[None]:
    return (await read_secret(secret_id, kind)).map(lambda _: None)


def _key(settings: HealthSettings) -> Probe:
    def ask() -> None:
        aws.kms().describe_key(KeyId=settings.connections_key_id)

    return Probe(DependencyKind.KEY, "connections", partial(_in_thread, ask))


def _queue(url: str) -> None:
    sqs: SQSClient = aws.sqs()
    sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])


async def _in_thread(ask: Callable[[], None]) -> Result[None]:
    try:
        await to_thread.run_sync(ask)
    except (ClientError, BotoCoreError) as broken:
        details = {"cause": type(broken).__name__}
        return Result.fail("AWS did not answer", ErrorCode.STORE_UNAVAILABLE, details)
    return Result.ok(None)
