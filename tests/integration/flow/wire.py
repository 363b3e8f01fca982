"""The network between the product and the simulators, on which calls can be watched, lost and interrupted."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import httpx

type Action = Callable[[httpx.Request], Awaitable[None]]


@dataclass
class _Incident:
    place: str
    pattern: str
    action: Action
    skip: int


class Wire(httpx.AsyncBaseTransport):
    """Routes by host. Each incident happens once: before a matching request arrives, or before its answer does."""

    def __init__(self, hosts: Mapping[str, httpx.AsyncBaseTransport]) -> None:
        self.hosts = hosts
        self._incidents: list[_Incident] = []
        self.sent: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Deliver the request, with what waits for it."""
        line = f"{request.method} {request.url.host}{request.url.path}"
        await self._happen("request", line, request)
        self.sent.append(line)
        response = await self.hosts[request.url.host].handle_async_request(request)
        await self._happen("answer", line, request)
        return response

    def on_request(self, pattern: str, action: Action, *, skip: int = 0) -> None:
        """Run ``action`` before the next request that matches arrives, after ``skip`` of them were let through."""
        self._incidents.append(_Incident("request", pattern, action, skip))

    def on_answer(self, pattern: str, action: Action, *, skip: int = 0) -> None:
        """Run ``action`` when the next request that matches was served, before anybody learns of it."""
        self._incidents.append(_Incident("answer", pattern, action, skip))

    def count(self, pattern: str) -> int:
        """How many requests that arrived match."""
        return sum(1 for line in self.sent if re.search(pattern, line))

    def forget(self) -> None:
        """Nothing more will happen on the wire."""
        self._incidents.clear()

    async def _happen(self, place: str, line: str, request: httpx.Request) -> None:
        for incident in list(self._incidents):
            if incident.place != place or not re.search(incident.pattern, line):
                continue
            if incident.skip:
                incident.skip -= 1
                return
            self._incidents.remove(incident)
            await incident.action(request)
            return


def raising(error: BaseException) -> Action:
    """An action that loses the call."""

    async def act(_request: httpx.Request) -> None:
        raise error

    return act
