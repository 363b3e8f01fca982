"""``/_admin/settings``, ``/_admin/stats`` and ``/_admin/webhooks``."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, HTTPException
from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from simulators.procore.deliveries import Delivery
from simulators.procore.hooks import HookStatus
from simulators.procore.limits import CallerLimits
from simulators.procore.settings import ProcoreSettings
from simulators.procore.state import World
from simulators.procore.stats import Caller
from simulators.procore.wire import Json, event_time


class HookOrder(BaseModel):
    """A hook to disable, as Procore does after many failures, or to take into service again."""

    model_config = ConfigDict(extra="forbid")

    status: HookStatus


def settings_router(world: World) -> APIRouter:
    router = APIRouter()
    _add_settings(router, world)
    _add_webhooks(router, world)
    return router


def _add_settings(router: APIRouter, world: World) -> None:
    @router.get("/settings")
    async def read_settings() -> ProcoreSettings:
        return world.settings

    @router.post("/settings")
    async def change_settings(changes: Annotated[dict[str, JsonValue], Body()]) -> ProcoreSettings:
        """Change the settings named, inside ``webhook`` too, and keep the others."""
        try:
            world.settings = world.settings.changed(changes)
        except ValidationError as error:
            raise HTTPException(HTTPStatus.UNPROCESSABLE_CONTENT, str(error)) from error
        return world.settings

    @router.get("/stats")
    async def read_stats() -> Json:
        """Calls by path, and for each caller what was admitted and refused and how full its windows have been."""
        stats = world.stats
        callers: list[JsonValue] = [_caller(caller, limits) for caller, limits in stats.callers.items()]
        return {
            "calls": dict[str, JsonValue](stats.calls),
            "callers": callers,
            "unauthorized": stats.unauthorized,
            "ignored_filters": dict[str, JsonValue](stats.ignored_filters),
            "clamped_pages": dict[str, JsonValue](stats.clamped_pages),
            "token_refreshes": world.grants.refreshes,
            "token_refusals": world.grants.refused,
        }


def _caller(caller: Caller, limits: CallerLimits) -> Json:
    owner_id, company_id = caller
    return {
        "owner_id": owner_id,
        "company_id": company_id,
        "admitted": limits.admitted,
        "refused": {name.value: count for name, count in limits.refused.items()},
        "peaks": {"hour": limits.hour.peak, "spike": limits.spike.peak},
    }


def _add_webhooks(router: APIRouter, world: World) -> None:
    @router.get("/webhooks/deliveries")
    async def list_deliveries() -> list[Json]:
        return [_delivery(delivery) for delivery in world.deliveries.made]

    @router.post("/webhooks/flush")
    async def flush() -> dict[str, int]:
        """Send what is due now, whether or not the background task runs."""
        return {"delivered": await world.deliver_due()}

    @router.post("/webhooks/hooks/{hook_id}")
    async def switch_hook(hook_id: int, order: HookOrder) -> Json:
        hook = world.hooks.by_id.get(hook_id)
        if hook is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"no hook {hook_id}")
        hook.status = order.status
        return {"hook_id": hook_id, "status": hook.status.value}


def _delivery(delivery: Delivery) -> Json:
    attempts: list[JsonValue] = [
        {"at": event_time(attempt.started_at), "status": attempt.response_status, "error": attempt.error}
        for attempt in delivery.attempts
    ]
    return {
        "hook_id": delivery.hook_id,
        "ulid": delivery.event.ulid,
        "resource_name": delivery.event.resource_name,
        "event_type": delivery.event.event_type.value,
        "resource_id": delivery.event.resource_id,
        "status": delivery.status.value,
        "attempts": attempts,
    }
