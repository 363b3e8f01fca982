"""Headers that every answer of the API carries: the rate limit that is nearer, and the request's id."""

import random

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadersMiddleware:
    """Adds what the gate has left in the request's state; 401 has no limit to tell of."""

    def __init__(self, app: ASGIApp, *, rng: random.Random) -> None:
        self._app = app
        self._rng = rng

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/rest"):
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(state.get("rate_headers", {}))
                headers["X-Request-Id"] = f"{self._rng.getrandbits(128):032x}"
            await send(message)

        await self._app(scope, receive, send_with_headers)
