"""A log of the calls that reached a simulator, as an ASGI middleware around everything else."""

from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simulators.kit.clock import SimClock

ADMIN_PREFIX = "/_admin"
_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """One finished call; `n` counts from 1, `status` is 0 where no answer was begun."""

    n: int
    at: datetime
    method: str
    path: str
    query: str
    status: int


class RequestLog:
    """Keeps the last 20,000 calls and counts all of them."""

    def __init__(self) -> None:
        self._calls: deque[RecordedCall] = deque(maxlen=_KEPT)
        self._statuses: Counter[int] = Counter()
        self._total = 0

    @property
    def total(self) -> int:
        return self._total

    def add(self, *, at: datetime, method: str, path: str, query: str, status: int) -> None:
        self._total += 1
        self._statuses[status] += 1
        self._calls.append(RecordedCall(self._total, at, method, path, query, status))

    def calls(self, *, method: str | None = None, path: str | None = None) -> list[RecordedCall]:
        """Return the kept calls, oldest first; `path` matches as a prefix."""
        return [
            call
            for call in self._calls
            if (method is None or call.method == method.upper()) and (path is None or call.path.startswith(path))
        ]

    def by_status(self) -> dict[str, int]:
        """Count every call so far by its status."""
        return {str(status): count for status, count in sorted(self._statuses.items())}

    def clear(self) -> None:
        self._calls.clear()
        self._statuses.clear()
        self._total = 0


class RecorderMiddleware:
    """Writes each finished HTTP call into a log, admin calls excepted."""

    def __init__(self, app: ASGIApp, *, log: RequestLog, clock: SimClock) -> None:
        self._app = app
        self._log = log
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(ADMIN_PREFIX):
            await self._app(scope, receive, send)
            return
        await self._recorded(scope, receive, send)

    async def _recorded(self, scope: Scope, receive: Receive, send: Send) -> None:
        arrived = self._clock.now()
        status = 0

        async def noting_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting_send)
        finally:
            query = scope.get("query_string", b"").decode("latin-1")
            self._log.add(at=arrived, method=scope["method"], path=scope["path"], query=query, status=status)
