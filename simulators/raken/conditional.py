"""ETag and If-None-Match (raken.md A3)."""

import hashlib
import json
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response

from simulators.raken.resources import JsonObject


def conditional_json(request: Request, body: JsonObject) -> Response:
    """Answer with the body and its ETag, or with 304 and no body if the caller already has it."""
    content = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if _matches(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag})
    return Response(content, media_type="application/json", headers={"ETag": etag})


def _matches(header: str, etag: str) -> bool:
    given = {part.strip().removeprefix("W/") for part in header.split(",")}
    return etag in given or "*" in given
