"""The wire between everybody and the simulator: it takes time and loses things, the same for all."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

import httpx

from tests.fakes.clock import FakeClock

CALL_SECONDS: Final = 0.3
ITEM_SECONDS: Final = 0.015
RESET_SECONDS: Final = 2.0
_ITEM: Final = re.compile(rb'"bId"')


@dataclass
class WireTally:
    """What came back from the vendor."""

    calls: int = 0
    refused: int = 0
    faults: int = 0
    reads: int = 0


class LossyWire(httpx.AsyncBaseTransport):
    """Each call takes its time on the clock; a share of the writes fails in one of four ways, in turn.

    The ways: 500 and 503 without any work done, the connection closed before the request was read, and the answer lost
    after the work was done.
    """

    def __init__(self, vendor: httpx.AsyncBaseTransport, clock: FakeClock, share: float, random: Random) -> None:
        self._vendor = vendor
        self._clock = clock
        self._share = share
        self._random = random
        self._ways: tuple[Callable[[httpx.Request], httpx.Response | None], ...] = (
            lambda request: httpx.Response(500, request=request),
            lambda request: httpx.Response(503, request=request),
            _closed,
            lambda _request: None,
        )
        self.tally = WireTally()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Deliver, or not."""
        if "/v3/company/" not in request.url.path:
            return await self._vendor.handle_async_request(request)
        self.tally.calls += 1
        body = await request.aread()
        self._clock.advance(CALL_SECONDS + ITEM_SECONDS * len(_ITEM.findall(body)))
        is_write = request.method == "POST" and not request.url.path.endswith("/query")
        self.tally.reads += not is_write
        if is_write and self._random.random() < self._share:
            return await self._harmed(request)
        return await self._delivered(request)

    async def _harmed(self, request: httpx.Request) -> httpx.Response:
        self.tally.faults += 1
        answer = self._ways[self.tally.faults % len(self._ways)](request)
        if answer is not None:
            return answer
        await self._delivered(request)
        self._clock.advance(RESET_SECONDS)
        raise httpx.ReadError("connection reset", request=request)

    async def _delivered(self, request: httpx.Request) -> httpx.Response:
        answer = await self._vendor.handle_async_request(request)
        self.tally.refused += answer.status_code == httpx.codes.TOO_MANY_REQUESTS
        return answer


def _closed(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)
