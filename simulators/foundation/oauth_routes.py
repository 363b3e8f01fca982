"""``POST /oauth2/token``: client credentials, an hour, no refresh token (foundation.md B2, B3)."""

from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from simulators.foundation.apps import App
from simulators.foundation.errors import oauth_error
from simulators.foundation.state import FoundationState

_FORM: Final = "application/x-www-form-urlencoded"


def oauth_router(state: FoundationState) -> APIRouter:
    router = APIRouter(prefix="/oauth2")

    @router.post("/token")
    async def token(request: Request) -> Response:
        """Credentials and scope come in the form."""
        form = await _form(request)
        app = _authenticated(state, form)
        if form.get("grant_type") != "client_credentials":
            raise oauth_error("unsupported_grant_type", "use client_credentials")
        answer = {
            "access_token": state.issue_token(app),
            "token_type": "Bearer",
            "expires_in": state.settings.access_token_seconds,
        }
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    return router


async def _form(request: Request) -> dict[str, str]:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != _FORM:
        raise oauth_error("invalid_request", f"the body must be {_FORM}")
    return dict(parse_qsl((await request.body()).decode("utf-8", errors="replace")))


def _authenticated(state: FoundationState, form: dict[str, str]) -> App:
    app = state.apps.get(form.get("client_id", ""))
    good = app is not None and app.client_secret == form.get("client_secret")
    if app is None or not good or app.environment is not state.settings.environment:
        raise oauth_error("invalid_client", "client_id or client_secret is wrong", HTTPStatus.UNAUTHORIZED)
    return app
