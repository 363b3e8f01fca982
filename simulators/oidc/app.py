"""The issuer as one application."""

import secrets
from collections.abc import Callable

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from simulators.kit.admin import admin_router
from simulators.kit.clock import SimClock
from simulators.kit.disturbance import DisturbanceMiddleware
from simulators.kit.faults import FaultQueue
from simulators.kit.recorder import RecorderMiddleware, RequestLog
from simulators.oidc.admin import own_admin_router
from simulators.oidc.authorize import authorize_router
from simulators.oidc.discovery import discovery_router
from simulators.oidc.errors import OidcError, answer_oidc_error
from simulators.oidc.keys import SigningKey
from simulators.oidc.settings import OidcSettings
from simulators.oidc.state import OidcState
from simulators.oidc.token_route import token_router


def create_app(
    *,
    clock: SimClock | None = None,
    settings: OidcSettings | None = None,
    key: SigningKey | None = None,
    new_secret: Callable[[], str] = secrets.token_urlsafe,
) -> FastAPI:
    """Build an issuer without users; its key is made here unless one is given."""
    clock = clock or SimClock()
    state = OidcState(clock.now, new_secret, key or SigningKey.generate(), settings or OidcSettings.from_environment())
    faults, log = FaultQueue(), RequestLog()
    app = FastAPI(title="Local issuer", openapi_url="/_admin/openapi.json", docs_url="/_admin/docs")
    for router in (discovery_router(state), authorize_router(state), token_router(state)):
        app.include_router(router)
    app.include_router(admin_router(clock, faults, reset=state.reset, log=log))
    app.include_router(own_admin_router(state))
    app.add_exception_handler(OidcError, answer_oidc_error)
    app.add_middleware(DisturbanceMiddleware, faults=faults)
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"])
    app.add_middleware(RecorderMiddleware, log=log, clock=clock)
    return app
