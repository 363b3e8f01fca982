"""The simulated Raken as one application: OAuth, the API and the admin routes."""

import secrets
from collections.abc import Callable

from fastapi import APIRouter, FastAPI
from fastapi.responses import Response
from starlette.exceptions import HTTPException as StarletteHTTPException

from simulators.kit.admin import admin_router
from simulators.kit.clock import SimClock
from simulators.kit.disturbance import Answer, DisturbanceMiddleware
from simulators.kit.faults import Fault, FaultQueue
from simulators.kit.recorder import RecorderMiddleware, RequestLog
from simulators.raken import errors
from simulators.raken.admin_cards import cards_router
from simulators.raken.admin_companies import companies_router
from simulators.raken.admin_records import records_router
from simulators.raken.admin_seed import MakeContractor, generated, seed_router
from simulators.raken.admin_settings import settings_router
from simulators.raken.api_routes import api_router
from simulators.raken.gate import EXPIRED_TOKEN
from simulators.raken.malformed import KIND as MALFORMED_ITEM
from simulators.raken.oauth_routes import oauth_router
from simulators.raken.settings import RakenSettings
from simulators.raken.state import RakenState


def create_app(
    *,
    clock: SimClock | None = None,
    settings: RakenSettings | None = None,
    new_secret: Callable[[], str] = secrets.token_urlsafe,
    make_contractor: MakeContractor = generated,
) -> FastAPI:
    """Build a Raken with no customers; ``new_secret`` makes every code and token, ``make_contractor`` the seeds."""
    clock = clock or SimClock()
    state = RakenState(clock.now, new_secret, settings or RakenSettings())
    faults, log = FaultQueue(EXPIRED_TOKEN, MALFORMED_ITEM), RequestLog()
    app = FastAPI(title="Simulated Raken", openapi_url="/_admin/openapi.json", docs_url="/_admin/docs")
    app.include_router(oauth_router(state))
    app.include_router(api_router(state, faults))
    app.include_router(admin_router(clock, faults, reset=state.reset, log=log))
    app.include_router(_own_admin_router(state, make_contractor))
    _add_error_handlers(app)
    app.add_middleware(DisturbanceMiddleware, faults=faults, answers=_fault_answers(state))
    app.add_middleware(RecorderMiddleware, log=log, clock=clock)
    return app


def _own_admin_router(state: RakenState, make_contractor: MakeContractor) -> APIRouter:
    """The order matters: what is named exactly comes before what is named by a variable."""
    router = APIRouter(prefix="/_admin", tags=["admin"])
    for part in (settings_router, companies_router, cards_router, records_router):
        router.include_router(part(state))
    router.include_router(seed_router(state, make_contractor))
    return router


def _add_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(errors.ApiError, errors.answer_api_error)
    app.add_exception_handler(errors.OAuthError, errors.answer_oauth_error)
    app.add_exception_handler(StarletteHTTPException, errors.answer_framework_error)


def _fault_answers(state: RakenState) -> dict[str, Answer]:
    """The vendor's own refusals, as faults of these names."""

    def unauthorized(_fault: Fault) -> Response:
        return errors.unauthorized().response()

    def throttle(_fault: Fault) -> Response:
        return errors.too_many_requests(state.settings.retry_after_seconds).response()

    def quota_exhausted(_fault: Fault) -> Response:
        return errors.limit_exceeded(state.settings.retry_after_seconds).response()

    return {
        "unauthorized": unauthorized,
        "throttle": throttle,
        "quota_exhausted": quota_exhausted,
        "wrong_json": _wrong_json,
    }


def _wrong_json(fault: Fault) -> Response:
    """A success whose body breaks off, as behind an overloaded proxy."""
    return Response(fault.body or '{"page":{"offset":0},"collection":[{"uuid":"5b1f', media_type="application/json")
