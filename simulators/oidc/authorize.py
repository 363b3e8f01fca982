"""``GET /authorize``: the authorization code flow with PKCE."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel

from simulators.oidc.errors import OidcError
from simulators.oidc.grants import PendingCode
from simulators.oidc.pkce import METHOD, is_challenge
from simulators.oidc.sign_in_page import sign_in_page
from simulators.oidc.state import OidcState
from simulators.oidc.users import User


class AuthorizeRequest(BaseModel):
    """The query of an authorization request; parameters not named here are ignored."""

    client_id: str = ""
    redirect_uri: str = ""
    response_type: str = ""
    scope: str = ""
    state: str | None = None
    nonce: str | None = None
    code_challenge: str = ""
    code_challenge_method: str = ""
    login_hint: str | None = None

    def answer(self, parameters: dict[str, str]) -> Response:
        """Send the browser back with these parameters and the ``state`` it came with."""
        query = urlencode(parameters | ({} if self.state is None else {"state": self.state}))
        joint = "&" if "?" in self.redirect_uri else "?"
        return RedirectResponse(self.redirect_uri + joint + query, HTTPStatus.FOUND)


def authorize_router(state: OidcState) -> APIRouter:
    router = APIRouter()

    @router.get("/authorize")
    async def authorize(asked: Annotated[AuthorizeRequest, Query()]) -> Response:
        """Sign in at once with ``login_hint``; without it show the users to pick from."""
        _check_client(state, asked)
        fault = _fault(asked)
        if fault is not None:
            return asked.answer({"error": fault[0], "error_description": fault[1]})
        if asked.login_hint is None:
            return HTMLResponse(sign_in_page(asked.model_dump(exclude_none=True), state.users.all()))
        user = state.users.find(asked.login_hint)
        if user is None:
            return asked.answer({"error": "access_denied", "error_description": "no such user"})
        return asked.answer({"code": _new_code(state, asked, user)})

    return router


def _check_client(state: OidcState, asked: AuthorizeRequest) -> None:
    """These errors are shown, not redirected: the address to redirect to cannot be trusted yet."""
    if asked.client_id != state.settings.audience:
        raise OidcError("invalid_client", f"client_id must be {state.settings.audience}")
    parts = urlsplit(asked.redirect_uri)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.fragment:
        raise OidcError("invalid_request", "redirect_uri must be an absolute http address without fragment")


def _fault(asked: AuthorizeRequest) -> tuple[str, str] | None:
    if asked.response_type != "code":
        return "unsupported_response_type", "response_type must be code"
    if "openid" not in asked.scope.split():
        return "invalid_scope", "scope must contain openid"
    if asked.code_challenge_method != METHOD or not is_challenge(asked.code_challenge):
        return "invalid_request", "code_challenge with code_challenge_method S256 is required"
    return None


def _new_code(state: OidcState, asked: AuthorizeRequest, user: User) -> str:
    expires_at = state.now() + timedelta(seconds=state.settings.authorization_code_seconds)
    pending = PendingCode(
        email=user.email,
        client_id=asked.client_id,
        redirect_uri=asked.redirect_uri,
        challenge=asked.code_challenge,
        nonce=asked.nonce,
        expires_at=expires_at,
    )
    return state.grants.add_code(pending)
