"""The OAuth addresses: authorize, token, revoke (section 5)."""

import base64
import binascii
from typing import Annotated
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from simulators.quickbooks.oauth import OAuthError
from simulators.quickbooks.state import World
from simulators.quickbooks.values import Body, as_object, as_text, dumps, loads

_HARD_EXPIRY = "x-include-refresh-token-hard-expires-in"


def oauth_router(world: World) -> APIRouter:
    """Build the routes; tests point both the authorize and the token address of the product here."""
    router = APIRouter(tags=["oauth"])

    @router.get("/connect/oauth2")
    async def authorize(
        client_id: Annotated[str, Query()],
        redirect_uri: Annotated[str, Query()],
        state: Annotated[str, Query()] = "",
        realm_hint: Annotated[str | None, Query()] = None,
    ) -> Response:
        """Approve as the only company there is, or as the one `realm_hint` names."""
        realm_id = realm_hint or next(iter(world.realms), None)
        ambiguous = realm_hint is None and len(world.realms) != 1
        if client_id not in world.oauth.apps or realm_id not in world.realms or ambiguous:
            return _json({"error": "invalid_request"}, 400)
        code = world.oauth.authorize(client_id, str(realm_id), redirect_uri)
        joined = "&" if "?" in redirect_uri else "?"
        answer = urlencode({"code": code, "state": state, "realmId": realm_id})
        return RedirectResponse(f"{redirect_uri}{joined}{answer}", status_code=302)

    @router.post("/oauth2/v1/tokens/bearer")
    async def token(request: Request) -> Response:
        try:
            return _json(await _issued(world, request), 200)
        except OAuthError as error:
            return _json(error.as_json(), error.status)

    @router.post("/v2/oauth2/tokens/revoke")
    async def revoke(request: Request) -> Response:
        try:
            _client(world, request)
        except OAuthError as error:
            return _json(error.as_json(), error.status)
        known = world.oauth.revoke(await _token_to_revoke(request))
        return Response(status_code=200 if known else 400)

    return router


async def _issued(world: World, request: Request) -> Body:
    client_id = _client(world, request)
    form = parse_qs((await request.body()).decode("utf-8", "replace"))
    fields = {key: values[0] for key, values in form.items()}
    match fields.get("grant_type"):
        case "authorization_code":
            issued = world.oauth.exchange(client_id, fields.get("code", ""), fields.get("redirect_uri", ""))
        case "refresh_token":
            issued = world.oauth.refresh(client_id, fields.get("refresh_token", ""))
        case _:
            raise OAuthError("unsupported_grant_type")
    if request.headers.get(_HARD_EXPIRY) == "true":
        left = world.oauth.hard_seconds_left(str(issued["refresh_token"]))
        issued["x_refresh_token_hard_expires_in"] = left
    return issued


def _client(world: World, request: Request) -> str:
    """Read and check the Basic credentials; raises invalid_client."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        decoded = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise OAuthError("invalid_client", status=401) from error
    client_id, _, secret = decoded.partition(":")
    if scheme.lower() != "basic" or not client_id:
        raise OAuthError("invalid_client", status=401)
    world.oauth.check_client(client_id, secret)
    return client_id


async def _token_to_revoke(request: Request) -> str:
    raw = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            return as_text(as_object(loads(raw)).get("token")) or ""
        except ValueError:
            return ""
    return parse_qs(raw.decode("utf-8", "replace")).get("token", [""])[0]


def _json(body: Body, status: int) -> Response:
    return Response(dumps(body), status_code=status, media_type="application/json")
