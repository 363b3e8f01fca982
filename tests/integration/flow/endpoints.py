"""Where the simulated vendors hand out tokens."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import httpx

from fieldledger.clients.app_secret import AppSecret
from fieldledger.clients.oauth import ClientAuthentication, OAuthClient, TokenEndpoint
from fieldledger.domain.connection import VendorName
from fieldledger.result import Result
from tests.integration.flow import simulated_quickbooks as books_side
from tests.integration.flow import simulated_raken as jobsite_side

_FOUNDATION_APP: Final = {"client_id": "foundation-app", "client_secret": "foundation-secret"}


def oauth_clients(http: httpx.AsyncClient) -> dict[VendorName, OAuthClient]:
    """An OAuth client per vendor."""
    endpoints = (
        TokenEndpoint(
            VendorName.RAKEN,
            f"http://{jobsite_side.HOST}/oauth/token",
            ClientAuthentication.FORM,
            _secret(jobsite_side.APP),
            authorize_url=f"http://{jobsite_side.HOST}/oauth/authorize",
        ),
        TokenEndpoint(
            VendorName.QUICKBOOKS,
            f"http://{books_side.HOST}/oauth2/v1/tokens/bearer",
            ClientAuthentication.BASIC,
            _secret(books_side.APP),
            authorize_url=f"http://{books_side.HOST}/connect/oauth2",
            revoke_url=f"http://{books_side.HOST}/v2/oauth2/tokens/revoke",
            revoke_as_json=True,
        ),
        TokenEndpoint(
            VendorName.FOUNDATION, "http://foundation.test/token", ClientAuthentication.FORM, _secret(_FOUNDATION_APP)
        ),
    )
    return {endpoint.vendor: OAuthClient(lambda: http, endpoint) for endpoint in endpoints}


def _secret(app: Mapping[str, str]) -> Callable[[], Awaitable[Result[AppSecret]]]:
    async def read() -> Result[AppSecret]:
        return Result.ok(AppSecret(**app))

    return read
