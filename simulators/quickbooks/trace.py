"""Gives every answer the vendor's support headers: intuit_tid and QBO-Version (section 1.1)."""

import random

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class TraceMiddleware:
    """Adds a fresh intuit_tid to each response, errors of the gateway included."""

    def __init__(self, app: ASGIApp, *, rng: random.Random) -> None:
        self._app = app
        self._rng = rng

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def marked_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["intuit_tid"] = f"1-{self._rng.getrandbits(32):08x}-{self._rng.getrandbits(96):024x}"
                headers["QBO-Version"] = "1975.165"
            await send(message)

        await self._app(scope, receive, marked_send)
