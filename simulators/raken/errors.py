"""The error bodies of the simulated API (raken.md A4) and the exceptions that carry them."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException


class ApiError(Exception):
    """An answer under ``/api`` that is not a success."""

    def __init__(self, status: int, body: dict[str, str], headers: dict[str, str] | None = None) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body
        self.headers = headers or {}

    def response(self) -> JSONResponse:
        return JSONResponse(self.body, status_code=self.status, headers=self.headers)


class OAuthError(Exception):
    """An answer of the token endpoint: ``error`` and ``error_description`` (raken.md A2)."""

    def __init__(self, error: str, description: str, status: int = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.status = status

    def response(self) -> JSONResponse:
        body = {"error": self.error, "error_description": self.description}
        return JSONResponse(body, status_code=self.status, headers={"Cache-Control": "no-store"})


def bad_request(message: str) -> ApiError:
    return ApiError(HTTPStatus.BAD_REQUEST, {"error": "Bad Request", "message": message})


def unauthorized() -> ApiError:
    return ApiError(HTTPStatus.UNAUTHORIZED, {"message": "Unauthorized"})


def not_found(what: str) -> ApiError:
    return ApiError(HTTPStatus.NOT_FOUND, {"error": "Not Found", "message": f"{what} not found"})


def too_many_requests(retry_after_seconds: int | None) -> ApiError:
    """The per-second rate or the burst was exceeded: the caller may try again."""
    return _refused("Too Many Requests", retry_after_seconds)


def limit_exceeded(retry_after_seconds: int | None) -> ApiError:
    """The day's quota is used up: trying again today is pointless."""
    return _refused("Limit Exceeded", retry_after_seconds)


def _refused(message: str, retry_after_seconds: int | None) -> ApiError:
    headers = {} if retry_after_seconds is None else {"Retry-After": str(retry_after_seconds)}
    return ApiError(HTTPStatus.TOO_MANY_REQUESTS, {"message": message}, headers)


async def answer_api_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return error.response()


async def answer_oauth_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, OAuthError)
    return error.response()


async def answer_framework_error(request: Request, error: Exception) -> Response:
    """Give unknown paths and refused verbs under ``/api`` the vendor's shape instead of the framework's."""
    assert isinstance(error, StarletteHTTPException)
    if not request.url.path.startswith("/api"):
        return JSONResponse({"detail": error.detail}, status_code=error.status_code, headers=error.headers)
    body = {"error": HTTPStatus(error.status_code).phrase, "message": str(error.detail)}
    return JSONResponse(body, status_code=error.status_code, headers=error.headers)
