"""One app per route: the routes are one Lambda each, and they all answer alike."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from aws_lambda_powertools.utilities.typing import LambdaContext

from fieldledger.domain.clock import Clock, SystemClock
from fieldledger.http.body_limits import judged, parsed
from fieldledger.http.endpoints import Found, Needs, Source, needs_of
from fieldledger.http.guards import require
from fieldledger.http.refusals import RequestRefused, required
from fieldledger.http.request import Request, Surroundings
from fieldledger.http.response import Response
from fieldledger.http.responses import refuse
from fieldledger.http.routes.catalogue import allowed_methods
from fieldledger.http.routes.route import Route
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.members import Members
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime import lambda_entry
from fieldledger.runtime.event_loop import run
from fieldledger.runtime.gateway import HttpAnswer, HttpEvent
from fieldledger.settings import Settings

type Endpoint = Callable[..., Awaitable[Response]]

_NOTHING_HERE: Final[Result[object]] = Result.fail("there is nothing at this address", ErrorCode.NOT_FOUND)
_WRONG_METHOD: Final[Result[object]] = Result.fail(
    "this address does not take this method", ErrorCode.METHOD_NOT_ALLOWED
)


@dataclass(frozen=True, slots=True)
class Served:
    """A route with its endpoint; ``answers`` (what a success carries) and ``files`` are for the API's description."""

    route: Route
    endpoint: Endpoint
    answers: object
    files: tuple[str, ...]
    needs: Needs
    guard: Needs | None
    address: re.Pattern[str]


@dataclass(slots=True)
class App:
    """What a function serves, and what its requests share."""

    surroundings: Surroundings
    served: list[Served] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        """The response: every error in the envelope, but for what nobody expected, which is raised."""
        try:
            return await self._answer(request)
        except RequestRefused as refusal:
            logger.info(LogEvent.REQUEST_REFUSED, extra=_told(refusal.failed))
            return refuse(request, refusal.failed)

    async def _answer(self, request: Request) -> Response:
        body = judged(request)
        if body.failed:
            return refuse(request, body)
        here = [(served, found) for served in self.served if (found := served.address.fullmatch(request.path))]
        if not here:
            return refuse(request, _NOTHING_HERE)
        taken = [each for each in here if each[0].route.method == request.method]
        if not taken:
            return refuse(request, _WRONG_METHOD, headers={"Allow": ", ".join(allowed_methods(request.path))})
        served, found = taken[0]
        return await _served(served, request, found.groupdict(), body.unwrap())


async def _served(served: Served, request: Request, path: dict[str, str], body: bytes) -> Response:
    sources: dict[Source, dict[str, object]] = {
        "path": dict(path),
        "query": dict(request.query),
        "header": dict(request.headers),
        "body": {"": required(parsed(body))} if served.needs.takes_body and body else {},
    }
    found = Found(request, sources, [], {})
    if served.guard is not None:
        await found.result(served.guard)
    arguments = await found.arguments(served.needs)
    if arguments is None:
        details = {"fields": found.faults}
        raise RequestRefused(Result.fail("the request is not valid", ErrorCode.VALIDATION_FAILED, details))
    return await served.endpoint(**arguments)


def _told(failed: Result[object]) -> dict[str, object]:
    """What the log says of a refusal: the names of fields, never what was sent."""
    fields = failed.details.get("fields")
    named = {"fields": [fault["field"] for fault in fields]} if isinstance(fields, list) else {}
    return {"code": failed.error_code, **named}


def create_app(settings: Settings, clock: Clock | None = None, members: Members | None = None) -> App:
    """An app without routes. ``members``: for routes that take ``Visible``."""
    return App(Surroundings(settings, clock or SystemClock(), members))


def serve(app: App, route: Route, answers: object, *, files: tuple[str, ...] = ()) -> Callable[[Endpoint], Endpoint]:
    """Decorator that puts an endpoint behind ``route`` and its scope guard.

    ``answers`` is the type of the data that a success carries, for the API's description; the endpoint builds its
    response with ``respond``. ``files``: media types of what it may answer instead (``respond_file``).
    """
    guard = None if route.scope is None else needs_of(require(route), route.path)

    def register(endpoint: Endpoint) -> Endpoint:
        needs = needs_of(endpoint, route.path)
        app.served.append(Served(route, endpoint, answers, files, needs, guard, route.address))
        return endpoint

    return register


def handler_of(app: App) -> lambda_entry.Handler[HttpEvent, HttpAnswer]:
    """The Lambda handler of an app."""

    @lambda_entry.api
    def lambda_handler(event: HttpEvent, context: LambdaContext) -> HttpAnswer:
        return run(app.answer(Request(event, context, app.surroundings))).to_gateway()

    return lambda_handler
