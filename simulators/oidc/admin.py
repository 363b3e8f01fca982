"""``/_admin/users``, ``/_admin/tokens`` and ``/_admin/settings``."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, HTTPException, Request
from pydantic import JsonValue, ValidationError

from simulators.oidc.minting import MintAnswer, MintOrder, minted_claims, sign
from simulators.oidc.settings import OidcSettings
from simulators.oidc.state import OidcState
from simulators.oidc.users import User, UserBody


def own_admin_router(state: OidcState) -> APIRouter:
    router = APIRouter(prefix="/_admin", tags=["admin"])

    @router.post("/users", status_code=HTTPStatus.CREATED)
    async def put_users(bodies: list[UserBody]) -> list[User]:
        """Create or replace each user by e-mail."""
        return [state.users.put(body) for body in bodies]

    @router.get("/users")
    async def list_users() -> list[User]:
        return state.users.all()

    @router.post("/tokens", status_code=HTTPStatus.CREATED)
    async def mint(order: MintOrder, request: Request) -> MintAnswer:
        user = state.users.find(order.email)
        if user is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"no user {order.email}")
        claims = minted_claims(order, user, state.terms(request), jti=state.new_secret())
        return MintAnswer(token=sign(order, claims, state.key, state.stranger), claims=claims)

    _add_settings_routes(router, state)
    return router


def _add_settings_routes(router: APIRouter, state: OidcState) -> None:
    @router.get("/settings")
    async def read_settings() -> OidcSettings:
        return state.settings

    @router.post("/settings")
    async def change_settings(changes: Annotated[dict[str, JsonValue], Body()]) -> OidcSettings:
        """Change the settings named and keep the others."""
        try:
            state.settings = OidcSettings.model_validate({**state.settings.model_dump(), **changes})
        except ValidationError as error:
            raise HTTPException(HTTPStatus.UNPROCESSABLE_CONTENT, str(error)) from error
        return state.settings
