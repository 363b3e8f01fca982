"""``/_admin/settings``, ``/apps``, ``/subscriptions``, ``/tokens`` and ``/stats``."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, HTTPException
from pydantic import JsonValue, ValidationError

from simulators.foundation.apps import App, Subscription
from simulators.foundation.settings import FoundationSettings
from simulators.foundation.state import FoundationState
from simulators.foundation.stats import StatsAnswer, stats_of


def settings_router(state: FoundationState) -> APIRouter:
    router = APIRouter()

    @router.get("/settings")
    async def read_settings() -> FoundationSettings:
        return state.settings

    @router.post("/settings")
    async def change_settings(changes: Annotated[dict[str, JsonValue], Body()]) -> FoundationSettings:
        """Change the settings named and keep the others."""
        try:
            state.settings = FoundationSettings.model_validate({**state.settings.model_dump(), **changes})
        except ValidationError as error:
            raise HTTPException(HTTPStatus.UNPROCESSABLE_CONTENT, str(error)) from error
        return state.settings

    @router.get("/stats")
    async def read_stats() -> StatsAnswer:
        return stats_of(state)

    _add_access_routes(router, state)
    return router


def _add_access_routes(router: APIRouter, state: FoundationState) -> None:
    @router.get("/apps")
    async def list_apps() -> list[App]:
        return list(state.apps.values())

    @router.post("/apps", status_code=HTTPStatus.CREATED)
    async def put_app(app: App) -> App:
        state.apps[app.client_id] = app
        return app

    @router.get("/subscriptions")
    async def list_subscriptions() -> list[Subscription]:
        return list(state.subscriptions.values())

    @router.post("/subscriptions", status_code=HTTPStatus.CREATED)
    async def put_subscription(subscription: Subscription) -> Subscription:
        """Make or replace one: rotate a key, take a product away, end it."""
        state.subscriptions[subscription.name] = subscription
        return subscription

    @router.delete("/tokens")
    async def expire_tokens() -> dict[str, int]:
        """End every access token now."""
        ended = len(state.tokens)
        state.tokens.clear()
        return {"expired": ended}
