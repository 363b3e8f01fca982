"""The wire between everybody and the simulator: it takes time, fails and loses things, the same for all."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from random import Random
from typing import Final

import httpx

from fieldledger.domain.clock import Clock

CALL_SECONDS: Final = 0.3
ITEM_SECONDS: Final = 0.015
LOST_SECONDS: Final = 2.0
PENALTY_SECONDS: Final = 60
_ITEM: Final = re.compile(rb'"bId"')
_MARKER: Final = re.compile(rb"\[(?:fl|entry):[^\]]+\]")
_THROTTLED: Final = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<IntuitResponse time="2026-03-02T05:00:00.000-08:00" xmlns="http://schema.intuit.com/finance/v3"><Fault type="SERVICE">
<Error code="3001"><Message>message=ThrottleExceeded; errorCode=003001; statusCode=429</Message>
<Detail>The request limit was reached.  Try again later</Detail></Error></Fault></IntuitResponse>"""


class Way(StrEnum):
    """How a call fails."""

    ERROR_500 = "500"
    UNAVAILABLE_503 = "503"
    REFUSED = "connection refused"
    RESET = "connection reset, done or not"
    LOST = "answer lost after the work"
    THROTTLED_429 = "429 with Retry-After"


WAYS: Final = tuple(Way)


@dataclass(frozen=True, slots=True)
class Harm:
    """A fault of a write: which of the writes it met (from 1), how, whether the work was done, and its requestid."""

    call: int
    way: Way
    done: bool
    request_id: str


@dataclass
class WireTally:
    """What went over the wire. ``last_first`` is when the last entry was sent for the first time."""

    calls: int = 0
    writes: int = 0
    reads: int = 0
    refused: int = 0
    faults: Counter[Way] = field(default_factory=Counter)
    harms: list[Harm] = field(default_factory=list)
    seen: set[bytes] = field(default_factory=set)
    last_first: datetime | None = None


class LossyWire(httpx.AsyncBaseTransport):
    """Each call takes its time on the clock; a share of the calls fails, in six ways in turn.

    After a 429, its own or one of the simulator, the vendor answers nothing else for a minute: an assumption, since
    Intuit only says to wait so long (quickbooks.md 2.2).
    """

    def __init__(self, vendor: httpx.AsyncBaseTransport, clock: Clock, share: float, random: Random) -> None:
        self._vendor = vendor
        self._clock = clock
        self._share = share
        self._random = random
        self._closed_until: dict[str, datetime] = {}
        self.tally = WireTally()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Deliver, or not."""
        if "/v3/company/" not in request.url.path:
            return await self._vendor.handle_async_request(request)
        self.tally.calls += 1
        body = await request.aread()
        is_write = request.method == "POST" and not request.url.path.endswith("/query")
        self.tally.writes += is_write
        self.tally.reads += not is_write
        await self._clock.sleep(CALL_SECONDS + ITEM_SECONDS * len(_ITEM.findall(body)))
        if self._clock.now() < self._closed_until.get(_realm(request), self._clock.now()):
            return self._throttled(request)
        if self._random.random() >= self._share:
            return await self._delivered(request, body)
        return await self._harmed(request, body, is_write)

    async def _harmed(self, request: httpx.Request, body: bytes, is_write: bool) -> httpx.Response:  # noqa: FBT001
        way = WAYS[self.tally.faults.total() % len(WAYS)]
        self.tally.faults[way] += 1
        done = way is Way.LOST or (way is Way.RESET and self._random.random() < 0.5)  # noqa: PLR2004 - as often as not
        if is_write:
            self.tally.harms.append(Harm(self.tally.writes, way, done, request.url.params.get("requestid", "")))
        match way:
            case Way.ERROR_500 | Way.UNAVAILABLE_503:
                self._note(body)
                return httpx.Response(int(way), request=request)
            case Way.REFUSED:
                raise httpx.ConnectError("refused", request=request)
            case Way.THROTTLED_429:
                return self._throttled(request)
        if done:
            await self._delivered(request, body)
        self._note(body)
        await self._clock.sleep(LOST_SECONDS)
        raise httpx.ReadError("connection reset", request=request)

    async def _delivered(self, request: httpx.Request, body: bytes) -> httpx.Response:
        answer = await self._vendor.handle_async_request(request)
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            return self._throttled(request)
        self._note(body)
        return answer

    def _throttled(self, request: httpx.Request) -> httpx.Response:
        self.tally.refused += 1
        now, realm = self._clock.now(), _realm(request)
        if now >= self._closed_until.get(realm, now):
            self._closed_until[realm] = now + timedelta(seconds=PENALTY_SECONDS)
        wait = max(1, ceil((self._closed_until[realm] - now).total_seconds()))
        headers = {"Content-Type": "application/xml", "Retry-After": str(wait)}
        return httpx.Response(429, headers=headers, content=_THROTTLED, request=request)

    def _note(self, body: bytes) -> None:
        fresh = set(_MARKER.findall(body)) - self.tally.seen
        if fresh:
            self.tally.seen |= fresh
            self.tally.last_first = self._clock.now()


def _realm(request: httpx.Request) -> str:
    return request.url.path.split("/")[3]
