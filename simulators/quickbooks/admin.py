"""The admin routes of this simulator: companies, apps, records, switches, counters, webhooks."""

from dataclasses import asdict, replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, HTTPException, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulators.quickbooks.admin_records import add_record_routes, json_answer
from simulators.quickbooks.operations import Change
from simulators.quickbooks.preferences import Environment, Language
from simulators.quickbooks.settings import SimSettings
from simulators.quickbooks.state import World
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Json
from simulators.quickbooks.webhooks import Delivery, WebhookTarget


class RealmOrder(BaseModel):
    """A company to open or to change; a property left out stays as it was."""

    model_config = ConfigDict(extra="forbid")

    realm_id: str = Field(pattern=r"^\d+$")
    company_name: str = "Sample Company"
    book_close_date: date | None = None
    classes_per_txn: bool = True
    classes_per_line: bool = True
    track_departments: bool = False
    custom_txn_numbers: bool = False
    custom_order_numbers: bool = False
    warn_duplicate_journal_number: bool = False
    home_currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$")
    several_currencies: bool = False
    utc_offset_minutes: int = -480
    language: Language = "en"
    environment: Environment | None = None


class AppOrder(BaseModel):
    """An app to register."""

    model_config = ConfigDict(extra="forbid")

    client_id: str
    client_secret: str


class TokenOrder(BaseModel):
    """A connection to make without the browser's round trip."""

    model_config = ConfigDict(extra="forbid")

    client_id: str
    realm_id: str


class WebhookOrder(BaseModel):
    """Where events go and whether a background task sends them."""

    model_config = ConfigDict(extra="forbid")

    url: str
    verifier_token: str
    enabled: bool = True


def quickbooks_admin_router(world: World) -> APIRouter:
    """Build the routes beside those every simulator has."""
    router = APIRouter(prefix="/_admin", tags=["admin"])
    _add_company_routes(router, world)
    add_record_routes(router, world)
    _add_switch_routes(router, world)
    _add_webhook_routes(router, world)
    return router


def _add_company_routes(router: APIRouter, world: World) -> None:
    @router.post("/realms", status_code=201)
    async def put_realm(order: RealmOrder) -> dict[str, object]:
        is_known = order.realm_id in world.realms
        realm = world.add_realm(order.realm_id, order.company_name)
        changes = order.model_dump(include=order.model_fields_set - {"realm_id", "company_name"})
        realm.prefs = replace(realm.prefs, **changes)
        if is_known:
            world.operations.tell(realm, Change("Preferences", "updated", "1"))
        return _realm_shown(realm)

    @router.get("/realms")
    async def list_realms() -> list[dict[str, object]]:
        return [_realm_shown(realm) for realm in world.realms.values()]

    @router.post("/apps", status_code=201)
    async def put_app(order: AppOrder) -> dict[str, str]:
        world.oauth.apps[order.client_id] = order.client_secret
        return {"client_id": order.client_id}

    @router.post("/tokens", status_code=201)
    async def connect(order: TokenOrder) -> Response:
        """Connect an app to a company and return the token response."""
        if order.client_id not in world.oauth.apps or order.realm_id not in world.realms:
            raise HTTPException(404, "unknown app or company")
        return json_answer(world.oauth.connect(order.client_id, order.realm_id), 201)


def _realm_shown(realm: Realm) -> dict[str, object]:
    return {"realm_id": realm.realm_id, "company_name": realm.company_name, **asdict(realm.prefs)}


def _add_switch_routes(router: APIRouter, world: World) -> None:
    @router.get("/settings")
    async def read_settings() -> SimSettings:
        return world.settings.current

    @router.post("/settings")
    async def change_settings(changes: Annotated[dict[str, object], Body()]) -> SimSettings:
        """Merge a partial change into the settings."""
        try:
            return world.settings.merge(changes)
        except ValidationError as error:
            raise HTTPException(422, str(error)) from error

    @router.get("/stats")
    async def read_stats() -> Response:
        """Count by company; `peaks` is the fullest each window has been."""
        realms: dict[str, Json] = {}
        for realm_id, stats in world.stats.realms.items():
            peaks: dict[str, Json] = dict(world.throttle.peaks(realm_id))
            realms[realm_id] = {**stats.as_json(), "peaks": peaks}
        return json_answer({"requests": world.log.total, "realms": realms}, 200)

    @router.get("/metering")
    async def read_metering() -> dict[str, int | None]:
        """Count the metered reads of this month over all companies of production."""
        cap = world.settings.current.limits.monthly_reads
        return {"reads_this_month": world.metering.this_month(), "monthly_reads": cap}


def _add_webhook_routes(router: APIRouter, world: World) -> None:
    @router.post("/webhooks")
    async def set_target(order: WebhookOrder) -> dict[str, object]:
        world.webhooks.target = WebhookTarget(order.url, order.verifier_token, order.enabled)
        await world.sender.follow(enabled=order.enabled)
        return {"url": order.url, "enabled": order.enabled}

    @router.get("/webhooks/deliveries")
    async def list_deliveries() -> dict[str, object]:
        shown = [_delivery_shown(delivery) for delivery in world.webhooks.deliveries]
        return {"waiting_events": world.webhooks.waiting_events(), "deliveries": shown}

    @router.post("/webhooks/flush")
    async def flush() -> dict[str, int]:
        """Send what is due now, whether or not the background task runs."""
        return {"delivered": await world.webhooks.deliver_due()}


def _delivery_shown(delivery: Delivery) -> dict[str, object]:
    return {
        "id": delivery.id,
        "delivered": delivery.delivered,
        "due": None if delivery.delivered else delivery.due,
        "attempts": [asdict(attempt) for attempt in delivery.attempts],
        "events": delivery.body,
    }
