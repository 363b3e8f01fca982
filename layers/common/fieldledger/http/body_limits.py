"""ASGI middleware in front of the routes: how large a body may be, and that it is JSON."""

from email.message import Message as Headers
from typing import Final

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fieldledger.http.responses import refuse
from fieldledger.result import ErrorCode, Result

MAX_BODY_BYTES: Final = 256 * 1024


class BodyLimits:
    """413 for more than 256 KiB, declared or sent; 415 for a body that does not call itself JSON."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body within its limit, then let the routes read it again."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        body = None if _declared_bytes(request) > MAX_BODY_BYTES else await _read(receive)
        failed = _judge(request, body)
        if failed is not None:
            await refuse(request, failed)(scope, receive, send)
            return
        await self._app(scope, _replay(body or b"", receive), send)


def _declared_bytes(request: Request) -> int:
    declared = request.headers.get("content-length", "0")
    return int(declared) if declared.isdecimal() else 0


async def _read(receive: Receive) -> bytes | None:
    """The body, or None when it is too large."""
    body = b""
    more = True
    while more and len(body) <= MAX_BODY_BYTES:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body if len(body) <= MAX_BODY_BYTES else None


def _judge(request: Request, body: bytes | None) -> Result[object] | None:
    if body is None:
        details = {"limit_bytes": MAX_BODY_BYTES}
        return Result.fail("the body is too large", ErrorCode.PAYLOAD_TOO_LARGE, details)
    if body and not _is_json(request.headers.get("content-type", "")):
        return Result.fail("send the body as application/json", ErrorCode.UNSUPPORTED_MEDIA_TYPE)
    return None


def _is_json(content_type: str) -> bool:
    headers = Headers()
    headers["content-type"] = content_type
    subtype = headers.get_content_subtype()
    return headers.get_content_maintype() == "application" and (subtype == "json" or subtype.endswith("+json"))


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body once more, then whatever the server says next."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return messages.pop() if messages else await receive()

    return replay
