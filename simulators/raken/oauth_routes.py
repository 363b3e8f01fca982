"""``/oauth/authorize`` and ``/oauth/token`` (raken.md A2)."""

from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from simulators.raken.apps import App
from simulators.raken.errors import OAuthError
from simulators.raken.grants import TokenAnswer
from simulators.raken.state import RakenState

FORM = "application/x-www-form-urlencoded"


def oauth_router(state: RakenState) -> APIRouter:
    router = APIRouter(prefix="/oauth")

    @router.get("/authorize")
    async def authorize(
        redirect_uri: str,
        response_type: str = "",
        client_id: str = "",
        oauth_state: Annotated[str | None, Query(alias="state")] = None,
        company_hint: str | None = None,
    ) -> Response:
        """Approve at once. Any ``redirect_uri`` is taken: the vendor does not check it."""
        _check_request(state, response_type, client_id)
        company = _chosen_company(state, company_hint)
        answer = _consent(state, client_id, company) | ({} if oauth_state is None else {"state": oauth_state})
        joint = "&" if "?" in redirect_uri else "?"
        return RedirectResponse(redirect_uri + joint + urlencode(answer), HTTPStatus.FOUND)

    @router.post("/token")
    async def token(request: Request) -> Response:
        """Credentials come in the form; a Basic header is not read."""
        form = await _form(request)
        app = _authenticated(state, form)
        answer = _exchange(state, app, form)
        return JSONResponse(answer.model_dump(exclude_none=True), headers={"Cache-Control": "no-store"})

    return router


def _check_request(state: RakenState, response_type: str, client_id: str) -> None:
    if client_id not in state.apps:
        raise OAuthError("unauthorized_client", "no application has this client_id")
    if response_type != "code":
        raise OAuthError("unsupported_response_type", "response_type must be code")


def _chosen_company(state: RakenState, hint: str | None) -> str:
    """The company of ``company_hint``; without a hint the only one there is."""
    if hint is None and len(state.companies) == 1:
        return next(iter(state.companies))
    if hint is None or hint not in state.companies:
        raise OAuthError("invalid_request", "company_hint must be the uuid of a seeded company")
    return hint


def _consent(state: RakenState, client_id: str, company_uuid: str) -> dict[str, str]:
    if not state.settings.approve_consent:
        return {"error": "access_denied"}
    return {"code": state.grants.new_code(client_id, company_uuid, state.now(), state.settings)}


async def _form(request: Request) -> dict[str, str]:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != FORM:
        raise OAuthError("invalid_request", f"the body must be {FORM}")
    return dict(parse_qsl((await request.body()).decode("utf-8", errors="replace")))


def _authenticated(state: RakenState, form: dict[str, str]) -> App:
    app = state.apps.get(form.get("client_id", ""))
    if app is None or app.client_secret != form.get("client_secret"):
        raise OAuthError("invalid_client", "client_id or client_secret is wrong", HTTPStatus.UNAUTHORIZED)
    return app


def _exchange(state: RakenState, app: App, form: dict[str, str]) -> TokenAnswer:
    now, settings = state.now(), state.settings
    match form.get("grant_type"):
        case "authorization_code":
            return state.grants.redeem_code(form.get("code", ""), app.client_id, now, settings)
        case "refresh_token":
            return state.grants.rotate(form.get("refresh_token", ""), app.client_id, now, settings)
        case _:
            raise OAuthError("unsupported_grant_type", "use authorization_code or refresh_token")
