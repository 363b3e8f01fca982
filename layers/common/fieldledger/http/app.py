"""One FastAPI app per route: the routes are one Lambda each, and they all answer alike."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final, cast

from aws_lambda_powertools.utilities.typing import LambdaContext
from fastapi import Depends, FastAPI, Response
from mangum import Mangum
from mangum.types import LambdaContext as MangumContext
from pydantic import BaseModel

from fieldledger.domain.clock import Clock, SystemClock
from fieldledger.http.body_limits import BodyLimits
from fieldledger.http.errors import add_error_handlers
from fieldledger.http.guards import require
from fieldledger.http.routes.route import Route
from fieldledger.repositories.members import Members
from fieldledger.runtime import lambda_entry
from fieldledger.runtime.event_loop import container_loop
from fieldledger.runtime.gateway import HttpAnswer, HttpEvent
from fieldledger.settings import Settings

_FILE: Final = {"type": "string", "format": "binary"}
type Endpoint = Callable[..., Awaitable[Response]]

# Mangum repeats, and not as JSON, what our own boundary has logged already.
logging.getLogger("mangum").setLevel(logging.CRITICAL + 1)


def create_app(settings: Settings, clock: Clock | None = None, members: Members | None = None) -> FastAPI:
    """An app without routes that answers every error in the envelope and serves no documentation.

    ``members``: for routes that take ``Visible``.
    """
    app = FastAPI(title="Fieldledger", version="1", redirect_slashes=False, openapi_url=None)
    app.state.settings = settings
    app.state.clock = clock or SystemClock()
    app.state.members = members
    app.add_middleware(BodyLimits)
    add_error_handlers(app)
    return app


def serve(
    app: FastAPI, route: Route, answers: type[BaseModel], *, files: tuple[str, ...] = ()
) -> Callable[[Endpoint], Endpoint]:
    """Decorator that puts an endpoint behind ``route`` and its scope guard.

    ``answers`` is the envelope's type, for the API description; the endpoint builds its response with ``respond``.
    ``files``: media types of what it may answer instead (``respond_file``).
    """
    guards = [] if route.scope is None else [Depends(require(route))]

    def register(endpoint: Endpoint) -> Endpoint:
        app.add_api_route(
            route.path,
            endpoint,
            methods=[route.method],
            operation_id=route.operation_id,
            response_model=answers,
            responses={200: {"content": {kind: {"schema": _FILE} for kind in files}}} if files else None,
            dependencies=guards,
        )
        return endpoint

    return register


def handler_of(app: FastAPI) -> lambda_entry.Handler[HttpEvent, HttpAnswer]:
    """The Lambda handler of an app. The container's loop is made here, so that Mangum finds it and makes none."""
    container_loop.adopt()
    adapter = Mangum(app, lifespan="off")

    @lambda_entry.api
    def lambda_handler(event: HttpEvent, context: LambdaContext) -> HttpAnswer:
        container_loop.adopt()
        # Mangum types Lambda's context by a protocol of its own, and events as plain dictionaries.
        answer = adapter(cast("dict[str, object]", event), cast("MangumContext", context))
        return cast("HttpAnswer", answer)

    return lambda_handler
