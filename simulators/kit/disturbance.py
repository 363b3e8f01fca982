"""Turns queued faults into broken calls, as an ASGI middleware; each vendor adds its own gateway's answers.

Kinds understood everywhere:
  slow               wait `delay_seconds`, then work as usual
  status             do nothing, answer `status` with `body` and `headers`
  drop_before        do nothing, answer 503
  commit_then_drop   do the work, throw its answer away, wait `delay_seconds`, answer 504 (or `status`)
  commit_then_close  do the work, then close the connection in the middle of an answer
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simulators.kit.faults import Fault, FaultQueue
from simulators.kit.recorder import ADMIN_PREFIX

Answer = Callable[[Fault], Response]
Sleep = Callable[[float], Awaitable[None]]

_UNAVAILABLE = "<html><body><h1>503 Service Unavailable</h1></body></html>"
_TIMED_OUT = "<html><body><h1>504 Gateway Time-out</h1></body></html>"


def status_answer(fault: Fault) -> Response:
    """Answer exactly what the order says; the body is sent as JSON unless its headers name another type."""
    headers = {"content-type": "application/json", **{k.lower(): v for k, v in fault.headers.items()}}
    return Response(fault.body or "", status_code=fault.status or 500, headers=headers)


def _unavailable(fault: Fault) -> Response:
    return Response(fault.body or _UNAVAILABLE, status_code=fault.status or 503, media_type="text/html")


def _timed_out(fault: Fault) -> Response:
    return Response(fault.body or _TIMED_OUT, status_code=fault.status or 504, media_type="text/html")


async def _discard(_message: Message) -> None:
    """Swallow an answer that the client must not see."""


class DisturbanceMiddleware:
    """Serves each call the fault that waits for it; admin calls are never disturbed."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        faults: FaultQueue,
        answers: Mapping[str, Answer] | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._app = app
        self._faults = faults
        self._answers: dict[str, Answer] = {
            "status": status_answer,
            "drop_before": _unavailable,
            **(answers or {}),
        }
        self._kinds = {*self._answers, "slow", "commit_then_drop", "commit_then_close"}
        faults.kinds |= self._kinds
        self._sleep = sleep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(ADMIN_PREFIX):
            await self._app(scope, receive, send)
            return
        fault = self._faults.take(scope["method"], scope["path"], kinds=self._kinds)
        if fault is None:
            await self._app(scope, receive, send)
        elif fault.kind.startswith("commit_then_"):
            await self._commit_and_lose(fault, scope, receive, send)
        else:
            await self._disturb(fault, scope, receive, send)

    async def _disturb(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.delay_seconds is not None:
            await self._sleep(fault.delay_seconds)
        answer = self._answers.get(fault.kind)
        app = self._app if answer is None else answer(fault)
        await app(scope, receive, send)

    async def _commit_and_lose(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, _discard)
        if fault.delay_seconds is not None:
            await self._sleep(fault.delay_seconds)
        if fault.kind == "commit_then_close":
            await _break_off(send)
        else:
            await _timed_out(fault)(scope, receive, send)


async def _break_off(send: Send) -> None:
    """Promise more bytes than are sent: the server then closes the connection."""
    headers = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{", "more_body": True})
