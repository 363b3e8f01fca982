"""FOUNDATION within its limits."""

from fieldledger.clients.app_secret import AppSecret
from fieldledger.clients.foundation.client import FoundationClient
from fieldledger.domain.connection import VendorName
from fieldledger.domain.rate_windows import Priority
from fieldledger.repositories.documents import DocumentStore
from fieldledger.result import ErrorCode, Result
from fieldledger.settings import FoundationSettings
from fieldledger.wiring.limits import foundation_limits
from fieldledger.wiring.oauth import app_secret, foundation_oauth
from fieldledger.wiring.vendors import token_vault, vendor_access


def foundation_client(settings: FoundationSettings, store: DocumentStore, priority: Priority) -> FoundationClient:
    """The subscription key lives in the app's secret, beside its credentials."""
    vault = token_vault(settings, store, {VendorName.FOUNDATION: foundation_oauth(settings)})
    access = vendor_access(settings, store, vault, foundation_limits(settings), priority)
    secret = app_secret(settings.foundation_secret_id)

    async def subscription_key() -> Result[str]:
        return (await secret()).and_then(_subscription_key)

    return FoundationClient(access, settings.foundation_api_url, subscription_key)


def _subscription_key(app: AppSecret) -> Result[str]:
    if app.subscription_key is None:
        return Result.fail("the secret of FOUNDATION holds no subscription key", ErrorCode.INTERNAL)
    return Result.ok(app.subscription_key)
