"""OAuth 2.0 token endpoints of the vendors (raken.md A2, quickbooks.md 5)."""

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fieldledger.clients.http_library import AsyncClient, ConnectError, ConnectTimeout, HTTPError, Response
from fieldledger.clients.vendor_answer import CallOutcome
from fieldledger.domain.connection import VendorName
from fieldledger.result import Details, ErrorCode, Result

_ANSWERED: Details = {"outcome": CallOutcome.ANSWERED.value}


class ClientAuthentication(StrEnum):
    """Where the app's credentials go: QuickBooks wants Basic, Raken wants them in the form."""

    BASIC = "basic"
    FORM = "form"


class AppSecret(BaseModel):
    """The app's credentials at a vendor."""

    model_config = ConfigDict(hide_input_in_errors=True)

    client_id: str = Field(min_length=1)
    client_secret: str = Field(min_length=1, repr=False)


type AppSecretSource = Callable[[], Awaitable[Result[AppSecret]]]


class TokenGrant(BaseModel):
    """Token response; lifetimes in seconds. Raken's default lifetime is 10 h when the answer leaves it out."""

    model_config = ConfigDict(hide_input_in_errors=True)

    access_token: str = Field(min_length=1, repr=False)
    refresh_token: str | None = Field(default=None, repr=False)
    expires_in: int = 36_000
    x_refresh_token_expires_in: int | None = None


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """Where and how one vendor hands out tokens."""

    vendor: VendorName
    url: str
    authentication: ClientAuthentication
    secret: AppSecretSource


class OAuthClient:
    """Exchanges codes and refreshes grants; never repeats by itself, since a code or token may be used up."""

    def __init__(self, http: Callable[[], AsyncClient], endpoint: TokenEndpoint) -> None:
        self._http = http
        self._endpoint = endpoint

    async def exchange(self, code: str, redirect_uri: str) -> Result[TokenGrant]:
        """Trade an authorization code; single use."""
        return await self._grant({"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri})

    async def refresh(self, refresh_token: str) -> Result[TokenGrant]:
        """A new access token; ``RECONNECT_REQUIRED`` on ``invalid_grant``."""
        return await self._grant({"grant_type": "refresh_token", "refresh_token": refresh_token})

    async def _grant(self, form: dict[str, str]) -> Result[TokenGrant]:
        secret = await self._endpoint.secret()
        if secret.failed:
            return secret.failure()
        headers, fields = self._authenticated(secret.unwrap(), form)
        try:
            response = await self._http().post(self._endpoint.url, data=fields, headers=headers)
        except (ConnectError, ConnectTimeout) as broken:
            return _unavailable(broken, CallOutcome.NOT_SENT)
        except HTTPError as broken:
            return _unavailable(broken, CallOutcome.UNKNOWN)
        return self._read(response)

    def _authenticated(self, app: AppSecret, form: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        headers = {"Accept": "application/json"}
        if self._endpoint.authentication is ClientAuthentication.BASIC:
            pair = base64.b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
            return headers | {"Authorization": f"Basic {pair}"}, form
        return headers, form | {"client_id": app.client_id, "client_secret": app.client_secret}

    def _read(self, response: Response) -> Result[TokenGrant]:
        if response.is_success:
            try:
                return Result.ok(TokenGrant.model_validate_json(response.content))
            except ValidationError:
                unknown = {"outcome": CallOutcome.UNKNOWN.value}
                return Result.fail("the token answer is unreadable", ErrorCode.VENDOR_ANSWER_UNREADABLE, unknown)
        if response.is_server_error or response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            return Result.fail("the token endpoint is unavailable", ErrorCode.VENDOR_UNAVAILABLE, _ANSWERED)
        if b"invalid_grant" in response.content:
            return Result.fail("the vendor ended the grant", ErrorCode.RECONNECT_REQUIRED, _ANSWERED)
        details = {**_ANSWERED, "status": response.status_code}
        return Result.fail("the vendor refused our app's credentials", ErrorCode.VENDOR_REJECTED, details)


def _unavailable(broken: HTTPError, outcome: CallOutcome) -> Result[TokenGrant]:
    details = {"cause": type(broken).__name__, "outcome": outcome.value}
    return Result.fail("the token endpoint did not answer", ErrorCode.VENDOR_UNAVAILABLE, details)
