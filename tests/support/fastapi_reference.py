"""The same app in FastAPI behind Mangum: what our own reading of requests has to agree with."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, cast

import fastapi
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from mangum import Mangum

from boundaries.openapi.fastapi_routes import add_route
from fieldledger.http.app import App
from fieldledger.http.refusals import RequestRefused
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import refuse
from fieldledger.result import ErrorCode, Result
from tests.support.api import Handler


def reference_of(app: App) -> Handler:
    """A handler that serves the routes of ``app`` through FastAPI."""
    made = FastAPI(openapi_url=None, redirect_slashes=False)
    for served in app.served:
        add_route(made, served, _adapted(app))

    @made.exception_handler(RequestRefused)
    async def refused(request: fastapi.Request, refusal: RequestRefused) -> fastapi.Response:
        return _sent(refuse(_ours(request, app), refusal.failed))

    @made.exception_handler(RequestValidationError)
    async def invalid(request: fastapi.Request, wrong: RequestValidationError) -> fastapi.Response:
        fields = [{"field": ".".join(map(str, each["loc"])), "problem": each["msg"]} for each in wrong.errors()]
        failed = Result.fail("the request is not valid", ErrorCode.VALIDATION_FAILED, {"fields": fields})
        return _sent(refuse(_ours(request, app), failed))

    def answer(event: Any, context: Any) -> Any:
        with asyncio.Runner() as runner:  # Mangum runs what it finds as the thread's loop
            asyncio.set_event_loop(runner.get_loop())
            return Mangum(made, lifespan="off")(event, context)

    return cast("Handler", answer)


def _adapted(app: App) -> Callable[[Callable[..., object]], Callable[..., object]]:
    known: dict[Callable[..., object], Callable[..., object]] = {}

    def adapt(call: Callable[..., object]) -> Callable[..., object]:
        if call not in known:
            known[call] = _adapter(call, app)
        return known[call]

    return adapt


def _adapter(call: Callable[..., object], app: App) -> Callable[..., object]:
    @wraps(call)
    async def adapted(**given: object) -> object:
        ours = {name: _ours(each, app) if isinstance(each, fastapi.Request) else each for name, each in given.items()}
        found = call(**ours)
        result = await cast("Awaitable[object]", found) if inspect.isawaitable(found) else found
        return _sent(result) if isinstance(result, Response) else result

    return adapted


def _ours(request: fastapi.Request, app: App) -> Request:
    return Request(request.scope["aws.event"], request.scope["aws.context"], app.surroundings)


def _sent(response: Response) -> fastapi.Response:
    return fastapi.Response(response.content, response.status, dict(response.headers))
