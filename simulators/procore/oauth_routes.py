"""The login host: ``/oauth/authorize``, ``/oauth/token``, ``/oauth/token/info`` and ``/oauth/revoke``."""

from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from simulators.procore.accounts import Account, App
from simulators.procore.grants import OAuthError
from simulators.procore.state import World
from simulators.procore.token_body import token_fields
from simulators.procore.wire import Json

OUT_OF_BAND: Final = "urn:ietf:wg:oauth:2.0:oob"
_LOCAL: Final = ("http", "localhost")


def oauth_router(world: World) -> APIRouter:
    router = APIRouter(prefix="/oauth")
    _add_authorize(router, world)

    @router.post("/token")
    async def token(request: Request) -> Response:
        """A refresh token dies with any call that presents it, even one with wrong credentials."""
        answer = _exchange(world, await token_fields(request))
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    @router.get("/token/info")
    async def token_info(request: Request, access_token: str = "") -> Response:
        presented = request.headers.get("authorization", "").partition(" ")[2].strip() or access_token
        return JSONResponse(_info(world, presented))

    @router.post("/revoke")
    async def revoke(request: Request) -> Response:
        """200 whatever the token was."""
        world.grants.revoke((await token_fields(request)).get("token", ""))
        return JSONResponse({})

    return router


def _add_authorize(router: APIRouter, world: World) -> None:
    @router.get("/authorize")
    async def authorize(
        client_id: str = "",
        redirect_uri: str = "",
        response_type: str = "",
        oauth_state: Annotated[str | None, Query(alias="state")] = None,
        login_hint: str | None = None,
    ) -> Response:
        """Approve at once, as the person of ``login_hint`` or else the first one."""
        app = _app(world, client_id)
        _check_redirect(app, redirect_uri, response_type)
        code = world.grants.new_code(client_id, _person(world, login_hint).id, world.now(), world.settings)
        if redirect_uri == OUT_OF_BAND:
            return PlainTextResponse(code)
        answer = {"code": code} | ({} if oauth_state is None else {"state": oauth_state})
        joint = "&" if "?" in redirect_uri else "?"
        return RedirectResponse(redirect_uri + joint + urlencode(answer), HTTPStatus.FOUND)


def _app(world: World, client_id: str) -> App:
    app = world.accounts.apps.get(client_id)
    if app is None:
        raise OAuthError("invalid_client", "Client authentication failed.", HTTPStatus.UNAUTHORIZED)
    return app


def _check_redirect(app: App, redirect_uri: str, response_type: str) -> None:
    """Only ``http://localhost`` may do without TLS."""
    parts = urlsplit(redirect_uri)
    secure = redirect_uri == OUT_OF_BAND or parts.scheme == "https" or (parts.scheme, parts.hostname) == _LOCAL
    if not secure or (app.redirect_uris and redirect_uri not in app.redirect_uris):
        raise OAuthError("invalid_redirect_uri", "The requested redirect uri is malformed or does not match.")
    if response_type != "code":
        raise OAuthError("unsupported_response_type", "response_type must be code")


def _person(world: World, login: str | None) -> Account:
    people = [account for account in world.accounts.people.values() if not account.is_service]
    chosen = [account for account in people if login is None or account.login == login]
    if not chosen:
        raise OAuthError("access_denied", "nobody is there to sign in")
    return chosen[0]


def _exchange(world: World, fields: dict[str, str]) -> Json:
    killed = world.grants.kill_refresh_token(fields.get("refresh_token", ""))
    app = _app(world, fields.get("client_id", ""))
    if app.client_secret != fields.get("client_secret"):
        raise OAuthError("invalid_client", "Client authentication failed.", HTTPStatus.UNAUTHORIZED)
    grants, now, settings = world.grants, world.now(), world.settings
    match fields.get("grant_type"):
        case "authorization_code":
            return grants.redeem_code(fields.get("code", ""), app.client_id, now, settings)
        case "refresh_token":
            return grants.rotate(killed, app.client_id, now, settings)
        case "client_credentials":
            owner = world.accounts.service[app.client_id]
            return grants.issue(app.client_id, owner, now, settings, refreshable=False)
        case _:
            raise OAuthError("unsupported_grant_type", "The authorization grant type is not supported.")


def _info(world: World, token: str) -> Json:
    now = world.now()
    grant = world.grants.opened_by(token, now)
    if grant is None:
        raise OAuthError("invalid_token", "The access token is invalid", HTTPStatus.UNAUTHORIZED)
    return {
        "resource_owner_id": grant.owner_id,
        "scopes": [],
        "expires_in_seconds": int((grant.expires_at - now).total_seconds()),
        "application": {"uid": grant.client_id},
        "created_at": int(grant.issued_at.timestamp()),
    }
