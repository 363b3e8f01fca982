"""Builds the QuickBooks simulator."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

from simulators.kit.admin import admin_router
from simulators.kit.clock import SimClock
from simulators.kit.disturbance import DisturbanceMiddleware, Sleep
from simulators.kit.recorder import RecorderMiddleware
from simulators.quickbooks.admin import quickbooks_admin_router
from simulators.quickbooks.admin_seed import seed_router
from simulators.quickbooks.answers import Answers
from simulators.quickbooks.company_api import company_router
from simulators.quickbooks.discovery import discovery_router
from simulators.quickbooks.gateway import SANDBOX_PATH, Gateway
from simulators.quickbooks.oauth_routes import oauth_router
from simulators.quickbooks.state import World
from simulators.quickbooks.trace import TraceMiddleware
from simulators.quickbooks.webhooks import ClientFactory


def _direct_client() -> httpx.AsyncClient:
    """Make a client that ignores proxies: webhooks stay on the machine."""
    return httpx.AsyncClient(trust_env=False)


def create_app(
    clock: SimClock | None = None,
    *,
    rng: random.Random | None = None,
    clients: ClientFactory = _direct_client,
    sleep: Sleep = asyncio.sleep,
) -> FastAPI:
    """Build one empty simulator; companies and apps arrive through /_admin.

    `clients` makes the HTTP client that sends webhooks, `sleep` serves the delays of ordered faults.
    """
    world = World(clock or SimClock(), rng or random.Random(), clients)
    answers = Answers(world)
    companies = company_router(world, Gateway(world, answers))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await world.sender.stop()

    app = FastAPI(title="QuickBooks Online simulator", lifespan=lifespan)
    app.include_router(admin_router(world.clock, world.faults, reset=world.reset, log=world.log))
    app.include_router(quickbooks_admin_router(world))
    app.include_router(seed_router(world))
    app.include_router(oauth_router(world))
    app.include_router(discovery_router(world))
    app.include_router(companies)
    app.include_router(companies, prefix=SANDBOX_PATH)
    app.add_middleware(DisturbanceMiddleware, faults=world.faults, answers=answers.for_orders(), sleep=sleep)
    app.add_middleware(TraceMiddleware, rng=random.Random(world.rng.getrandbits(64)))
    app.add_middleware(RecorderMiddleware, log=world.log, clock=world.clock)
    return app
