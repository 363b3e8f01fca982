"""What every vendor's client is made of: tokens, budgets, OAuth."""

import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from random import SystemRandom

from fieldledger.clients.cipher import KmsCipher
from fieldledger.clients.external_api import ApiAccess
from fieldledger.clients.oauth import OAuthClient
from fieldledger.clients.rate_budget import RateBudget
from fieldledger.clients.tokens import TokenVault
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_windows import Limit, Priority
from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.documents import DocumentStore
from fieldledger.runtime import aws
from fieldledger.runtime.http_client import http_client
from fieldledger.settings import VaultSettings
from fieldledger.wiring.circuits import circuit_breaker
from fieldledger.wiring.store import clock


@cache
def container_name() -> str:
    """This container's name in leases."""
    return uuid.uuid4().hex


def token_vault(settings: VaultSettings, store: DocumentStore, oauth: Mapping[VendorName, OAuthClient]) -> TokenVault:
    """The vault over the control table and the KMS key."""
    cipher = KmsCipher(aws.kms, settings.connections_key_id)
    return TokenVault(DocumentConnections(store), cipher, oauth, clock(), container_name)


def vendor_access(
    settings: VaultSettings, store: DocumentStore, vault: TokenVault, limits: Sequence[Limit], priority: Priority
) -> ApiAccess:
    """What every vendor client is made of."""
    random = SystemRandom()
    budget = RateBudget(DocumentBudgets(store), limits, clock(), random, priority)
    return ApiAccess(http_client, vault, budget, circuit_breaker(settings.control_table), clock(), random)
