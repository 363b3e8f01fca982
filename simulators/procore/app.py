"""The simulated Procore as one application: login host, API host and the admin routes."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException

from simulators.kit.admin import admin_router
from simulators.kit.clock import SimClock
from simulators.kit.disturbance import DisturbanceMiddleware, Sleep
from simulators.kit.recorder import RecorderMiddleware
from simulators.procore.admin_companies import companies_router
from simulators.procore.admin_records import records_router as admin_records_router
from simulators.procore.admin_seed import MakeContractor, generated, seed_router
from simulators.procore.admin_settings import settings_router
from simulators.procore.background import BackgroundSender
from simulators.procore.billing_routes import billing_router
from simulators.procore.budget_routes import budget_router
from simulators.procore.deliveries import ClientFactory
from simulators.procore.directory_routes import directory_router
from simulators.procore.errors import ApiError, InvalidRecordError, unprocessable
from simulators.procore.fault_answers import fault_answers
from simulators.procore.field_routes import field_router
from simulators.procore.gate import Gate, OpenGate
from simulators.procore.grants import OAuthError
from simulators.procore.headers import HeadersMiddleware
from simulators.procore.hook_routes import hooks_router
from simulators.procore.hook_routes_v2 import hooks_v2_router
from simulators.procore.oauth_routes import oauth_router
from simulators.procore.record_routes import records_router
from simulators.procore.settings import ProcoreSettings
from simulators.procore.state import World
from simulators.procore.wbs_routes import wbs_router


def _direct_client() -> httpx.AsyncClient:
    """Make a client that ignores proxies: webhooks stay on the machine."""
    return httpx.AsyncClient(trust_env=False)


def create_app(
    clock: SimClock | None = None,
    *,
    settings: ProcoreSettings | None = None,
    rng: random.Random | None = None,
    new_secret: Callable[[], str] = secrets.token_urlsafe,
    clients: ClientFactory = _direct_client,
    sleep: Sleep = asyncio.sleep,
    make_contractor: MakeContractor = generated,
) -> FastAPI:
    """Build a Procore with no customers and one registered app (``accounts.DEFAULT_APP``).

    ``new_secret`` makes codes and tokens, ``clients`` the HTTP client that sends webhooks; ``sleep`` serves the delays
    of faults and of direct-cost syncs; ``make_contractor`` makes the seeds.
    """
    rng = rng or random.Random()
    world = World(clock or SimClock(), rng, new_secret, clients, sleep, settings or ProcoreSettings())
    sender = BackgroundSender(world.deliver_due)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        sender.start()
        yield
        await sender.stop()

    app = FastAPI(title="Procore simulator", openapi_url=None, lifespan=lifespan)
    app.include_router(admin_router(world.clock, world.faults, reset=world.reset, log=world.log))
    _add_own_admin(app, world, make_contractor)
    app.include_router(oauth_router(world))
    _add_api(app, world)
    _add_error_handlers(app, world)
    app.add_middleware(HeadersMiddleware, rng=random.Random(rng.getrandbits(64)))
    app.add_middleware(DisturbanceMiddleware, faults=world.faults, answers=fault_answers(world), sleep=sleep)
    app.add_middleware(RecorderMiddleware, log=world.log, clock=world.clock)
    return app


def _add_own_admin(app: FastAPI, world: World, make_contractor: MakeContractor) -> None:
    for router in (settings_router(world), companies_router(world), admin_records_router(world)):
        app.include_router(router, prefix="/_admin", tags=["admin"])
    app.include_router(seed_router(world, make_contractor), prefix="/_admin", tags=["admin"])


def _add_api(app: FastAPI, world: World) -> None:
    """What has a form of its own comes before the tables, whose paths are more general."""
    gate = Gate(world)
    app.include_router(directory_router(gate, OpenGate(world)))
    for make in (
        budget_router,
        wbs_router,
        field_router,
        billing_router,
        hooks_router,
        hooks_v2_router,
        records_router,
    ):
        app.include_router(make(gate))


def _add_error_handlers(app: FastAPI, world: World) -> None:
    async def api_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, ApiError)
        return error.response(request.url.path, world.settings.error_shape)

    async def invalid_record(request: Request, error: Exception) -> Response:
        assert isinstance(error, InvalidRecordError)
        return unprocessable(error).response(request.url.path, world.settings.error_shape)

    async def oauth_error(_request: Request, error: Exception) -> Response:
        assert isinstance(error, OAuthError)
        return error.response()

    async def framework_error(request: Request, error: Exception) -> Response:
        """Unknown paths and refused verbs, in the vendor's form."""
        assert isinstance(error, StarletteHTTPException)
        if not request.url.path.startswith("/rest"):
            return JSONResponse({"detail": error.detail}, error.status_code, headers=error.headers)
        refusal = ApiError(error.status_code, HTTPStatus(error.status_code).phrase, headers=dict(error.headers or {}))
        return refusal.response(request.url.path, world.settings.error_shape)

    app.add_exception_handler(ApiError, api_error)
    app.add_exception_handler(InvalidRecordError, invalid_record)
    app.add_exception_handler(OAuthError, oauth_error)
    app.add_exception_handler(StarletteHTTPException, framework_error)
