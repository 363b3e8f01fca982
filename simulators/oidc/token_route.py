"""``POST /token``: codes and refresh tokens become an id token and an access token."""

from datetime import timedelta
from http import HTTPStatus
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from simulators.oidc.claims import TokenUse, claims_of
from simulators.oidc.errors import OidcError
from simulators.oidc.grants import Session
from simulators.oidc.state import OidcState

FORM = "application/x-www-form-urlencoded"


def token_router(state: OidcState) -> APIRouter:
    router = APIRouter()

    @router.post("/token")
    async def token(request: Request) -> Response:
        """A public client: no secret, PKCE proves who asked. Each refresh token works once."""
        form = await _form(request)
        if form.get("client_id") != state.settings.audience:
            raise OidcError("invalid_client", "unknown client_id", HTTPStatus.UNAUTHORIZED)
        match form.get("grant_type"):
            case "authorization_code":
                body = _from_code(state, request, form)
            case "refresh_token":
                body = _from_refresh(state, request, form)
            case _:
                raise OidcError("unsupported_grant_type", "use authorization_code or refresh_token")
        return JSONResponse(body, headers={"Cache-Control": "no-store"})

    return router


async def _form(request: Request) -> dict[str, str]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise OidcError("invalid_request", f"the body must be {FORM}")
    return dict(parse_qsl((await request.body()).decode("utf-8", errors="replace")))


def _from_code(state: OidcState, request: Request, form: dict[str, str]) -> dict[str, str | int]:
    pending = state.grants.redeem_code(
        form.get("code", ""),
        client_id=form["client_id"],
        redirect_uri=form.get("redirect_uri", ""),
        verifier=form.get("code_verifier", ""),
        now=state.now(),
    )
    return _tokens(state, request, pending.email, pending.nonce)


def _from_refresh(state: OidcState, request: Request, form: dict[str, str]) -> dict[str, str | int]:
    token = form.get("refresh_token", "")
    session = state.grants.continue_session(token, client_id=form["client_id"], now=state.now())
    return _tokens(state, request, session.email, None)


def _tokens(state: OidcState, request: Request, email: str, nonce: str | None) -> dict[str, str | int]:
    """The user is read anew, so a changed role shows at the next refresh."""
    user = state.users.find(email)
    if user is None:
        raise OidcError("invalid_grant", "the user no longer exists")
    terms = state.terms(request)
    id_claims = claims_of(user, terms, TokenUse.ID, jti=state.new_secret(), nonce=nonce)
    access_claims = claims_of(user, terms, TokenUse.ACCESS, jti=state.new_secret())
    expires_at = state.now() + timedelta(days=state.settings.refresh_token_days)
    return {
        "id_token": state.key.sign(id_claims),
        "access_token": state.key.sign(access_claims),
        "refresh_token": state.grants.add_session(Session(email, terms.audience, expires_at)),
        "token_type": "Bearer",
        "expires_in": terms.seconds,
    }
