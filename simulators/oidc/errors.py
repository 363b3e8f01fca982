"""OAuth errors as answers of the authorize and token endpoints."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import JSONResponse, Response


class OidcError(Exception):
    """``error`` is a code of RFC 6749; the description is for people."""

    def __init__(self, error: str, description: str, status: int = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.status = status


async def answer_oidc_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, OidcError)
    body = {"error": error.error, "error_description": error.description}
    return JSONResponse(body, status_code=error.status, headers={"Cache-Control": "no-store"})
