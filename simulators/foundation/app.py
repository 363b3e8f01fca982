"""The simulated FOUNDATION as one application: tokens, the API and the admin routes."""

import secrets
from collections.abc import Callable

from fastapi import APIRouter, FastAPI
from fastapi.responses import Response
from starlette.exceptions import HTTPException as StarletteHTTPException

from simulators.foundation import errors
from simulators.foundation.admin_companies import companies_router
from simulators.foundation.admin_moves import moves_router
from simulators.foundation.admin_records import records_router
from simulators.foundation.admin_seed import MakeContractor, generated, seed_router
from simulators.foundation.admin_settings import settings_router
from simulators.foundation.api_routes import api_router
from simulators.foundation.oauth_routes import oauth_router
from simulators.foundation.resources import Product
from simulators.foundation.settings import FoundationSettings
from simulators.foundation.state import FoundationState
from simulators.kit.admin import admin_router
from simulators.kit.clock import SimClock
from simulators.kit.disturbance import Answer, DisturbanceMiddleware
from simulators.kit.faults import Fault, FaultQueue
from simulators.kit.recorder import RecorderMiddleware, RequestLog


def create_app(
    clock: SimClock | None = None,
    *,
    settings: FoundationSettings | None = None,
    new_secret: Callable[[], str] = secrets.token_urlsafe,
    make_contractor: MakeContractor = generated,
) -> FastAPI:
    """Build a FOUNDATION without companies; ``new_secret`` makes every token, ``make_contractor`` the seeds."""
    clock = clock or SimClock()
    state = FoundationState(clock.now, new_secret, settings or FoundationSettings())
    faults, log = FaultQueue(), RequestLog()
    app = FastAPI(title="Simulated FOUNDATION", openapi_url="/_admin/openapi.json", docs_url="/_admin/docs")
    app.include_router(oauth_router(state))
    app.include_router(admin_router(clock, faults, reset=state.reset, log=log))
    app.include_router(_own_admin_router(state, make_contractor))
    app.include_router(api_router(state))
    app.add_exception_handler(errors.ApiError, errors.answer_api_error)
    app.add_exception_handler(StarletteHTTPException, errors.answer_framework_error)
    app.add_middleware(DisturbanceMiddleware, faults=faults, answers=_fault_answers())
    app.add_middleware(RecorderMiddleware, log=log, clock=clock)
    return app


def _own_admin_router(state: FoundationState, make_contractor: MakeContractor) -> APIRouter:
    """The order matters: what is named exactly comes before what is named by a variable."""
    router = APIRouter(prefix="/_admin", tags=["admin"])
    for part in (settings_router, companies_router, moves_router, records_router):
        router.include_router(part(state))
    router.include_router(seed_router(state, make_contractor))
    return router


def _fault_answers() -> dict[str, Answer]:
    """The vendor's own refusals, as faults of these names; ``code`` says which of two."""
    return {
        "unauthorized": _unauthorized,
        "throttle": _throttled,
        "forbidden": _forbidden,
        "wrong_json": _wrong_json,
    }


def _unauthorized(fault: Fault) -> Response:
    """``code`` "key" refuses the subscription key, otherwise the token is refused."""
    return (errors.invalid_key() if fault.code == "key" else errors.invalid_token()).response()


def _throttled(_fault: Fault) -> Response:
    return errors.too_fast(30).response()


def _forbidden(fault: Fault) -> Response:
    """``code`` "quota" says that the quota is used up, otherwise the product is missing."""
    refused = errors.quota_used() if fault.code == "quota" else errors.not_in_product(Product.PAYROLL)
    return refused.response()


def _wrong_json(fault: Fault) -> Response:
    """A success whose body breaks off, as behind an overloaded proxy."""
    return Response(fault.body or '{"items":[{"companyId":"1","jobId":"173', media_type="application/json")
