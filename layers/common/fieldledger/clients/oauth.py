"""OAuth 2.0 at the vendors (raken.md A2, quickbooks.md 5, procore.md 1, foundation.md B2 and B3)."""

import base64
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fieldledger.clients.app_secret import AppSecret
from fieldledger.clients.encoding import json_body
from fieldledger.clients.http_library import (
    AsyncClient,
    ConnectError,
    ConnectTimeout,
    HTTPError,
    QueryParams,
    Response,
    Timeout,
)
from fieldledger.clients.vendor_answer import CallOutcome
from fieldledger.domain.connection import VendorName
from fieldledger.result import Details, ErrorCode, Result

# Well inside the lease of a refresh: whoever holds it has an outcome before anybody else may try.
TIMEOUT: Final = Timeout(20.0, connect=5.0)
_ANSWERED: Details = {"outcome": CallOutcome.ANSWERED.value}


class ClientAuthentication(StrEnum):
    """Where the app's credentials go: QuickBooks wants Basic, Raken wants them in the form."""

    BASIC = "basic"
    FORM = "form"


type AppSecretSource = Callable[[], Awaitable[Result[AppSecret]]]


class TokenGrant(BaseModel):
    """Token response; lifetimes in seconds. Raken's default lifetime is 10 h when the answer leaves it out."""

    model_config = ConfigDict(hide_input_in_errors=True)

    access_token: str = Field(min_length=1, repr=False)
    refresh_token: str | None = Field(default=None, repr=False)
    expires_in: int = 36_000
    x_refresh_token_expires_in: int | None = None
    x_refresh_token_hard_expires_in: int | None = None


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """Where and how one vendor hands out tokens; an empty ``authorize_url`` means that no person signs in there.

    ``revoke_url`` is empty where the vendor offers no revocation; ``revoke_as_json`` is QuickBooks' form of it.
    """

    vendor: VendorName
    url: str
    authentication: ClientAuthentication
    secret: AppSecretSource
    authorize_url: str = ""
    scope: str = ""
    revoke_url: str = ""
    revoke_as_json: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


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

    async def client_credentials(self) -> Result[TokenGrant]:
        """A token of the app itself (Procore's service account, FOUNDATION): no person and no refresh token."""
        scope = {"scope": self._endpoint.scope} if self._endpoint.scope else {}
        return await self._grant({"grant_type": "client_credentials", **scope})

    async def authorization_url(self, state: str, redirect_uri: str) -> Result[str]:
        """Where a person signs in at the vendor; ``VALIDATION_FAILED`` if nobody does at this vendor."""
        if not self._endpoint.authorize_url:
            return Result.fail(f"nobody signs in at {self._endpoint.vendor}", ErrorCode.VALIDATION_FAILED)
        secret = await self._endpoint.secret()
        if secret.failed:
            return secret.failure()
        query = {
            "response_type": "code",
            "client_id": secret.unwrap().client_id,
            "redirect_uri": redirect_uri,
            "state": state,
        }
        if self._endpoint.scope:
            query["scope"] = self._endpoint.scope
        return Result.ok(f"{self._endpoint.authorize_url}?{QueryParams(query)}")

    async def revoke(self, token: str) -> Result[bool]:
        """End the grant that ``token`` belongs to; False where the vendor offers no revocation."""
        if not self._endpoint.revoke_url:
            return Result.ok(data=False)
        secret = await self._endpoint.secret()
        if secret.failed:
            return secret.failure()
        headers, fields = self._authenticated(secret.unwrap(), {"token": token})
        answered = await self._post(self._endpoint.revoke_url, headers, fields, as_json=self._endpoint.revoke_as_json)
        return answered.and_then(_revoked)

    async def _grant(self, form: dict[str, str]) -> Result[TokenGrant]:
        secret = await self._endpoint.secret()
        if secret.failed:
            return secret.failure()
        headers, fields = self._authenticated(secret.unwrap(), form)
        return (await self._post(self._endpoint.url, headers, fields)).and_then(self._read)

    async def _post(
        self, url: str, headers: dict[str, str], fields: dict[str, str], *, as_json: bool = False
    ) -> Result[Response]:
        body = json_body(fields) if as_json else str(QueryParams(fields)).encode()
        kind = "application/json" if as_json else "application/x-www-form-urlencoded"
        try:
            response = await self._http().post(
                url, content=body, headers={**headers, "Content-Type": kind}, timeout=TIMEOUT
            )
        except (ConnectError, ConnectTimeout) as broken:
            return _unavailable(broken, CallOutcome.NOT_SENT)
        except HTTPError as broken:
            return _unavailable(broken, CallOutcome.UNKNOWN)
        return Result.ok(response)

    def _authenticated(self, app: AppSecret, form: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        headers = {"Accept": "application/json", **self._endpoint.headers}
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


def _revoked(response: Response) -> Result[bool]:
    """A grant that the vendor does not know (any more) is as good as revoked."""
    if response.is_success or response.status_code == HTTPStatus.BAD_REQUEST:
        return Result.ok(data=True)
    details = {**_ANSWERED, "status": response.status_code}
    return Result.fail("the vendor did not revoke the grant", ErrorCode.VENDOR_UNAVAILABLE, details)


def _unavailable(broken: HTTPError, outcome: CallOutcome) -> Result[Response]:
    details = {"cause": type(broken).__name__, "outcome": outcome.value}
    return Result.fail("the token endpoint did not answer", ErrorCode.VENDOR_UNAVAILABLE, details)
