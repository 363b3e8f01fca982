"""The token endpoint takes forms, multipart forms and JSON (procore.md 1)."""

from fastapi import Request
from pydantic import JsonValue

from simulators.procore.grants import OAuthError
from simulators.procore.wire import decode


async def token_fields(request: Request) -> dict[str, str]:
    """Read a body's fields as text, with those of the query underneath."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    fields = dict(request.query_params)
    if content_type == "application/json":
        return fields | _from_json(await request.body())
    if content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        async with request.form() as form:
            return fields | {name: value for name, value in form.items() if isinstance(value, str)}
    return fields


def _from_json(raw: bytes) -> dict[str, str]:
    try:
        body: JsonValue = decode(raw)
    except ValueError:
        raise OAuthError("invalid_request", "the body is not JSON") from None
    if not isinstance(body, dict):
        raise OAuthError("invalid_request", "the body is not an object")
    return {name: value for name, value in body.items() if isinstance(value, str)}
