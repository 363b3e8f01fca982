"""Vendor clients: tokens, budgets, OAuth."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from random import SystemRandom

from fieldledger.clients.cipher import KmsCipher
from fieldledger.clients.external_api import ApiAccess
from fieldledger.clients.oauth import AppSecret, ClientAuthentication, OAuthClient, TokenEndpoint
from fieldledger.clients.quickbooks.client import QuickbooksClient, quickbooks_windows
from fieldledger.clients.raken.client import RakenClient, raken_windows
from fieldledger.clients.rate_budget import RateBudget
from fieldledger.clients.tokens import TokenVault
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_windows import Limit, Period, Priority, Quota
from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.documents import DocumentStore
from fieldledger.result import Result
from fieldledger.runtime import aws
from fieldledger.runtime.http_client import http_client
from fieldledger.runtime.secrets import read_secret
from fieldledger.settings import QuickbooksSettings, RakenSettings, VaultSettings
from fieldledger.wiring.circuits import circuit_breaker
from fieldledger.wiring.store import clock


@cache
def container_name() -> str:
    """This container's name in leases."""
    return uuid.uuid4().hex


def raken_oauth(settings: RakenSettings) -> OAuthClient:
    """Raken's token endpoint: credentials in the form (raken.md A2)."""
    endpoint = TokenEndpoint(
        VendorName.RAKEN, settings.raken_token_url, ClientAuthentication.FORM, _secret(settings.raken_secret_id)
    )
    return OAuthClient(http_client, endpoint)


def quickbooks_oauth(settings: QuickbooksSettings) -> OAuthClient:
    """Intuit's token endpoint: Basic authentication (quickbooks.md 5)."""
    endpoint = TokenEndpoint(
        VendorName.QUICKBOOKS,
        settings.quickbooks_token_url,
        ClientAuthentication.BASIC,
        _secret(settings.quickbooks_secret_id),
    )
    return OAuthClient(http_client, endpoint)


def token_vault(settings: VaultSettings, store: DocumentStore, oauth: dict[VendorName, OAuthClient]) -> TokenVault:
    """The vault over the control table and the KMS key."""
    cipher = KmsCipher(aws.kms, settings.connections_key_id)
    return TokenVault(DocumentConnections(store), cipher, oauth, clock(), container_name)


def raken_client(settings: RakenSettings, store: DocumentStore, priority: Priority) -> RakenClient:
    """Raken within its limits."""
    limits = raken_windows(settings.raken_requests_per_second, settings.raken_requests_per_day)
    vault = token_vault(settings, store, {VendorName.RAKEN: raken_oauth(settings)})
    return RakenClient(_access(settings, store, vault, limits, priority), settings.raken_api_url)


def quickbooks_client(settings: QuickbooksSettings, store: DocumentStore, priority: Priority) -> QuickbooksClient:
    """QuickBooks within its limits."""
    windows = quickbooks_windows(
        settings.quickbooks_requests_per_second,
        settings.quickbooks_requests_per_minute,
        settings.quickbooks_batches_per_minute,
    )
    reads = Quota("reads", settings.quickbooks_reads_per_month, Period.MONTH)
    vault = token_vault(settings, store, {VendorName.QUICKBOOKS: quickbooks_oauth(settings)})
    access = _access(settings, store, vault, (*windows, reads), priority)
    return QuickbooksClient(access, settings.quickbooks_api_url)


def _access(
    settings: VaultSettings, store: DocumentStore, vault: TokenVault, limits: Sequence[Limit], priority: Priority
) -> ApiAccess:
    random = SystemRandom()
    budget = RateBudget(DocumentBudgets(store), limits, clock(), random, priority)
    return ApiAccess(http_client, vault, budget, circuit_breaker(settings.control_table), clock(), random)


def _secret(secret_id: str) -> Callable[[], Awaitable[Result[AppSecret]]]:
    async def read() -> Result[AppSecret]:
        return await read_secret(secret_id, AppSecret)

    return read
