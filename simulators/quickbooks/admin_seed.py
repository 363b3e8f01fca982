"""`POST /_admin/seed`: a whole made-up contractor as one company."""

from datetime import date
from typing import cast

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from simulators.quickbooks.seed_bills import seed_bills
from simulators.quickbooks.seed_master_data import SeededIds, seed_master_data
from simulators.quickbooks.state import World
from simulators.quickbooks.values import dumps
from simulators.seeds.generate import contractor
from simulators.seeds.model import Contractor, Size


class SeedOrder(BaseModel):
    """Which contractor becomes which company; `last_day` is by default the generator's."""

    model_config = ConfigDict(extra="forbid")

    size: Size = Size.SMALL
    seed: int = 1
    realm: str = Field(default="9341453000000001", pattern=r"^\d+$")
    company_name: str = "Bluestem Builders"
    last_day: date | None = None
    bills: bool = False


def seed_router(world: World) -> APIRouter:
    """Build the route; nothing that it makes is counted or told by webhooks."""
    router = APIRouter(prefix="/_admin", tags=["admin"])

    @router.post("/seed", status_code=201)
    def seed(order: SeedOrder) -> Response:
        """Fill a new company; a company that is already there stays as it is (409)."""
        if order.realm in world.realms:
            raise HTTPException(409, f"company {order.realm} is already open")
        # Its fields are frozen, which the protocol does not say.
        made = cast("Contractor", contractor(order.size, order.seed, order.last_day))
        ids = fill_company(world, order, made)
        return Response(dumps({"realm_id": order.realm, **ids.as_json()}), 201, media_type="application/json")

    return router


def fill_company(world: World, order: SeedOrder, made: Contractor) -> SeededIds:
    """Translate a contractor into a company."""
    realm, quiet = world.add_realm(order.realm, order.company_name), world.quiet()
    ids = seed_master_data(realm, quiet, made)
    if order.bills:
        seed_bills(realm, quiet, made, ids)
    return ids
