"""Refusals of the gateway and of the application (foundation.md B3), and of the token endpoint."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException

API_PREFIX = "/foundation/"
_TRACE = "00-5fb1a2c9d0e34f6f8a7b6c5d4e3f2a1b-0123456789abcdef-00"
_CHALLENGE = (
    'AzureApiManagementKey realm="https://api.foundationsoft.com",name="Ocp-Apim-Subscription-Key",type="header"'
)


class ApiError(Exception):
    """An answer that is not a success."""

    def __init__(self, status: int, body: Mapping[str, object], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {body}")
        self.status = int(status)
        self.body = body
        self.headers = dict(headers or {})

    def response(self) -> JSONResponse:
        return JSONResponse(dict(self.body), status_code=self.status, headers=self.headers)


def gateway_error(status: int, message: str, headers: Mapping[str, str] | None = None) -> ApiError:
    return ApiError(status, {"statusCode": int(status), "message": message}, headers)


def missing_key() -> ApiError:
    message = "Access denied due to missing subscription key. Make sure to include it with each request."
    return gateway_error(HTTPStatus.UNAUTHORIZED, message, {"WWW-Authenticate": _CHALLENGE})


def invalid_key() -> ApiError:
    message = "Access denied due to invalid subscription key. Use the key of an active subscription."
    return gateway_error(HTTPStatus.UNAUTHORIZED, message, {"WWW-Authenticate": _CHALLENGE})


def invalid_token() -> ApiError:
    message = "Unauthorized. The access token is missing, invalid or expired."
    return gateway_error(HTTPStatus.UNAUTHORIZED, message, {"WWW-Authenticate": 'Bearer error="invalid_token"'})


def too_fast(seconds: int, *, with_header: bool = True) -> ApiError:
    message = f"Rate limit is exceeded. Try again in {seconds} seconds."
    headers = {"Retry-After": str(seconds)} if with_header else {}
    return gateway_error(HTTPStatus.TOO_MANY_REQUESTS, message, headers)


def quota_used() -> ApiError:
    message = "Out of call volume quota. Quota will be replenished in 00:10:00."
    return gateway_error(HTTPStatus.FORBIDDEN, message, {"Retry-After": "600"})


def not_in_product(product: str) -> ApiError:
    return gateway_error(HTTPStatus.FORBIDDEN, f"The subscription does not include the product {product}.")


def problem(status: int, title: str, errors: Mapping[str, list[str]] | None = None) -> ApiError:
    """An answer of the application, as RFC 7807 has it."""
    body: dict[str, object] = {
        "type": f"https://httpstatuses.io/{int(status)}",
        "title": title,
        "status": int(status),
        "traceId": _TRACE,
    }
    return ApiError(status, body | ({"errors": dict(errors)} if errors else {}))


def invalid_record(status: int, errors: Mapping[str, list[str]]) -> ApiError:
    return problem(status, "One or more validation errors occurred.", errors)


def not_found(what: str) -> ApiError:
    return problem(HTTPStatus.NOT_FOUND, f"{what} was not found.")


def duplicate(status: int, field: str, message: str) -> ApiError:
    if status == HTTPStatus.CONFLICT:
        return problem(status, message)
    return invalid_record(status, {field: [message]})


def oauth_error(error: str, description: str, status: int = HTTPStatus.BAD_REQUEST) -> ApiError:
    body = {"error": error, "error_description": description}
    return ApiError(status, body, {"Cache-Control": "no-store"})


async def answer_api_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return error.response()


async def answer_framework_error(request: Request, error: Exception) -> Response:
    """Give unknown paths and refused verbs of the API the vendor's shape instead of the framework's."""
    assert isinstance(error, StarletteHTTPException)
    if not request.url.path.startswith(API_PREFIX):
        return JSONResponse({"detail": error.detail}, status_code=error.status_code, headers=error.headers)
    refused = gateway_error(error.status_code, str(error.detail), error.headers)
    return refused.response()
