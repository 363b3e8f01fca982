"""Where each vendor hands out tokens, and how our app says who it is."""

from collections.abc import Awaitable, Callable

from fieldledger.clients.app_secret import AppSecret
from fieldledger.clients.oauth import ClientAuthentication, OAuthClient, TokenEndpoint
from fieldledger.domain.connection import VendorName
from fieldledger.result import Result
from fieldledger.runtime.http_client import http_client
from fieldledger.runtime.secrets import read_secret
from fieldledger.settings import FoundationSettings, ProcoreSettings, QuickbooksSettings, RakenSettings


def raken_oauth(settings: RakenSettings) -> OAuthClient:
    """Raken: credentials in the form, no scopes, no revocation (raken.md A2)."""
    endpoint = TokenEndpoint(
        VendorName.RAKEN,
        settings.raken_token_url,
        ClientAuthentication.FORM,
        app_secret(settings.raken_secret_id),
        authorize_url=settings.raken_authorize_url,
    )
    return OAuthClient(http_client, endpoint)


def quickbooks_oauth(settings: QuickbooksSettings) -> OAuthClient:
    """Intuit: Basic authentication; the header asks for the grant's final end (quickbooks.md 5)."""
    endpoint = TokenEndpoint(
        VendorName.QUICKBOOKS,
        settings.quickbooks_token_url,
        ClientAuthentication.BASIC,
        app_secret(settings.quickbooks_secret_id),
        authorize_url=settings.quickbooks_authorize_url,
        scope="com.intuit.quickbooks.accounting",
        revoke_url=settings.quickbooks_revoke_url,
        revoke_as_json=True,
        headers={"x-include-refresh-token-hard-expires-in": "true"},
    )
    return OAuthClient(http_client, endpoint)


def procore_oauth(settings: ProcoreSettings) -> OAuthClient:
    """Procore: a person's sign-in or the service account, no scopes (procore.md 1)."""
    login = settings.procore_login_url
    endpoint = TokenEndpoint(
        VendorName.PROCORE,
        f"{login}/oauth/token",
        ClientAuthentication.FORM,
        app_secret(settings.procore_secret_id),
        authorize_url=f"{login}/oauth/authorize",
        revoke_url=f"{login}/oauth/revoke",
    )
    return OAuthClient(http_client, endpoint)


def foundation_oauth(settings: FoundationSettings) -> OAuthClient:
    """FOUNDATION: the app's own credentials only (foundation.md B3, an assumption)."""
    endpoint = TokenEndpoint(
        VendorName.FOUNDATION,
        settings.foundation_token_url,
        ClientAuthentication.FORM,
        app_secret(settings.foundation_secret_id),
        scope=settings.foundation_scope,
    )
    return OAuthClient(http_client, endpoint)


def app_secret(secret_id: str) -> Callable[[], Awaitable[Result[AppSecret]]]:
    """Reads the app's credentials at each use; the reader keeps them for minutes."""

    async def read() -> Result[AppSecret]:
        return await read_secret(secret_id, AppSecret)

    return read
